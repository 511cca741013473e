/**
 * Authenticated encryption of bytes: SM4 (GB/T 32907) or AES, in Galois/Counter Mode.
 * https://csrc.nist.gov/pubs/sp/800/38/d/final
 */
import { type CipherGCMTypes, type KeyObject, createCipheriv, createDecipheriv } from 'node:crypto';

/** The ciphers there are; `code` is the first byte of what they made. */
export const ciphers = {
  'sm4-gcm': { code: 1, keyBytes: 16, hash: 'sm3' },
  'aes-256-gcm': { code: 2, keyBytes: 32, hash: 'sha256' },
} as const;

/** The name of a cipher. */
export type CipherName = keyof typeof ciphers;

/** Whether a text names a cipher. */
export function isCipherName(text: string): text is CipherName {
  return Object.hasOwn(ciphers, text);
}

/** A cipher with its key. */
export interface CipherKey {
  cipher: CipherName;
  key: KeyObject;
}

/** Bytes of a nonce, and of the tag that proves nothing was changed. */
export const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;

/**
 * Encrypts: one byte for the cipher, the nonce, the tag, the ciphertext.
 * @param given.nonce never used with this key before.
 * @param given.bound what the bytes belong to: opening must name the same.
 */
export function sealBytes(
  { cipher, key }: CipherKey,
  clear: Uint8Array | string,
  given: { nonce: Uint8Array; bound: string | Uint8Array },
): Buffer {
  // Node knows sm4-gcm; its types do not.
  const engine = createCipheriv(cipher as CipherGCMTypes, key, given.nonce);
  engine.setAAD(bytesOf(given.bound));
  const body = typeof clear === 'string' ? engine.update(clear, 'utf8') : engine.update(clear);
  engine.final();
  const sealed = Buffer.allocUnsafe(headBytes + body.length);
  sealed[0] = ciphers[cipher].code;
  sealed.set(given.nonce, 1);
  sealed.set(engine.getAuthTag(), 1 + nonceBytes);
  sealed.set(body, headBytes);
  return sealed;
}

/** Decrypts what `sealBytes` made. Throws where anything of it was changed. */
export function openBytes(
  { cipher, key }: CipherKey,
  sealed: Buffer,
  bound: string | Uint8Array,
): Buffer {
  if (sealed.length < headBytes || sealed[0] !== ciphers[cipher].code) {
    throw new Error('The sealed bytes are of another cipher');
  }
  const engine = createDecipheriv(
    cipher as CipherGCMTypes,
    key,
    sealed.subarray(1, 1 + nonceBytes),
    { authTagLength: tagBytes },
  );
  engine.setAAD(bytesOf(bound));
  engine.setAuthTag(sealed.subarray(1 + nonceBytes, headBytes));
  const clear = engine.update(sealed.subarray(headBytes));
  engine.final();
  return clear;
}

function bytesOf(bound: string | Uint8Array): Uint8Array {
  return typeof bound === 'string' ? Buffer.from(bound) : bound;
}
