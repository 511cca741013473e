/**
 * What Signature.data holds: a JSON Web Signature whose payload is the resource and stays outside
 * it. Its protected header binds who signed which version when, and why.
 * https://www.rfc-editor.org/rfc/rfc7515#appendix-F
 */

/** The Signature.sigFormat of ours. */
export const signatureFormat = 'application/jose+json';

/** What is signed besides the resource. */
export interface SignedHeader {
  /** A private name: no registry has one for SM2. */
  alg: string;
  /** How the payload was made, as Signature.targetFormat. */
  cty: string;
  /** The instant of signing. */
  sigT: string;
  /** `Practitioner/1` */
  who: string;
  /** `Observation/1/_history/2` */
  target: string;
  /** Code of Signature.type. */
  purpose: string;
  reason?: string;
}

/** A signature as read. */
export interface ReadSignature {
  header: SignedHeader;
  /** As it was signed. */
  headerText: string;
  signature: Uint8Array;
  keyId: string;
}

/** The text of a header, as it is signed. */
export function headerTextOf(header: SignedHeader): string {
  return Buffer.from(JSON.stringify(header)).toString('base64url');
}

/** The bytes that are signed: the header, a point, the payload. */
export function signingInput(headerText: string, payload: Uint8Array): Uint8Array {
  return Buffer.from(`${headerText}.${Buffer.from(payload).toString('base64url')}`);
}

/** Signature.data: base64 of the flattened JSON serialisation without its payload. */
export function writeSignature(given: Omit<ReadSignature, 'header'>): string {
  const flattened = {
    protected: given.headerText,
    header: { kid: given.keyId },
    signature: Buffer.from(given.signature).toString('base64url'),
  };
  return Buffer.from(JSON.stringify(flattened)).toString('base64');
}

/** Reads Signature.data; undefined where it is none of ours. */
export function readSignature(data: unknown): ReadSignature | undefined {
  if (typeof data !== 'string') return undefined;
  const flattened = readObject(Buffer.from(data, 'base64').toString('utf8'));
  const { protected: headerText, header: open, signature } = flattened ?? {};
  const keyId = (open as { kid?: unknown } | undefined)?.kid;
  if (typeof headerText !== 'string' || typeof signature !== 'string') return undefined;
  const header = readObject(Buffer.from(headerText, 'base64url').toString('utf8'));
  if (typeof keyId !== 'string' || header === undefined) return undefined;
  const named = ['alg', 'cty', 'sigT', 'who', 'target', 'purpose'];
  if (named.some((name) => typeof header[name] !== 'string')) return undefined;
  return {
    header: header as unknown as SignedHeader,
    headerText,
    signature: Buffer.from(signature, 'base64url'),
    keyId,
  };
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
