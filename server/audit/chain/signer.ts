/**
 * Who signs the head of the chain, and who checks it: given by the crypto room (SM2) or an HSM.
 * https://openstd.samr.gov.cn/bzgk/gb/newGbInfo?hcno=370AF152CB5CA4A377EB4D1B21DECAE0
 */
import { createPublicKey, verify } from 'node:crypto';
import { hash } from 'node:crypto';

/** A signature with all that checking it needs. */
export interface Signed {
  algorithm: string;
  signature: string;
  publicKey: string;
}

/** Signs bytes. */
export interface Signer {
  /** Which key, as a person reads it. */
  id: string;
  sign(bytes: Uint8Array): Promise<Signed>;
}

/** Whether a signature is that of its public key over these bytes. */
export type VerifySignature = (bytes: Uint8Array, signed: Signed) => Promise<boolean>;

/**
 * Checks signatures of Ed25519: base64, the public key in SPKI. Others are for the verifier that is
 * asked next.
 */
export function verifyEd25519(otherwise: VerifySignature): VerifySignature {
  return async (bytes, signed) => {
    if (signed.algorithm !== 'Ed25519') return otherwise(bytes, signed);
    const der = Buffer.from(signed.publicKey, 'base64');
    try {
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      return verify(null, bytes, key, Buffer.from(signed.signature, 'base64'));
    } catch {
      return false;
    }
  };
}

/** SM3 of a text, in hexadecimal. */
export function sm3(text: string): string {
  return hash('sm3', text, 'hex');
}
