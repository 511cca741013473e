/**
 * Follows the chain from its beginning and looks at every block it holds.
 * https://www.iso.org/standard/67116.html
 */
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { digestOf } from '../block.ts';
import { type Finding, blockName, finding } from './finding.ts';
import { type ChainedBlock, type Link, linkColumns, linkHash, linkOf } from './link.ts';

/** How many blocks are looked at with one query, more or less. */
const blocksAtOnce = 512;

/** What was followed. */
export interface Followed {
  n: number;
  hash: string;
  links: number;
  blocks: number;
  events: number;
  findings: Finding[];
}

const linksText = `select ${linkColumns} from audit_link where n > $1 order by n limit 64`;
const blockColumns = `b.bucket, b.id, b.at_first, b.at_last, b.count, b.keys::text as keys,
  encode(b.body, 'hex') as body`;
const blocksText = `select ${blockColumns} from audit_block b
  join unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, id)
  on b.bucket = wanted.bucket and b.id = wanted.id`;

/**
 * Follows the chain to its head.
 * @param from what it begins after.
 * @param seen is told each link with the hash it must have, in order.
 */
export async function followChain(
  sql: Sql,
  from: { n: number; hash: string },
  seen: (link: Link) => void,
): Promise<Followed> {
  const followed: Followed = { ...from, links: 0, blocks: 0, events: 0, findings: [] };
  for (;;) {
    const links = (await sql.run(linksText, [followed.n])).map(linkOf);
    if (links.length === 0) return followed;
    for (const link of links) {
      checkLink(link, followed);
      seen(link);
    }
    for (const some of portions(links)) await checkBlocks(sql, some, followed);
  }
}

/** Checks a link against the one before; goes on from what is stored: damage stays local. */
function checkLink(link: Link, followed: Followed): void {
  if (link.n !== followed.n + 1) {
    followed.findings.push(finding('links-missing', { n: followed.n + 1, to: link.n - 1 }));
  } else if (linkHash(followed.hash, link) !== link.hash) {
    followed.findings.push(finding('link-altered', { n: link.n }));
  }
  followed.n = link.n;
  followed.hash = link.hash;
  followed.links += 1;
  followed.events += link.events;
}

/** Links in portions of about as many blocks as one query should read. */
function portions(links: readonly Link[]): Link[][] {
  const all: Link[][] = [];
  let blocks = blocksAtOnce;
  for (const link of links) {
    if (blocks >= blocksAtOnce) {
      all.push([]);
      blocks = 0;
    }
    all.at(-1)!.push(link);
    blocks += link.blocks.length;
  }
  return all;
}

async function checkBlocks(sql: Sql, links: readonly Link[], followed: Followed): Promise<void> {
  const digests = await readDigests(
    sql,
    links.flatMap(({ blocks }) => blocks),
  );
  for (const { n, atLast, blocks } of links) {
    const at = new Date(atLast).toISOString();
    for (const block of blocks) {
      const name = blockName(block);
      const digest = digests.get(name);
      followed.blocks += 1;
      if (digest === block.digest) continue;
      const kind = digest === undefined ? 'block-missing' : 'block-altered';
      followed.findings.push(finding(kind, { block: name, n, at }));
    }
  }
}

/** The digests of blocks as they are now, by their names. */
export async function readDigests(
  sql: Sql,
  blocks: readonly Pick<ChainedBlock, 'bucket' | 'id'>[],
): Promise<Map<string, string>> {
  const rows = await sql.run(blocksText, [
    arrayLiteral(blocks.map(({ bucket }) => bucket)),
    arrayLiteral(blocks.map(({ id }) => id)),
  ]);
  return new Map(rows.map((row) => [blockName(placeOf(row)), digestOfRow(row)]));
}

function placeOf(row: SqlRow): { bucket: number; id: string } {
  return { bucket: Number(row['bucket']), id: String(row['id']) };
}

function digestOfRow(row: SqlRow): string {
  return digestOf({
    ...placeOf(row),
    atFirst: Number(row['at_first']),
    atLast: Number(row['at_last']),
    count: Number(row['count']),
    keys: String(row['keys']),
    body: Buffer.from(String(row['body']), 'hex'),
  });
}
