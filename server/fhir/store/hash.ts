/**
 * The 64-bit hashes that stand for resources, values and slots: SHA-256, cut.
 * https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 */
import { hash } from 'node:crypto';

/** A signed 64-bit integer in decimal, as PostgreSQL reads a bigint. */
export type Hash = string;

/** Whether a text is one, and not beyond what a bigint holds. */
export function isHash(text: unknown): text is Hash {
  if (typeof text !== 'string' || !/^-?\d{1,19}$/.test(text)) return false;
  return BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

const known = new Map<string, Hash>();
const knownMax = 50_000;
/** Characters: what is frequent is short, and what is long would fill the memory. */
const knownLength = 200;

/**
 * The 64-bit hash of a text, as a decimal bigint. Frequent texts (codes, statuses) are remembered.
 */
export function hash64(text: string): Hash {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const digest = hash('sha256', text, 'buffer').readBigInt64BE(0).toString();
  if (text.length > knownLength) return digest;
  if (known.size >= knownMax) known.clear();
  known.set(text, digest);
  return digest;
}

/** The 32-bit signed hash of a text, never 0 (0 stands for "none"). */
export function hash32(text: string): number {
  return Number(BigInt.asIntN(32, BigInt(hash64(text)))) || 1;
}

/** The 16-bit bucket in which a row keyed by this hash lives. */
export function bucketOfHash(value: Hash): number {
  return Number(BigInt.asUintN(16, BigInt(value)));
}

/** The key of a resource: the hash of `Type/id`. */
export function resourceKey(type: string, id: string): Hash {
  return hash64(`${type}/${id}`);
}
