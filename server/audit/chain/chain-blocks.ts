/**
 * Takes committed blocks into the chain, in the order of time: one server at a time (SEC-09).
 * https://www.postgresql.org/docs/18/explicit-locking.html#ADVISORY-LOCKS
 */
import { type Database, type Sql, type SqlRow, arrayLiteral, runValues } from '#fhir/store/sql.ts';
import { type LinkContent, linkHash, origin } from './link.ts';

/** How many blocks one link holds, and how many links one transaction makes. */
const limits = { blocks: 256, links: 8 };

/** The last link: what the next one builds on. */
export interface Head {
  /** 0 where there is none yet. */
  n: number;
  hash: string;
}

const waitingText = `select bucket, id, at_first, at_last, count, encode(digest, 'hex') as digest
  from audit_waiting order by at_last, id, bucket limit ${limits.blocks * limits.links}`;
const insertText = `insert into audit_link
    (n, at_first, at_last, events, buckets, ids, digests, hash)
  values ($1, $2, $3, $4, $5::text::integer[], $6::text::bigint[],
    $7::text::bytea, $8::text::bytea)`;
const deleteWaiting = {
  text: 'delete from audit_waiting where (bucket, id) in (values $ROWS)',
  casts: ['integer', 'bigint'],
};
// What retention removed ends where the chain now begins.
const headText = `select n, encode(hash, 'hex') as hash from
  (select n, hash from audit_link union all select last_n, hash from audit_removal) as known
  order by n desc limit 1`;

/** The head of the chain. */
export async function readHead(sql: Sql): Promise<Head> {
  const [row] = await sql.run(headText, []);
  return row === undefined
    ? { n: 0, hash: origin }
    : { n: Number(row['n']), hash: String(row['hash']) };
}

/**
 * Takes the lock of the chain for this transaction.
 * @param wait whether to wait for another server that has it.
 * @returns false where another one has it.
 */
export async function holdChain(tx: Sql, wait: boolean): Promise<boolean> {
  const name = `hashtext('yishu audit chain')`;
  if (wait) {
    await tx.run(`select pg_advisory_xact_lock(${name})::text`, []);
    return true;
  }
  const [row] = await tx.run(`select pg_try_advisory_xact_lock(${name})::int as held`, []);
  return Number(row?.['held']) === 1;
}

/**
 * Takes all blocks that wait into the chain.
 * @param given.wait whether to wait for another server that is at it; else it is left to that one.
 * @returns how many blocks were taken.
 */
export async function chainBlocks(
  database: Database,
  given: { wait: boolean } = { wait: false },
): Promise<number> {
  let taken = 0;
  for (;;) {
    const some = await database.transaction((tx) => chainSome(tx, given.wait));
    taken += some;
    if (some < limits.blocks * limits.links) return taken;
  }
}

async function chainSome(tx: Sql, wait: boolean): Promise<number> {
  if (!(await holdChain(tx, wait))) return 0;
  const rows = await tx.run(waitingText, []);
  let { n, hash } = await readHead(tx);
  for (let start = 0; start < rows.length; start += limits.blocks) {
    const content = contentOf(n + 1, rows.slice(start, start + limits.blocks));
    hash = linkHash(hash, content);
    n += 1;
    await insertLink(tx, content, hash);
  }
  const places = rows.map((row) => [Number(row['bucket']), String(row['id'])]);
  await runValues(tx, deleteWaiting, places);
  return rows.length;
}

function contentOf(n: number, rows: readonly SqlRow[]): LinkContent {
  return {
    n,
    atFirst: Math.min(...rows.map((row) => Number(row['at_first']))),
    atLast: Math.max(...rows.map((row) => Number(row['at_last']))),
    events: rows.reduce((sum, row) => sum + Number(row['count']), 0),
    blocks: rows.map((row) => ({
      bucket: Number(row['bucket']),
      id: String(row['id']),
      digest: String(row['digest']),
    })),
  };
}

async function insertLink(tx: Sql, link: LinkContent, hash: string): Promise<void> {
  const { n, atFirst, atLast, events, blocks } = link;
  await tx.run(insertText, [
    n,
    atFirst,
    atLast,
    events,
    arrayLiteral(blocks.map(({ bucket }) => bucket)),
    arrayLiteral(blocks.map(({ id }) => id)),
    `\\x${blocks.map(({ digest }) => digest).join('')}`,
    `\\x${hash}`,
  ]);
}
