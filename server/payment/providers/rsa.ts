/**
 * RSA with SHA-256 over texts, as both providers sign: PKCS #1 v1.5, Base64.
 * https://www.rfc-editor.org/rfc/rfc8017#section-8.2
 */
import { type KeyObject, sign, verify } from 'node:crypto';

/** The signature of a text, in Base64. */
export function signText(text: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(text), key).toString('base64');
}

/** Whether a Base64 signature is of this text by the owner of this public key. */
export function isSigned(text: string, signature: string, key: KeyObject): boolean {
  // What is no Base64 of a signature is simply not one.
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
}
