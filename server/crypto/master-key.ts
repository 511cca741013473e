/**
 * The master key: 32 bytes in a file outside the database, which wrap the keys inside it.
 * https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
 */
import { createSecretKey, hkdfSync } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import {
  type CipherKey,
  type CipherName,
  ciphers,
  nonceBytes,
  openBytes,
  sealBytes,
} from './cipher.ts';
import type { RandomBytes } from './sm2.ts';

/** One master key. */
export interface MasterKey {
  /** Eight digits that tell keys apart and nothing about them. */
  id: string;
  /** Hexadecimal. */
  secret: string;
}

/** The keys of a file: the first wraps, all unwrap. */
export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

const secretBytes = 32;
const linePattern = /^yishu-master-1 ([0-9a-f]{64})$/;

/** A master key of this secret. */
export function masterKeyOf(secret: string): MasterKey {
  const id = hkdfSync('sha256', Buffer.from(secret, 'hex'), '', 'yishu master id', 4);
  return { id: Buffer.from(id).toString('hex'), secret };
}

/** A new master key. */
export function createMasterKey(randomBytes: RandomBytes): MasterKey {
  return masterKeyOf(Buffer.from(randomBytes(secretBytes)).toString('hex'));
}

/**
 * The master keys of a file, which is made where there is none yet.
 * Throws a `StartFailure` where it is missing though the database holds keys wrapped by it, where
 * others may read it, or where it holds something else.
 * @param given.needed whether the database has wrapped keys already.
 */
export function openMasterKeys(given: {
  file: string;
  needed: boolean;
  randomBytes: RandomBytes;
}): MasterKeys {
  const { file, needed, randomBytes } = given;
  const found = readMasterKeys(file);
  if (found !== undefined) return found;
  if (needed) {
    throw new StartFailure(
      `The master key ${file} is missing, and this database is encrypted with it: ` +
        'put it back from its backup, or name it with YISHU_KEY_FILE',
    );
  }
  const keys: MasterKeys = [createMasterKey(randomBytes)];
  writeMasterKeys(file, keys);
  return keys;
}

/** The master keys of a file; undefined where there is no file. Throws `StartFailure`. */
export function readMasterKeys(file: string): MasterKeys | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    refuseReadable(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(`The master key ${file} cannot be read (${code}): correct its owner`);
  }
  return parseMasterKeys(text, file);
}

/** The keys in the text of a key file. Throws a `StartFailure` that names `place`. */
export function parseMasterKeys(text: string, place: string): MasterKeys {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first, ...others] = lines.map((line) => {
    const secret = linePattern.exec(line.trim())?.[1];
    if (secret === undefined) throw new StartFailure(`The file ${place} is no master key of Yishu`);
    return masterKeyOf(secret);
  });
  if (first === undefined) throw new StartFailure(`The master key ${place} is empty`);
  return [first, ...others];
}

function refuseReadable(file: string): void {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return;
  throw new StartFailure(`Others may read the master key ${file}: chmod 600 it`);
}

/** The text of a key file. */
export function masterKeyText(keys: MasterKeys): string {
  return keys.map(({ secret }) => `yishu-master-1 ${secret}\n`).join('');
}

/** Writes a key file whole or not at all, for its owner only. */
export function writeMasterKeys(file: string, keys: MasterKeys): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  writeFileSync(fresh, masterKeyText(keys), { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

/** The key that wraps with a cipher, derived from a master key. */
function wrappingKey(master: MasterKey, cipher: CipherName): CipherKey {
  const { keyBytes, hash } = ciphers[cipher];
  const secret = Buffer.from(master.secret, 'hex');
  const derived = hkdfSync(hash, secret, '', `yishu wrap ${cipher}`, keyBytes);
  return { cipher, key: createSecretKey(Buffer.from(derived)) };
}

/**
 * Wraps a key: `<id of the master key>.<base64url>`.
 * @param given.bound what the key is: unwrapping must name the same.
 */
export function wrapKey(
  secret: Uint8Array,
  given: { master: MasterKey; cipher: CipherName; bound: string; randomBytes: RandomBytes },
): string {
  const { master, cipher, bound, randomBytes } = given;
  const sealing = { nonce: randomBytes(nonceBytes), bound };
  const sealed = sealBytes(wrappingKey(master, cipher), secret, sealing);
  return `${master.id}.${sealed.toString('base64url')}`;
}

/** Unwraps a key. Throws a `StartFailure` where no master key at hand wrapped it. */
export function unwrapKey(wrapped: string, keys: readonly MasterKey[], bound: string): Buffer {
  const [id = '', text = ''] = wrapped.split('.');
  const master = keys.find((key) => key.id === id);
  if (master === undefined) {
    throw new StartFailure(
      `The database is encrypted with the master key ${id}, the file holds ` +
        `${keys.map((key) => key.id).join(', ')}: name the right file with YISHU_KEY_FILE`,
    );
  }
  const sealed = Buffer.from(text, 'base64url');
  const cipher = sealed[0] === ciphers['sm4-gcm'].code ? 'sm4-gcm' : 'aes-256-gcm';
  return openBytes(wrappingKey(master, cipher), sealed, bound);
}
