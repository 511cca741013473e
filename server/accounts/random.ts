/**
 * Ids, tokens and codes made of given random bytes, and the hash that is kept of a token.
 * https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4
 */
import { createHash } from 'node:crypto';

type RandomBytes = (count: number) => Uint8Array;

/** A UUID of version 4. */
export function randomUuid(randomBytes: RandomBytes): string {
  const bytes = Buffer.from(randomBytes(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A token of 256 bits, base64url. */
export function randomToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/** A code of six digits, each as likely as any other. */
export function randomCode(randomBytes: RandomBytes): string {
  // 48 bits modulo a million: the bias is below one in a hundred million.
  const number = Buffer.from(randomBytes(6)).readUIntBE(0, 6) % 1_000_000;
  return String(number).padStart(6, '0');
}

/** What is kept of a token: SHA-256 as hex. A token of 256 bits needs no salt. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a text is a UUID, so that the database takes it as one. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text);
}
