/**
 * Who acts for a resident: the extension on RelatedPerson that says so, with evidence and scope.
 * https://hl7.org/fhir/R4/relatedperson.html
 */

/**
 * Extension on RelatedPerson, whose `patient` is the one acted for and whose `period` must have an
 * end. Its parts: `actor` (valueReference, a Patient or Practitioner), `evidence`
 * (valueCodeableConcept), `scope` (valueCode).
 */
export const proxyUrl = 'https://yishu.example/StructureDefinition/proxy';

/** System of the codes in `evidence`. */
export const proxyEvidenceSystem = 'https://yishu.example/CodeSystem/proxy-evidence';

/** What proves the right to act. */
export const proxyEvidence = {
  'birth-certificate': { zh: '出生医学证明', en: 'Birth certificate' },
  'household-register': { zh: '户口簿', en: 'Household register' },
  'marriage-certificate': { zh: '结婚证', en: 'Marriage certificate' },
  'guardian-decision': { zh: '监护人指定文书', en: 'Decision on guardianship' },
  'written-authorization': { zh: '书面授权', en: 'Written authorization' },
} as const;

/** A code of `evidence`. */
export type ProxyEvidence = keyof typeof proxyEvidence;

/** What the proxy may do: everything the resident may, look only, or book only. */
export const proxyScopes = ['all', 'view', 'book'] as const;

/** A code of `scope`. */
export type ProxyScope = (typeof proxyScopes)[number];
