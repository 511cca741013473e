/**
 * The keyring: seals texts by the data key of the day, opens what any data key sealed, and makes
 * keyed hashes for equality search on what is sealed.
 * https://csrc.nist.gov/pubs/sp/800/38/d/final
 */
import { createHmac, createSecretKey } from 'node:crypto';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import {
  type CipherKey,
  type CipherName,
  isCipherName,
  nonceBytes,
  openBytes,
  sealBytes,
} from './cipher.ts';
import { type DataKeyRow, boundOf, listDataKeys, makeFirstKeys } from './data-keys.ts';
import { type MasterKeys, unwrapKey } from './master-key.ts';
import type { RandomBytes } from './sm2.ts';

/** What seals and opens. */
export interface Keyring {
  /**
   * Encrypts a text: `k<key>.<base64url>`.
   * @param context what it belongs to, as `totp Practitioner/1`: opening must name the same.
   */
  seal(text: string, context?: string): string;
  /** Decrypts. Throws where it was changed, belongs elsewhere, or the key is not known here. */
  open(sealed: string, context?: string): string;
  /** As `hash64`, but only who has the key can make it: stays the same through every rotation. */
  keyedHash: (text: string) => Hash;
  /** Whether a sealed text was sealed by the key of the day. */
  isCurrent(sealed: string): boolean;
  /** Id of the key that seals now. */
  currentKey(): number;
  /** Learns of keys that were added since; to be called every few seconds. */
  reload(): Promise<void>;
}

/** What a keyring is opened with. */
export interface KeyringParts {
  sql: Sql;
  masterKeys: MasterKeys;
  /** Reads the key file anew: another master key may have wrapped a new data key. */
  rereadMasterKeys?: () => MasterKeys | undefined;
  /** For the first keys of a database. */
  cipher: CipherName;
  now: () => number;
  randomBytes: RandomBytes;
}

/** Data keys by id, those that seal in the order in which they come into use. */
interface Keys {
  byId: ReadonlyMap<number, CipherKey>;
  sealing: readonly { id: number; active: number; key: CipherKey }[];
  hash: { algorithm: string; key: Buffer };
}

const nonceCount = 512;

/**
 * Opens the keyring of a database, making the first keys where there are none. Throws a
 * `StartFailure` where the master key is not the one of this database.
 */
export async function openKeyring(parts: KeyringParts): Promise<Keyring> {
  const { sql, masterKeys, now } = parts;
  if ((await listDataKeys(sql)).length === 0) {
    await makeFirstKeys(sql, { ...parts, master: masterKeys[0] });
  }
  const secrets = new Map<number, Buffer>();
  let keys = keysOf(
    await listDataKeys(sql),
    secretsOf(secrets, () => masterKeys),
  );
  const takeNonce = nonces(parts.randomBytes);
  const current = () => {
    const time = now();
    // The first came into use when it was made, by a clock that may have been ahead of this one.
    return keys.sealing.findLast(({ active }) => active <= time) ?? keys.sealing[0]!;
  };
  return {
    seal(text, context = '') {
      const { id, key } = current();
      const sealed = sealBytes(key, text, { nonce: takeNonce(), bound: `k${id} ${context}` });
      return `k${id}.${sealed.toString('base64url')}`;
    },
    open(sealed, context = '') {
      const id = keyIdOf(sealed);
      const key = keys.byId.get(id);
      if (key === undefined) throw new Error(`The data key ${id} is not known here`);
      const bytes = Buffer.from(sealed.slice(sealed.indexOf('.') + 1), 'base64url');
      return openBytes(key, bytes, `k${id} ${context}`).toString('utf8');
    },
    keyedHash: (text) =>
      createHmac(keys.hash.algorithm, keys.hash.key)
        .update(text)
        .digest()
        .readBigInt64BE(0)
        .toString(),
    isCurrent: (sealed) => keyIdOf(sealed) === current().id,
    currentKey: () => current().id,
    async reload() {
      const masters = () => parts.rereadMasterKeys?.() ?? masterKeys;
      keys = keysOf(await listDataKeys(sql), secretsOf(secrets, masters));
    },
  };
}

/** The id of the key that sealed a text. Throws where it is no sealed text. */
export function keyIdOf(sealed: string): number {
  const id = /^k([1-9]\d{0,8})\./.exec(sealed)?.[1];
  if (id === undefined) throw new Error('The text is not sealed');
  return Number(id);
}

/** Unwraps keys not known yet: the bytes of a key never change, whatever wraps it. */
function secretsOf(
  known: Map<number, Buffer>,
  masterKeys: () => MasterKeys,
): (row: DataKeyRow) => Buffer {
  return (row) => {
    const secret = known.get(row.id) ?? unwrapKey(row.wrapped, masterKeys(), boundOf(row));
    known.set(row.id, secret);
    return secret;
  };
}

function keysOf(rows: readonly DataKeyRow[], secretOf: (row: DataKeyRow) => Buffer): Keys {
  const byId = new Map<number, CipherKey>();
  const sealing: Keys['sealing'][number][] = [];
  let hash: Keys['hash'] | undefined;
  for (const row of rows) {
    const secret = secretOf(row);
    if (row.purpose === 'hash') hash = { algorithm: row.algorithm, key: secret };
    else if (isCipherName(row.algorithm)) {
      const key = { cipher: row.algorithm, key: createSecretKey(secret) };
      byId.set(row.id, key);
      sealing.push({ id: row.id, active: row.active, key });
    }
  }
  if (hash === undefined || sealing.length === 0) throw new Error('A data key is missing');
  sealing.sort((a, b) => a.active - b.active);
  return { byId, sealing, hash };
}

/** Random nonces, drawn many at once: asking the system costs more than the encryption. */
function nonces(randomBytes: RandomBytes): () => Uint8Array {
  let pool: Uint8Array = new Uint8Array();
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(nonceBytes * nonceCount);
      used = 0;
    }
    used += nonceBytes;
    return pool.subarray(used - nonceBytes, used);
  };
}
