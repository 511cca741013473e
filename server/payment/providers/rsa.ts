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
  const bytes = Buffer.from(signature, 'base64');
  // Node reads much as Base64: one signature has one text.
  if (bytes.toString('base64') !== signature) return false;
  return verify('sha256', Buffer.from(text), key, bytes);
}
