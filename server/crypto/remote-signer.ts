/**
 * Signs by a licensed certification authority or a hardware module, over HTTPS, in a small JSON
 * protocol: docs/decisions/0010-cryptography.md.
 * https://flk.npc.gov.cn/detail2.html?ZmY4MDgwODE2ZjNjYmIzYzAxNmY0MTBlNTM3YTFhNDQ%3D
 */
import { X509Certificate } from 'node:crypto';
import { refuse } from '#fhir/refusals.ts';
import { StartFailure } from '../start-failure.ts';
import type { Signer } from './signer.ts';
import type { SigningKeys } from './signing-keys.ts';
import { isSm2PublicKey, sm2Algorithm, sm2SignatureFromDer, verifySm2 } from './sm2.ts';

/** How a certification service is reached. */
export interface RemoteSignerParts {
  /** Its base address: `/sign` is below it. */
  url: string;
  /** What it knows us by; read anew for every request, so that it can be changed. */
  token: () => string;
  timeoutMs: number;
  now: () => number;
  keys: SigningKeys;
  fetch: typeof fetch;
}

/** What is sent to `POST <url>/sign`. */
export interface SignQuestion {
  /** `Practitioner/1`: whose key is to sign. */
  who: string;
  algorithm: string;
  /** Base64 of what is signed; SM2 with the user id 1234567812345678, SM3 over Z and this. */
  data: string;
}

/** What it answers with 200. */
export interface SignAnswer {
  algorithm: string;
  /** Base64 of the DER sequence of r and s (GM/T 0009). */
  signature: string;
  /** Hexadecimal uncompressed point. */
  publicKey: string;
  /** PEM of the person's certificate. */
  certificate: string;
}

/**
 * The signer behind a service. What it answers is believed only where the signature verifies and
 * the certificate is of its key and valid now; that a licensed authority issued it, the service
 * vouches for. Throws a `StartFailure` for an address that is neither HTTPS nor this machine.
 */
export function createRemoteSigner(parts: RemoteSignerParts): Signer {
  const address = new URL(parts.url);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  if (address.protocol !== 'https:' && !isLocal) {
    throw new StartFailure('The setting YISHU_SIGNER_URL must begin with https://');
  }
  const id = address.host;
  return {
    id,
    certified: true,
    algorithm: sm2Algorithm,
    async sign(who, bytes) {
      const data = Buffer.from(bytes).toString('base64');
      const answer = await ask(parts, { who, algorithm: sm2Algorithm, data });
      const signature = sm2SignatureFromDer(Buffer.from(answer.signature, 'base64'));
      const { publicKey, certificate } = answer;
      if (signature === undefined || !verifySm2(bytes, signature, publicKey)) {
        throw refuse('signer-away');
      }
      if (!isCertificateOf(certificate, publicKey, parts.now())) throw refuse('signer-refused');
      const keyId = await parts.keys.note({ owner: who, signer: id, publicKey, certificate });
      return { algorithm: sm2Algorithm, signature, keyId };
    },
  };
}

/** Asks the service once. Throws `signer-away` or `signer-refused`. */
async function ask(parts: RemoteSignerParts, question: SignQuestion): Promise<SignAnswer> {
  let response: Response;
  let answered: unknown;
  try {
    response = await parts.fetch(`${parts.url.replace(/\/$/, '')}/sign`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${parts.token()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(question),
      // A service that sends us elsewhere would get the token there.
      redirect: 'error',
      signal: AbortSignal.timeout(parts.timeoutMs),
    });
    answered = await response.json();
  } catch {
    throw refuse('signer-away');
  }
  // 403 and 404: the service knows the person not, or her certificate has run out.
  if ([403, 404, 409].includes(response.status)) throw refuse('signer-refused');
  if (!response.ok || !isAnswer(answered)) throw refuse('signer-away');
  return answered;
}

function isAnswer(value: unknown): value is SignAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { algorithm, signature, publicKey, certificate } = value as Record<string, unknown>;
  return (
    algorithm === sm2Algorithm &&
    typeof signature === 'string' &&
    typeof certificate === 'string' &&
    typeof publicKey === 'string' &&
    isSm2PublicKey(publicKey)
  );
}

/** Whether a PEM certificate is of this public key, and valid at this moment. */
function isCertificateOf(pem: string, publicKey: string, at: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
    const { validFrom, validTo } = certificate;
    return (
      key.toString('hex').endsWith(publicKey.toLowerCase()) &&
      Date.parse(validFrom) <= at &&
      at <= Date.parse(validTo)
    );
  } catch {
    return false;
  }
}
