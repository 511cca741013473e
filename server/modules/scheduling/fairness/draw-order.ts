/**
 * The order of a draw: everybody can work it out again from the seed, and nobody before it is told.
 * https://www.rfc-editor.org/rfc/rfc3797
 */
import { createHash, createHmac } from 'node:crypto';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sealer } from '#fhir/store/sealer.ts';

/** Which draw: of a session, the how-manieth. */
export interface DrawName {
  session: Hash;
  round: number;
}

const nameOfDraw = ({ session, round }: DrawName): string => `${session} ${round}`;

/** The key of the house for draws and their tickets: every server on a database has the same. */
export function drawKey({ keyedHash }: Pick<Sealer, 'keyedHash'>): Buffer {
  const parts = [1, 2, 3, 4].map((part) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(BigInt(keyedHash(`release draw ${part}`)));
    return bytes;
  });
  return Buffer.concat(parts);
}

/**
 * The seed of a draw: 64 hexadecimal digits. It is made anew when it is needed, so that who can
 * read the database alone cannot tell it before.
 * @param salt random, of this draw alone.
 */
export function seedOf(key: Buffer, draw: DrawName, salt: string): string {
  return createHmac('sha256', key)
    .update(`seed ${nameOfDraw(draw)} ${salt}`)
    .digest('hex');
}

/** What is told of a seed before anybody enters: its SHA-256, 64 hexadecimal digits. */
export function commitmentOf(seed: string): string {
  return createHash('sha256').update(seed).digest('hex');
}

/**
 * The name of a person in a draw: tells nobody else who it is, and is another one in every draw.
 * @param person key of the first record of the person.
 */
export function nameIn(key: Buffer, draw: DrawName, person: Hash): string {
  const text = `name ${nameOfDraw(draw)} ${person}`;
  return createHmac('sha256', key).update(text).digest().subarray(0, 16).toString('base64url');
}

/**
 * The names in the order in which they are served: by the HMAC-SHA-256 of each under the seed.
 * @param seed hexadecimal, as text.
 */
export function drawOrder(seed: string, names: Iterable<string>): string[] {
  const lots = Array.from(names, (name) => ({
    name,
    lot: createHmac('sha256', seed).update(name).digest('hex'),
  }));
  return lots.toSorted((a, b) => (a.lot < b.lot ? -1 : 1)).map(({ name }) => name);
}
