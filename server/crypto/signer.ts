/**
 * Who signs: the built-in signer, whose keys lie sealed in the database, or a service.
 * https://flk.npc.gov.cn/detail2.html?ZmY4MDgwODE2ZjNjYmIzYzAxNmY0MTBlNTM3YTFhNDQ%3D
 */
import { sm2Algorithm, signSm2, verifySm2, type RandomBytes } from './sm2.ts';
import type { SigningKeys } from './signing-keys.ts';

/** A signature with what verifies it. */
export interface Signed {
  algorithm: string;
  /** r and s. */
  signature: Uint8Array;
  /** Id of the key in `signing_key`. */
  keyId: string;
}

/** A signer. */
export interface Signer {
  /** `built-in`, or the name of a service. */
  id: string;
  /** Whether a licensed certification authority vouches for its keys (RX-25). */
  certified: boolean;
  algorithm: string;
  /**
   * Signs bytes with the key of a person, `Practitioner/1`. Throws the refusal `signer-away` or
   * `signer-refused` where nothing was signed.
   */
  sign(who: string, bytes: Uint8Array): Promise<Signed>;
}

/** What a person reads about the keys of a signer. */
export const signerMark = {
  certified: { zh: 'CA 认证签名', en: 'Signature certified by a licensed CA' },
  test: { zh: '非CA(测试)', en: 'Not by a licensed CA (test)' },
} as const;

/** The id of the built-in signer. */
export const builtInSigner = 'built-in';

/** The signer of the house: every person has a key pair, made when first needed. */
export function createBuiltInSigner(keys: SigningKeys, randomBytes: RandomBytes): Signer {
  return {
    id: builtInSigner,
    certified: false,
    algorithm: sm2Algorithm,
    async sign(who, bytes) {
      const { id, pair } = await keys.ownPair(who);
      return { algorithm: sm2Algorithm, signature: signSm2(bytes, pair, randomBytes), keyId: id };
    },
  };
}

/** Whether a signature is one of these bytes by this key; false for algorithms not known here. */
export function verifySignature(given: {
  algorithm: string;
  bytes: Uint8Array;
  signature: Uint8Array;
  publicKey: string;
}): boolean {
  const { algorithm, bytes, signature, publicKey } = given;
  return algorithm === sm2Algorithm && verifySm2(bytes, signature, publicKey);
}
