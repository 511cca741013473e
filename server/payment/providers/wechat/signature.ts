/**
 * What WeChat Pay v3 signs and seals: requests, answers and notices; the same for both sides.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012365342
 */
import { type KeyObject, createCipheriv, createDecipheriv } from 'node:crypto';
import { isSigned, signText } from '../rsa.ts';

/** Lines, each with an end: what is signed. */
const linesOf = (parts: readonly (string | number)[]) => parts.map((part) => `${part}\n`).join('');

/** What is signed of a request. @param path with its query. */
export function requestLines(given: {
  method: string;
  path: string;
  seconds: number;
  nonce: string;
  body: string;
}): string {
  return linesOf([given.method, given.path, given.seconds, given.nonce, given.body]);
}

/** The headers under which WeChat Pay signs an answer or a notice. @param seconds since 1970. */
export function signedHeaders(given: {
  body: string;
  seconds: number;
  nonce: string;
  serial: string;
  key: KeyObject;
}): Record<string, string> {
  const { body, seconds, nonce, serial, key } = given;
  return {
    'wechatpay-timestamp': String(seconds),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': signText(linesOf([seconds, nonce, body]), key),
  };
}

/** So old or so far ahead a signature may be: what was caught yesterday opens nothing today. */
const freshSeconds = 300;

/** Whether a body came from WeChat Pay, just now. @param header reads a header, '' without. */
export function isFromWechat(
  body: string,
  header: (name: string) => string,
  known: { keys: ReadonlyMap<string, KeyObject>; now: number },
): boolean {
  const key = known.keys.get(header('wechatpay-serial'));
  const seconds = header('wechatpay-timestamp');
  if (key === undefined || !/^\d{1,12}$/.test(seconds)) return false;
  if (Math.abs(known.now / 1000 - Number(seconds)) > freshSeconds) return false;
  const text = linesOf([seconds, header('wechatpay-nonce'), body]);
  return isSigned(text, header('wechatpay-signature'), key);
}

/** What a notice carries sealed: AES-256-GCM, the tag at the end of the ciphertext. */
export interface SealedResource {
  algorithm: 'AEAD_AES_256_GCM';
  ciphertext: string;
  nonce: string;
  associated_data: string;
}

const tagBytes = 16;

/** Seals a text by the APIv3 key. @param nonce 12 characters. @param key 32 bytes. */
export function sealResource(text: string, nonce: string, key: string): SealedResource {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce));
  const associated = 'transaction';
  cipher.setAAD(Buffer.from(associated));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: bytes.toString('base64'),
    nonce,
    associated_data: associated,
  };
}

/** The text that was sealed; undefined where the key, the tag or the form is not right. */
export function openResource(sealed: Record<string, unknown>, key: string): string | undefined {
  const { algorithm, ciphertext, nonce, associated_data: associated = '' } = sealed;
  if (algorithm !== 'AEAD_AES_256_GCM' || typeof ciphertext !== 'string') return undefined;
  if (typeof nonce !== 'string' || typeof associated !== 'string') return undefined;
  const bytes = Buffer.from(ciphertext, 'base64');
  if (bytes.length < tagBytes) return undefined;
  try {
    const options = { authTagLength: tagBytes };
    const cipher = createDecipheriv('aes-256-gcm', Buffer.from(key), Buffer.from(nonce), options);
    cipher.setAAD(Buffer.from(associated));
    cipher.setAuthTag(bytes.subarray(-tagBytes));
    const opened = Buffer.concat([cipher.update(bytes.subarray(0, -tagBytes)), cipher.final()]);
    return opened.toString('utf8');
  } catch {
    return undefined;
  }
}
