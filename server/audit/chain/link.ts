/**
 * A link of the chain: the blocks of about a second, bound to all that came before by SM3.
 * https://www.iso.org/standard/67116.html
 */
import type { SqlRow } from '#fhir/store/sql.ts';
import { sm3 } from './signer.ts';

/** What the first link builds on. */
export const origin = '0'.repeat(64);

/** A block as the chain knows it. */
export interface ChainedBlock {
  bucket: number;
  id: string;
  /** SM3 in hexadecimal. */
  digest: string;
}

/** A link without its hash. */
export interface LinkContent {
  n: number;
  atFirst: number;
  atLast: number;
  events: number;
  blocks: readonly ChainedBlock[];
}

/** A link as it is stored. */
export interface Link extends LinkContent {
  /** In hexadecimal. */
  hash: string;
}

/** The columns of a link, as `linkOf` reads them. */
export const linkColumns = `n, at_first, at_last, events, buckets::text as buckets,
  ids::text as ids, encode(digests, 'hex') as digests, encode(hash, 'hex') as hash`;

/** A row of `audit_link`. */
export function linkOf(row: SqlRow): Link {
  const buckets = items(row['buckets']).map(Number);
  const ids = items(row['ids']);
  const digests = String(row['digests']);
  const blocks = ids.map((id, index) => ({
    bucket: buckets[index] ?? -1,
    id,
    digest: digests.slice(index * 64, index * 64 + 64),
  }));
  return {
    n: Number(row['n']),
    atFirst: Number(row['at_first']),
    atLast: Number(row['at_last']),
    events: Number(row['events']),
    blocks,
    hash: String(row['hash']),
  };
}

function items(literal: string | number | null | undefined): string[] {
  const inner = String(literal).slice(1, -1);
  return inner === '' ? [] : inner.split(',');
}

/** The hash of a link that follows one with the hash `previous`. */
export function linkHash(previous: string, link: LinkContent): string {
  const { n, atFirst, atLast, events, blocks } = link;
  const list = blocks.map(({ bucket, id, digest }) => `${bucket}:${id}:${digest}`).join(',');
  return sm3(`${previous}|${n}|${atFirst}|${atLast}|${events}|${list}`);
}
