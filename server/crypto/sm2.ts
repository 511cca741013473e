/**
 * SM2 signatures over SM3, with the Z value of the user id 1234567812345678.
 * https://openstd.samr.gov.cn/bzgk/gb/newGbInfo?hcno=3EE2FD47B962578070541ED468497C5B
 */
import { sm2 } from 'sm-crypto-v2';

/** The name of the algorithm wherever it is kept. */
export const sm2Algorithm = 'SM2-SM3';

/** Order of the group, GB/T 32918.5. */
const order = BigInt('0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123');

/** Random bytes; in production those of node:crypto. */
export type RandomBytes = (count: number) => Uint8Array;

/** A key pair in hexadecimal: 64 digits, and 130 of the uncompressed point. */
export interface Sm2KeyPair {
  privateKey: string;
  publicKey: string;
}

/** A new key pair. */
export function createSm2KeyPair(randomBytes: RandomBytes): Sm2KeyPair {
  // The library's own generateKeyPairHex(random) reduces modulo 1: every key would be the same.
  const privateKey = scalar(randomBytes);
  return { privateKey, publicKey: sm2.getPublicKeyFromPrivateKey(privateKey) };
}

/** A number from 1 to n - 2 by lot, as 64 hexadecimal digits. */
function scalar(randomBytes: RandomBytes): string {
  for (;;) {
    const digits = Buffer.from(randomBytes(32)).toString('hex');
    const number = BigInt(`0x${digits}`);
    if (number >= 1n && number <= order - 2n) return digits;
  }
}

/** Signs bytes: r and s, 64 bytes. */
export function signSm2(
  bytes: Uint8Array,
  { privateKey, publicKey }: Sm2KeyPair,
  randomBytes: RandomBytes,
): Uint8Array {
  // Two, because one that gives r = 0 or s = 0 is not used; that both do does not happen.
  const pointPool = [nonce(randomBytes), nonce(randomBytes)];
  return Buffer.from(
    sm2.doSignature(bytes, privateKey, { hash: true, publicKey, pointPool }),
    'hex',
  );
}

function nonce(randomBytes: RandomBytes): { k: bigint; x1: bigint } {
  const k = scalar(randomBytes);
  const point = sm2.getPublicKeyFromPrivateKey(k);
  return { k: BigInt(`0x${k}`), x1: BigInt(`0x${point.slice(2, 66)}`) };
}

/** Whether 64 bytes are the signature of these bytes; false for whatever is not well formed. */
export function verifySm2(bytes: Uint8Array, signature: Uint8Array, publicKey: string): boolean {
  const digits = Buffer.from(signature).toString('hex');
  if (digits.length !== 128 || !isSm2PublicKey(publicKey)) return false;
  // The library does not look whether r and s are within 1 … n - 1.
  const parts = [digits.slice(0, 64), digits.slice(64)].map((part) => BigInt(`0x${part}`));
  if (parts.some((part) => part < 1n || part >= order)) return false;
  return sm2.doVerifySignature(bytes, digits, publicKey, { hash: true });
}

/** Whether a text is a point of the curve, uncompressed, in hexadecimal. */
export function isSm2PublicKey(text: string): boolean {
  if (!/^04[0-9a-f]{128}$/i.test(text)) return false;
  try {
    return sm2.verifyPublicKey(text);
  } catch {
    // What is beside the curve is an exception to the library.
    return false;
  }
}

/** r and s of a DER sequence of two integers (GM/T 0009); undefined for anything else. */
export function sm2SignatureFromDer(der: Uint8Array): Uint8Array | undefined {
  const pattern = /^30([0-9a-f]{2})02([0-9a-f]{2})/;
  const digits = Buffer.from(der).toString('hex');
  const head = pattern.exec(digits);
  if (head === null || Number.parseInt(head[1]!, 16) !== der.length - 2) return undefined;
  const first = Number.parseInt(head[2]!, 16);
  const second = der[5 + first];
  if (der[4 + first] !== 2 || second !== der.length - 6 - first) return undefined;
  const parts = [der.subarray(4, 4 + first), der.subarray(6 + first)];
  const numbers = parts.map((part) =>
    Buffer.from(part)
      .toString('hex')
      .replace(/^(?:00)+/, ''),
  );
  if (numbers.some((number) => number.length === 0 || number.length > 64)) return undefined;
  return Buffer.from(numbers.map((number) => number.padStart(64, '0')).join(''), 'hex');
}

/** A signature as DER `SEQUENCE { INTEGER r, INTEGER s }`. */
export function sm2SignatureToDer(signature: Uint8Array): Uint8Array {
  const integers = [signature.subarray(0, 32), signature.subarray(32)].map((part) => {
    let start = 0;
    while (start < part.length - 1 && part[start] === 0) start += 1;
    const number = part.subarray(start);
    const sign = number[0]! >= 0x80 ? [0] : [];
    return Buffer.from([2, number.length + sign.length, ...sign, ...number]);
  });
  const body = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
