/**
 * The key of a backup file: new for each, wrapped by a passphrase, by the master key, or by both.
 * https://www.rfc-editor.org/rfc/rfc9106
 */
import { argon2, createSecretKey } from 'node:crypto';
import { promisify } from 'node:util';
import { StartFailure } from '../../start-failure.ts';
import { type CipherKey, type CipherName, ciphers, isCipherName } from '../cipher.ts';
import {
  type MasterKey,
  type MasterKeys,
  masterKeyOf,
  masterKeyText,
  parseMasterKeys,
  unwrapKey,
  wrapKey,
} from '../master-key.ts';
import type { RandomBytes } from '../sm2.ts';

/** The first line of a backup file. */
export interface BackupHeader {
  format: 'yishu-backup-1';
  /** ISO instant. */
  made: string;
  cipher: CipherName;
  /** Present where a passphrase opens the file. */
  passphrase?: { salt: string; memory: number; passes: number; lanes: number; wrapped: string };
  /** Present where the master key opens the file. */
  master?: { wrapped: string };
  /** The master keys of the database, wrapped by the passphrase. */
  masterKeys?: string;
}

/** What opens a backup: either will do. */
export interface BackupSecrets {
  passphrase?: string | undefined;
  masterKeys?: MasterKeys | undefined;
}

/** RFC 9106's second recommendation, for machines of little memory: 64 MiB, three passes. */
const stretching = { memory: 65_536, passes: 3, lanes: 4 } as const;
const derive = promisify(argon2);

const boundOf = (cipher: CipherName) => `backup ${cipher}`;
const masterBound = 'backup master keys';

/** Makes the key of a new backup and its header. */
export async function makeBackupKey(given: {
  secrets: BackupSecrets;
  /** Whether whoever has the passphrase gets the master key too, and so needs nothing else. */
  includeMasterKeys: boolean;
  cipher: CipherName;
  now: () => number;
  randomBytes: RandomBytes;
}): Promise<{ header: BackupHeader; key: CipherKey }> {
  const { secrets, cipher, randomBytes } = given;
  const secret = randomBytes(ciphers[cipher].keyBytes);
  const wrap = (bytes: Uint8Array, master: MasterKey, bound: string) =>
    wrapKey(bytes, { master, cipher, bound, randomBytes });
  const made = new Date(given.now()).toISOString();
  const header: BackupHeader = { format: 'yishu-backup-1', made, cipher };
  if (secrets.passphrase !== undefined) {
    const salt = Buffer.from(randomBytes(16)).toString('base64url');
    const stretched = await stretch(secrets.passphrase, { salt, ...stretching });
    const wrapped = wrap(secret, stretched, boundOf(cipher));
    header.passphrase = { salt, ...stretching, wrapped };
    if (given.includeMasterKeys && secrets.masterKeys !== undefined) {
      const text = Buffer.from(masterKeyText(secrets.masterKeys));
      header.masterKeys = wrap(text, stretched, masterBound);
    }
  }
  if (secrets.masterKeys !== undefined) {
    header.master = { wrapped: wrap(secret, secrets.masterKeys[0], boundOf(cipher)) };
  }
  return { header, key: { cipher, key: createSecretKey(secret) } };
}

/** A passphrase made slow to guess, as a key that wraps. */
async function stretch(
  passphrase: string,
  given: { salt: string; memory: number; passes: number; lanes: number },
): Promise<MasterKey> {
  const { salt, memory, passes, lanes: parallelism } = given;
  const stretched = await derive('argon2id', {
    message: passphrase.normalize('NFC'),
    nonce: Buffer.from(salt, 'base64url'),
    parallelism,
    tagLength: 32,
    memory,
    passes,
  });
  return masterKeyOf(stretched.toString('hex'));
}

/** Reads the first line of a backup. Throws a `StartFailure` where it is none. */
export function readHeader(line: string): BackupHeader {
  const header = parse(line);
  if (header?.format !== 'yishu-backup-1' || !isCipherName(String(header.cipher))) {
    throw new StartFailure('The file is no backup of Yishu');
  }
  return header;
}

function parse(line: string): BackupHeader | undefined {
  try {
    return JSON.parse(line) as BackupHeader;
  } catch {
    return undefined;
  }
}

/**
 * The key of a backup, and the master keys that it brings. Throws a `StartFailure` where no secret
 * at hand opens it.
 */
export async function openBackupKey(
  header: BackupHeader,
  secrets: BackupSecrets,
): Promise<{ key: CipherKey; masterKeys: MasterKeys | undefined }> {
  const { cipher, passphrase, master } = header;
  const keyOf = (secret: Buffer) => ({ cipher, key: createSecretKey(secret) });
  if (passphrase !== undefined && secrets.passphrase !== undefined) {
    const stretched = await stretch(secrets.passphrase, checked(passphrase));
    const open = (wrapped: string, bound: string) => unwrap(wrapped, stretched, bound);
    const secret = open(passphrase.wrapped, boundOf(cipher));
    const text = header.masterKeys && open(header.masterKeys, masterBound).toString('utf8');
    const masterKeys = text ? parseMasterKeys(text, 'in the backup') : undefined;
    return { key: keyOf(secret), masterKeys };
  }
  if (master !== undefined && secrets.masterKeys !== undefined) {
    const secret = unwrapKey(master.wrapped, secrets.masterKeys, boundOf(cipher));
    return { key: keyOf(secret), masterKeys: undefined };
  }
  const wanted = passphrase === undefined ? 'the master key' : 'its passphrase';
  throw new StartFailure(`The backup is opened by ${wanted}, which was not given`);
}

/** A file cannot make us take all memory or all time. */
function checked(given: NonNullable<BackupHeader['passphrase']>): typeof given {
  const { memory, passes, lanes } = given;
  if (memory > 1_048_576 || passes > 100 || lanes > 64) {
    throw new StartFailure('The backup asks for too much to open its passphrase');
  }
  return given;
}

function unwrap(wrapped: string, key: MasterKey, bound: string): Buffer {
  if (!wrapped.startsWith(`${key.id}.`)) {
    throw new StartFailure('The passphrase is not that of the backup');
  }
  return unwrapKey(wrapped, [key], bound);
}
