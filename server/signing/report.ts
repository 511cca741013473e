/**
 * What `$verify` answers: Parameters that a person reads in either language.
 * https://hl7.org/fhir/R4/parameters.html
 */
import { signerMark } from '#server/crypto/signer.ts';
import type { FoundSignature } from './signatures.ts';
import { findings } from './verify.ts';

interface Parameter {
  name: string;
  [value: string]: unknown;
}

/** What is said of the resource as a whole. */
interface Verdict {
  /** Whether there is a valid signature, and none that fails. */
  valid: boolean;
  /** Whether the current version itself has a valid signature. */
  currentSigned: boolean;
  zh: string;
  en: string;
}

/** The Parameters of the findings about a resource whose current version is this one. */
export function describeFindings(found: readonly FoundSignature[], version: number): object {
  const { valid, currentSigned, zh, en } = verdictOf(found, version);
  const parameter: Parameter[] = [
    { name: 'valid', valueBoolean: valid },
    { name: 'currentVersion', valueInteger: version },
    { name: 'currentSigned', valueBoolean: currentSigned },
    { name: 'zh', valueString: zh },
    { name: 'en', valueString: en },
    ...found.map((one) => ({ name: 'signature', part: partsOf(one) })),
  ];
  return { resourceType: 'Parameters', parameter };
}

/** What is to be said of a resource by its signatures. */
export function verdictOf(found: readonly FoundSignature[], version: number): Verdict {
  const known = found.filter(({ why }) => why !== 'other-format');
  const wrong = known.find(({ valid }) => !valid);
  const versions = known.filter(({ valid }) => valid).map(versionOf);
  const currentSigned = versions.includes(version);
  if (wrong !== undefined) return { valid: false, currentSigned, ...findings[wrong.why] };
  if (versions.length === 0) {
    const en = 'This document has no signature that can be verified';
    return { valid: false, currentSigned, zh: '该文书没有可校验的签名', en };
  }
  if (currentSigned) return { valid: true, currentSigned, ...findings.valid };
  const last = Math.max(...versions);
  return {
    valid: true,
    currentSigned,
    zh: `第 ${last} 版签名有效；当前第 ${version} 版在签名后有修改，尚未签名`,
    en:
      `The signature of version ${last} is valid; the current version ${version} was changed ` +
      'since and is not signed',
  };
}

function versionOf({ target }: FoundSignature): number {
  return Number(target?.split('/').at(-1));
}

function partsOf(found: FoundSignature): Parameter[] {
  const { provenance, valid, why, certified, who, when, target } = found;
  const mark = certified ? signerMark.certified : signerMark.test;
  const parts: Parameter[] = [
    { name: 'provenance', valueReference: { reference: provenance } },
    { name: 'valid', valueBoolean: valid },
    { name: 'certified', valueBoolean: certified },
    { name: 'signer', valueString: mark.zh },
    { name: 'why', valueCode: why },
    { name: 'zh', valueString: findings[why].zh },
    { name: 'en', valueString: findings[why].en },
  ];
  if (target !== undefined) {
    parts.push({ name: 'version', valueInteger: versionOf(found) });
    parts.push({ name: 'who', valueReference: { reference: who } });
    parts.push({ name: 'when', valueInstant: when });
  }
  return parts;
}
