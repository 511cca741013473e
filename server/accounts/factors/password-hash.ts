/**
 * Passwords as argon2id of Node's own crypto, written as PHC strings.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

interface Cost {
  /** KiB. */
  memory: number;
  passes: number;
  parallelism: number;
}

/** OWASP's first choice of memory and passes. */
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };

const derive = promisify(argon2);

/** The hash of a password as `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(
  password: string,
  randomBytes: (count: number) => Uint8Array,
): Promise<string> {
  const salt = Buffer.from(randomBytes(16));
  const hash = await deriveKey(password, salt, cost);
  const { memory, passes, parallelism } = cost;
  const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  const costs = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${costs}$${base64(salt)}$${base64(hash)}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** What is compared with where there is no account: it costs as much, and no password has it. */
const nobody = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * Whether a password is that of a PHC string. Without one it takes as long and says no, so that an
 * unknown login is not told by the time.
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const found = phc.exec(stored ?? nobody);
  if (found === null) throw new Error('A stored password is no PHC string of argon2id');
  const [memory = 0, passes = 0, parallelism = 0] = found.slice(1, 4).map(Number);
  const salt = Buffer.from(found[4]!, 'base64');
  const hash = Buffer.from(found[5]!, 'base64');
  const derived = await deriveKey(password, salt, { memory, passes, parallelism });
  return timingSafeEqual(derived, hash) && stored !== undefined;
}

/** One password may be typed in more than one Unicode form. */
function deriveKey(password: string, nonce: Buffer, given: Cost): Promise<Buffer> {
  const message = password.normalize('NFKC');
  return derive('argon2id', { message, nonce, tagLength: 32, ...given });
}
