/** A resource of every type that is a record, about the victim, out of the official examples. */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Resource } from '#model/fhir.ts';
import { resourceTypes } from '#model/resource-types.ts';
import { isOpenType } from '#server/access/rules/resource-classes.ts';
import { personChange } from '#server/subscriptions/subscription.ts';
import { fromEast } from './cast.ts';

const folder = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r4.examples/package.json'));

/** What the narrative of every sample says, where its type has one. */
export const secret = '密文victim';

/** The types that are records; the log is written by the house alone. */
export const recordTypes = resourceTypes.filter(
  (type) => !isOpenType(type) && type !== 'AuditEvent',
);

/** Where the house may send notices; nobody is there. */
export const subscriberOrigin = 'https://subscriber.invalid';

/** A resource with an id. */
export type Sample = Resource & { id: string };

/** The id of the sample of a type. */
export function sampleId(type: string): string {
  return type === 'Patient' ? 'victim' : `victim-${type.toLowerCase()}`;
}

/**
 * The examples of a type, the smallest first, as if the eastern hospital had written each about the
 * victim.
 */
export function samplesOf(type: string): Sample[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${type}-`) && file.endsWith('.json'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .toSorted((a, b) => a.length - b.length)
    .map((text) => sampleOf(JSON.parse(rewritten(text)) as Resource));
}

/** Everybody is the victim, every doctor is Wang, every hospital the eastern one. */
function rewritten(text: string): string {
  return text
    .replaceAll(/"reference":\s*"Patient\/[^"]+"/g, '"reference":"Patient/victim"')
    .replaceAll(/"reference":\s*"Practitioner\/[^"]+"/g, '"reference":"Practitioner/wang"')
    .replaceAll(/"reference":\s*"Organization\/[^"]+"/g, '"reference":"Organization/east"');
}

const victim = { reference: 'Patient/victim' };

/** What the examples of a type lack to be the victim's, or to be valid. */
const amended: Readonly<Record<string, object>> = {
  Binary: { securityContext: victim },
  Device: { patient: victim },
  DeviceMetric: { parent: { reference: 'Device/victim-device' } },
  DeviceUseStatement: { reasonReference: undefined },
  Provenance: { target: [victim] },
  Subscription: {
    status: 'off',
    criteria: personChange,
    channel: { type: 'rest-hook', endpoint: `${subscriberOrigin}/notices` },
  },
  SupplyDelivery: { patient: victim },
  SupplyRequest: { deliverTo: victim },
};

const withoutNarrative = new Set(['Binary', 'Bundle', 'Parameters']);

function sampleOf(example: Resource): Sample {
  const { resourceType } = example;
  const div = `<div xmlns="http://www.w3.org/1999/xhtml">${secret}</div>`;
  return {
    ...example,
    ...amended[resourceType],
    ...fromEast,
    id: sampleId(resourceType),
    ...(withoutNarrative.has(resourceType) ? {} : { text: { status: 'generated', div } }),
  };
}
