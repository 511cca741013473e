/**
 * Verifies the whole audit log: finds every block that was altered, removed, inserted or moved, and
 * names it (SEC-09).
 * https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-92.pdf
 */
import type { Sql } from '#fhir/store/sql.ts';
import { type Finding, blockName, finding } from './finding.ts';
import type { Seal } from './seal.ts';
import { followChain, readDigests } from './verify-links.ts';
import { type Trust, verifyRemovals, verifySeals } from './verify-seals.ts';

/** What a verification found. */
export interface Verification {
  whole: boolean;
  /** The head of the chain; n is 0 where there is none. */
  head: { n: number; hash: string };
  links: number;
  blocks: number;
  events: number;
  /** Committed blocks that the chain has not taken in yet. */
  waiting: number;
  /** The last seal; undefined where there is none. */
  seal: { number: number; n: number; at: number } | undefined;
  findings: Finding[];
}

/**
 * Verifies the log; once more where retention removed something meanwhile.
 * @param given.head a head that was noted elsewhere (the log of the server, paper): proves the end.
 */
export async function verifyChain(
  sql: Sql,
  given: Trust & { head?: { n: number; hash: string } | undefined },
): Promise<Verification> {
  for (;;) {
    const before = await lastRemoval(sql);
    const verification = await verifyOnce(sql, given);
    if (verification.whole || (await lastRemoval(sql)) === before) return verification;
  }
}

async function lastRemoval(sql: Sql): Promise<number> {
  const [row] = await sql.run('select coalesce(max(number), 0) as number from audit_removal', []);
  return Number(row?.['number'] ?? 0);
}

async function verifyOnce(
  sql: Sql,
  given: Trust & { head?: { n: number; hash: string } | undefined },
): Promise<Verification> {
  const { beginning, findings } = await verifyRemovals(sql, given);
  let last: Seal | undefined;
  const keep = (seal: Seal) => {
    last = seal;
  };
  findings.push(...(await verifySeals(sql, { trust: given, beginning, seen: keep })));
  let noted = given.head === undefined || given.head.n <= beginning.n;
  const followed = await followChain(sql, beginning, (link) => {
    if (given.head?.n === link.n) noted = given.head.hash === link.hash;
  });
  findings.push(...followed.findings, ...(await compareSeals(sql, followed.n)));
  if (!noted) findings.push(finding('head-differs', { n: given.head?.n ?? 0 }));
  const waiting = await verifyWaiting(sql, findings);
  findings.push(...(await findInserted(sql, findings.length > 0)));
  return {
    whole: findings.length === 0,
    head: { n: followed.n, hash: followed.hash },
    links: followed.links,
    blocks: followed.blocks,
    events: followed.events,
    waiting,
    seal: last,
    findings,
  };
}

const strayText = `select s.number, s.n
  from audit_seal s left join audit_link l on l.n = s.n
  where l.n is null or l.hash <> s.hash order by s.number limit 1000`;

/** Seals that sealed another chain than there is, or one that went further. */
async function compareSeals(sql: Sql, head: number): Promise<Finding[]> {
  return (await sql.run(strayText, [])).map((row) => {
    const number = Number(row['number']);
    const n = Number(row['n']);
    return n > head
      ? finding('seal-beyond', { number, n, head })
      : finding('seal-differs', { number, n });
  });
}

/** Blocks that wait for the chain must be what they were when they were committed. */
async function verifyWaiting(sql: Sql, findings: Finding[]): Promise<number> {
  const rows = await sql.run(
    `select bucket, id, at_last, encode(digest, 'hex') as digest from audit_waiting
     order by at_last, id limit 10000`,
    [],
  );
  const blocks = rows.map((row) => ({ bucket: Number(row['bucket']), id: String(row['id']) }));
  const digests = await readDigests(sql, blocks);
  for (const [index, block] of blocks.entries()) {
    const name = blockName(block);
    const digest = digests.get(name);
    if (digest === String(rows[index]?.['digest'])) continue;
    const kind = digest === undefined ? 'block-missing' : 'block-altered';
    const at = new Date(Number(rows[index]?.['at_last'])).toISOString();
    findings.push(finding(kind, { block: name, n: '-', at }));
  }
  return rows.length;
}

const countText = `select (select count(*) from audit_block) as blocks,
  (select coalesce(sum(cardinality(ids)), 0) from audit_link) as chained,
  (select count(*) from audit_waiting) as waiting`;
const insertedText = `select b.bucket, b.id, b.at_last from audit_block b
  where not exists (select from audit_waiting w where w.bucket = b.bucket and w.id = b.id)
    and (b.bucket, b.id) not in (select bucket, id from audit_link,
      unnest(buckets, ids) as held(bucket, id))
  order by b.at_last limit 1000`;

/** Blocks that nothing holds. They are looked for where anything is wrong, also the numbers. */
async function findInserted(sql: Sql, suspicious: boolean): Promise<Finding[]> {
  // One statement, so that all three are of one moment while others write.
  const [row] = await sql.run(countText, []);
  const agree = Number(row?.['blocks']) === Number(row?.['chained']) + Number(row?.['waiting']);
  if (agree && !suspicious) return [];
  return (await sql.run(insertedText, [])).map((found) => {
    const block = { bucket: Number(found['bucket']), id: String(found['id']) };
    const at = new Date(Number(found['at_last'])).toISOString();
    return finding('block-inserted', { block: blockName(block), at });
  });
}
