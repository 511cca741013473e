/**
 * Removes what is older than it must be kept; what remains still verifies (SEC-09).
 * https://www.rfc-editor.org/rfc/rfc4998
 */
import type { Database, Sql, SqlRow } from '#fhir/store/sql.ts';
import { holdChain } from './chain-blocks.ts';
import { origin } from './link.ts';
import { sealColumns, sealHash, sealOf, signedOf } from './seal.ts';
import type { Signed, Signer } from './signer.ts';

/** The fewest days that the log may be kept: 审计日志保存不得少于六个月（SEC-09）. */
export const fewestDays = 183;

const dayMs = 86_400_000;

/** How many links one transaction removes. */
const batchSize = 5000;

/** What is signed of a removal: where the chain begins now, and what is gone. */
export interface RemovalContent {
  number: number;
  firstN: number;
  lastN: number;
  hash: string;
  blocks: number;
  events: number;
  atFirst: number;
  atLast: number;
  lastSeal: number;
  sealHash: string;
  reason: string;
  at: number;
  signer: string;
}

/** A removal as it is stored. */
export interface Removal extends RemovalContent, Signed {}

/** The columns of a removal, as `removalOf` reads them. */
export const removalColumns = `number, first_n, last_n, encode(hash, 'hex') as hash, blocks, events,
  at_first, at_last, last_seal, encode(seal_hash, 'hex') as seal_hash, reason, at, signer,
  algorithm, signature, public_key`;

/** A row of `audit_removal`. */
export function removalOf(row: SqlRow): Removal {
  return {
    number: Number(row['number']),
    firstN: Number(row['first_n']),
    lastN: Number(row['last_n']),
    hash: String(row['hash']),
    blocks: Number(row['blocks']),
    events: Number(row['events']),
    atFirst: Number(row['at_first']),
    atLast: Number(row['at_last']),
    lastSeal: Number(row['last_seal']),
    sealHash: String(row['seal_hash']),
    reason: String(row['reason']),
    at: Number(row['at']),
    signer: String(row['signer']),
    ...signedOf(row),
  };
}

/** The bytes that a removal signs. */
export function removalBytes(removal: RemovalContent): Uint8Array {
  const r = removal;
  const parts = [r.number, r.firstN, r.lastN, r.hash, r.blocks, r.events, r.atFirst, r.atLast];
  const rest = [r.lastSeal, r.sealHash, r.reason, r.at, r.signer];
  return Buffer.from(['yishu-audit-removal', ...parts, ...rest].join('|'));
}

/**
 * Removes the links, from the oldest on, whose events are all older than `days`, with their blocks
 * and seals, and leaves a signed anchor. Throws where `days` are fewer than the law's.
 * @returns how many events were removed.
 */
export async function removeExpired(
  database: Database,
  given: { days: number; signer: Signer; now: () => number },
): Promise<number> {
  if (given.days < fewestDays) throw new Error('审计日志保存不得少于六个月（SEC-09）');
  let removed = 0;
  for (;;) {
    const removal = await database.transaction((tx) => removeSome(tx, given));
    if (removal === undefined) return removed;
    removed += removal.events;
  }
}

async function removeSome(
  tx: Sql,
  given: { days: number; signer: Signer; now: () => number },
): Promise<Removal | undefined> {
  await holdChain(tx, true);
  const before = given.now() - given.days * dayMs;
  const range = await expiredRange(tx, before);
  if (range === undefined) return undefined;
  const seals = await sealsUpTo(tx, range.lastN);
  const [last] = await tx.run('select coalesce(max(number), 0) as number from audit_removal', []);
  const content: RemovalContent = {
    ...range,
    ...seals,
    number: Number(last?.['number'] ?? 0) + 1,
    reason: `retention of ${given.days} days`,
    at: given.now(),
    signer: given.signer.id,
  };
  const removal = { ...content, ...(await given.signer.sign(removalBytes(content))) };
  await insertRemoval(tx, removal);
  await tx.run(
    `delete from audit_block b using audit_link l, unnest(l.buckets, l.ids) as gone(bucket, id)
     where l.n <= $1 and b.bucket = gone.bucket and b.id = gone.id`,
    [range.lastN],
  );
  await tx.run('delete from audit_link where n <= $1', [range.lastN]);
  await tx.run('delete from audit_seal where number <= $1', [seals.lastSeal]);
  return removal;
}

type Range = Pick<
  RemovalContent,
  'firstN' | 'lastN' | 'hash' | 'blocks' | 'events' | 'atFirst' | 'atLast'
>;

/** The links that may go: none after the first that must stay. */
async function expiredRange(tx: Sql, before: number): Promise<Range | undefined> {
  const [row] = await tx.run(
    `select min(n) as first_n, max(n) as last_n, sum(cardinality(ids)) as blocks,
       sum(events) as events, min(at_first) as at_first, max(at_last) as at_last
     from (select * from audit_link where n < coalesce(
         (select min(n) from audit_link where at_last >= $1), 9223372036854775807)
       order by n limit ${batchSize}) as expired`,
    [before],
  );
  if (row === undefined || row['first_n'] === null) return undefined;
  const lastN = Number(row['last_n']);
  const [link] = await tx.run(`select encode(hash, 'hex') as hash from audit_link where n = $1`, [
    lastN,
  ]);
  return {
    firstN: Number(row['first_n']),
    lastN,
    hash: String(link?.['hash']),
    blocks: Number(row['blocks']),
    events: Number(row['events']),
    atFirst: Number(row['at_first']),
    atLast: Number(row['at_last']),
  };
}

/** The seals of links that go; those before them went earlier. */
async function sealsUpTo(tx: Sql, n: number): Promise<{ lastSeal: number; sealHash: string }> {
  const [row] = await tx.run(
    `select ${sealColumns} from audit_seal where n <= $1 order by number desc limit 1`,
    [n],
  );
  if (row !== undefined) {
    const seal = sealOf(row);
    return { lastSeal: seal.number, sealHash: sealHash(seal) };
  }
  const [removal] = await tx.run(
    `select last_seal, encode(seal_hash, 'hex') as hash from audit_removal
     order by number desc limit 1`,
    [],
  );
  return removal === undefined
    ? { lastSeal: 0, sealHash: origin }
    : { lastSeal: Number(removal['last_seal']), sealHash: String(removal['hash']) };
}

async function insertRemoval(tx: Sql, removal: Removal): Promise<void> {
  await tx.run(
    `insert into audit_removal (number, first_n, last_n, hash, blocks, events, at_first, at_last,
       last_seal, seal_hash, reason, at, signer, algorithm, signature, public_key)
     values ($1, $2, $3, $4::text::bytea, $5, $6, $7, $8, $9, $10::text::bytea, $11, $12, $13, $14,
       $15, $16)`,
    [
      removal.number,
      removal.firstN,
      removal.lastN,
      `\\x${removal.hash}`,
      removal.blocks,
      removal.events,
      removal.atFirst,
      removal.atLast,
      removal.lastSeal,
      `\\x${removal.sealHash}`,
      removal.reason,
      removal.at,
      removal.signer,
      removal.algorithm,
      removal.signature,
      removal.publicKey,
    ],
  );
}
