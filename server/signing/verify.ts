/**
 * Verifies the signatures of a Provenance against the version that they cover.
 * https://hl7.org/fhir/R4/datatypes.html#Signature
 */
import type { Resource } from '#model/fhir.ts';
import { signedContent } from '#server/crypto/canonical.ts';
import { builtInSigner, verifySignature } from '#server/crypto/signer.ts';
import type { SigningKey } from '#server/crypto/signing-keys.ts';
import {
  type ReadSignature,
  readSignature,
  signatureFormat,
  signingInput,
} from './signature-data.ts';

/** What can be found about a signature. */
export const findings = {
  valid: { zh: '签名有效，文书自签名后未被改动', en: 'The signature is valid' },
  'content-changed': {
    zh: '签名校验失败，文书内容已被改动（RX-24）',
    en: 'The signature does not verify: the document was changed (RX-24)',
  },
  'signature-changed': {
    zh: '签名校验失败，签名人、时间或对象已被改动（RX-24）',
    en: 'The signature does not verify: signer, time or target was changed (RX-24)',
  },
  'version-gone': {
    zh: '签名校验失败，被签名的版本已不存在（RX-24）',
    en: 'The signature does not verify: the signed version is not there (RX-24)',
  },
  'key-unknown': {
    zh: '签名校验失败，签名密钥不存在或已被改动',
    en: 'The signature does not verify: its key is not there, or was altered',
  },
  'key-revoked': {
    zh: '签名无效：签名时密钥已吊销',
    en: 'The signature does not count: its key had been revoked when it was made',
  },
  'other-format': {
    zh: '签名格式不受支持，未校验',
    en: 'The signature is of a format that is not verified here',
  },
} as const;

/** The code of what was found. */
export type FindingCode = keyof typeof findings;

/** What was found about one signature. */
export interface Finding {
  valid: boolean;
  why: FindingCode;
  /** Whether a licensed certification authority vouches for the key. */
  certified: boolean;
  /** As the signature says; undefined where it cannot be read. */
  who: string | undefined;
  when: string | undefined;
  /** `Observation/1/_history/2` */
  target: string | undefined;
}

/** The signatures of a Provenance that can be read here, and how many there are. */
export function signaturesOf(provenance: Resource): {
  signature: Record<string, unknown>;
  read: ReadSignature | undefined;
}[] {
  const { signature: list } = provenance;
  if (!Array.isArray(list)) return [];
  return list.map((signature: Record<string, unknown>) => ({
    signature,
    read: signature['sigFormat'] === signatureFormat ? readSignature(signature['data']) : undefined,
  }));
}

/** What verification looks at. Absent where it is not there. */
export interface Evidence {
  /** The key that the signature names. */
  key: SigningKey | undefined;
  /** The version that the Provenance targets, as it is sent to readers. */
  resourceText: string | undefined;
}

/** Verifies the signatures of a Provenance, each with the evidence that `gather` finds for it. */
export async function verifyProvenance(
  provenance: Resource,
  gather: (read: ReadSignature) => Promise<Evidence>,
): Promise<Finding[]> {
  return Promise.all(
    signaturesOf(provenance).map(async ({ signature, read }) => {
      if (read === undefined) return unread;
      const evidence = await gather(read);
      const why = judge({ provenance, signature, read, evidence });
      const { who, sigT: when, target } = read.header;
      const certified = evidence.key !== undefined && evidence.key.signer !== builtInSigner;
      return { valid: why === 'valid', why, certified, who, when, target };
    }),
  );
}

const unread: Finding = {
  valid: false,
  why: 'other-format',
  certified: false,
  who: undefined,
  when: undefined,
  target: undefined,
};

/** What is to be said of one signature. */
export function judge(given: {
  provenance: Resource;
  signature: Record<string, unknown>;
  read: ReadSignature;
  evidence: Evidence;
}): FindingCode {
  const { provenance, signature, read, evidence } = given;
  const { header } = read;
  const { key, resourceText } = evidence;
  if (resourceText === undefined) return 'version-gone';
  if (key === undefined) return 'key-unknown';
  if (!saysTheSame(provenance, signature, read)) return 'signature-changed';
  if (key.owner !== header.who || key.algorithm !== header.alg) return 'signature-changed';
  if (!isOf(header.target, resourceText)) return 'content-changed';
  const content = contentOf(resourceText);
  const verified =
    content !== undefined &&
    verifySignature({
      algorithm: header.alg,
      bytes: signingInput(read.headerText, content),
      signature: read.signature,
      publicKey: key.publicKey,
    });
  if (!verified) return 'content-changed';
  const revoked = key.revoked !== undefined && Date.parse(header.sigT) >= key.revoked;
  return revoked ? 'key-revoked' : 'valid';
}

/** Whether what a reader sees of the signature is what was signed. */
function saysTheSame(
  provenance: Resource,
  signature: Record<string, unknown>,
  { header }: ReadSignature,
): boolean {
  const targets = references(provenance['target']);
  const [who] = references([signature['who']]);
  const types = (signature['type'] as { code?: string }[] | undefined) ?? [];
  const reasons = (provenance['reason'] as { text?: string }[] | undefined) ?? [];
  return (
    targets.length === 1 &&
    targets[0] === header.target &&
    who === header.who &&
    signature['when'] === header.sigT &&
    types.length === 1 &&
    types[0]?.code === header.purpose &&
    reasons[0]?.text === header.reason
  );
}

function references(list: unknown): unknown[] {
  if (!Array.isArray(list)) return [];
  return list.map((item: { reference?: unknown } | undefined) => item?.reference);
}

/** Whether a text is the version that a target names. */
function isOf(target: string, text: string): boolean {
  const { resourceType, id, meta } = JSON.parse(text) as Resource;
  return target === `${resourceType}/${id}/_history/${meta?.versionId}`;
}

function contentOf(text: string): Uint8Array | undefined {
  try {
    return signedContent(text).bytes;
  } catch {
    return undefined;
  }
}
