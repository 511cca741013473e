/**
 * How each resource is guarded when it is written: to whom it belongs, how protected it is, whom it
 * gives a reason to look.
 * https://hl7.org/fhir/R4/security-labels.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Guardian } from '#fhir/handling/access.ts';
import { consentReasons } from './reasons/consent.ts';
import { levelOf, protectedLabel } from './rules/levels.ts';
import { proxyReasons } from './reasons/proxy.ts';
import { addressReasons, careReasons, relations } from './reasons/relations.ts';

/** Where the patient stands in types that R4 puts in no compartment. */
const belonging: Record<string, readonly string[]> = {
  Binary: ['securityContext'],
  Contract: ['subject'],
  Device: ['patient'],
  GuidanceResponse: ['subject'],
  Task: ['for'],
};

/** R5 lets a Provenance name its patient; R4 by this extension. */
const provenancePatient =
  'http://hl7.org/fhir/5.0/StructureDefinition/extension-Provenance.patient';

interface Reference {
  reference?: string;
}

function patientOf(resource: Resource): string | undefined {
  const values = (belonging[resource.resourceType] ?? []).flatMap((name) => resource[name]);
  if (resource.resourceType === 'Provenance') {
    const extensions = (resource['extension'] ?? []) as {
      url?: string;
      valueReference?: Reference;
    }[];
    values.push(extensions.find(({ url }) => url === provenancePatient)?.valueReference);
  }
  for (const value of values) {
    const found = /^Patient\/([A-Za-z0-9\-.]{1,64})/.exec((value as Reference)?.reference ?? '');
    if (found?.[1] !== undefined) return found[1];
  }
  return undefined;
}

/** The guardian of the store. */
export const guardian: Guardian = {
  giving: new Set([...Object.keys(relations), 'Communication', 'Consent', 'RelatedPerson']),
  belonging: new Set([...Object.keys(belonging), 'Provenance']),
  patientOf,
  describe(resource, { id, patient, now }) {
    const level = levelOf(resource);
    const source = resource.meta?.['source'];
    const organization =
      typeof source === 'string'
        ? /(?:^|\/)Organization\/([A-Za-z0-9\-.]{1,64})(?:#|$)/.exec(source)?.[1]
        : undefined;
    return {
      level,
      labels: level === 5 ? [protectedLabel] : [],
      source: organization,
      reasons: patient === undefined ? [] : reasonsOf(resource, { id, patient, now }),
    };
  },
};

function reasonsOf(resource: Resource, given: { id: string; patient: Hash; now: number }) {
  switch (resource.resourceType) {
    case 'Communication':
      return addressReasons(resource, given);
    case 'Consent':
      return consentReasons(resource, given);
    case 'RelatedPerson':
      return proxyReasons(resource, given.patient);
    default:
      return careReasons(resource, given);
  }
}
