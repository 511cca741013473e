/**
 * `Patient/:id/$break-glass`: a record is opened in an emergency, for a few hours, with a reason;
 * the resident and the supervisor are told. China's rules SEC-18, SEC-19.
 * https://hl7.org/fhir/R4/valueset-v3-PurposeOfUse.html
 */
import type { Resource } from '#model/fhir.ts';
import { matchIds } from '#fhir/search/match.ts';
import type { FhirRequest, Interaction, Store } from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { transaction } from '#fhir/interactions/transaction.ts';
import { refuse } from '#fhir/refusals.ts';
import { roleSystem } from '#model/roles.ts';
import { protectedLabel } from '../rules/levels.ts';
import { requireScope } from '../scopes.ts';
import { houseConsent } from './identify.ts';
import { answerParameters, readParameters, textOf } from '#fhir/operations/parameters.ts';

/** Where the reason of an emergency stands in its Consent. */
export const reasonUrl = 'https://yishu.example/StructureDefinition/break-glass-reason';

const purposes: Record<string, string> = {
  emergency: 'ETREAT',
  'public-health': 'PUBHLTH',
  other: 'TREAT',
};

/** The fewest characters of a reason. */
const reasonMin = 10;

/** What breaking the glass needs beside the store. */
export interface BreakGlassParts {
  /** How long a record stays open. */
  hours: number;
  /** Sends the resident a message outside the record, where there is a way; does not throw. */
  notify: (patient: Resource, text: string) => void;
}

/** Opens a record: 200 with until when. Throws `reason-too-short`, `parameter-missing`. */
export function createBreakGlass(house: Store, { hours, notify }: BreakGlassParts): Interaction {
  return async (request, store) => {
    const { caller } = store;
    if (caller === undefined) throw refuse('unauthenticated');
    requireScope(caller, 'Consent', 'c');
    const parameters = readParameters(request);
    const code = textOf(parameters, 'reason');
    const reason = textOf(parameters, 'text');
    const purpose = Object.hasOwn(purposes, code) ? purposes[code] : undefined;
    if (purpose === undefined) throw refuse('parameter-missing', { name: 'reason' });
    if (Array.from(reason).length < reasonMin) throw refuse('reason-too-short', { min: reasonMin });
    const asHouse: Store = { ...house, caller, trace: store.trace };
    const row = await readExisting(asHouse, 'Patient', request.id!);
    const start = new Date(house.now());
    const end = new Date(house.now() + hours * 3_600_000);
    const isProtected = parameters.get('level')?.['valueInteger'] === 5;
    const consent = houseConsent({
      kind: 'break-glass',
      patientId: row.id,
      actors: [caller.who],
      start,
      end,
      provision: {
        purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: purpose }],
        ...(isProtected ? { securityLabel: [protectedLabel] } : {}),
      },
      extension: [{ url: reasonUrl, valueString: reason }],
    });
    const text = toldResident(caller.name, start);
    const notices = await noticesOf(asHouse, { patientId: row.id, start, told: text });
    await transaction(entriesOf(request, [consent, ...notices]), asHouse, refuseReads);
    notify(JSON.parse(row.body) as Resource, text);
    const patients = row.patient === undefined ? [] : [{ key: row.patient, bucket: row.bucket }];
    return {
      ...answerParameters([{ name: 'until', valueInstant: end.toISOString() }]),
      looked: { entities: [`Patient/${row.id}`], patients, why: 'break-glass' },
    };
  };
}

/** Tells the resident and who supervises at the caller's institution. */
async function noticesOf(
  house: Store,
  { patientId, start, told }: { patientId: string; start: Date; told: string },
): Promise<Resource[]> {
  const { caller } = house;
  const institution = `Organization/${caller?.organization}`;
  const supervisors = await matchIds(house, house.search, {
    type: 'PractitionerRole',
    parameters: [
      ['organization', institution],
      ['role', `${roleSystem}|supervisor`],
    ],
    limit: 20,
  });
  const supervising =
    supervisors.length > 0 ? supervisors.map(({ id }) => `PractitionerRole/${id}`) : [institution];
  const notice = (recipient: readonly string[], content: string): Resource => ({
    resourceType: 'Communication',
    status: 'completed',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/communication-category',
            code: 'notification',
          },
        ],
      },
    ],
    priority: 'urgent',
    subject: { reference: `Patient/${patientId}` },
    topic: { text: '紧急调阅' },
    sent: start.toISOString(),
    recipient: recipient.map((reference) => ({ reference })),
    sender: { reference: caller?.who },
    payload: [{ contentString: content }],
  });
  const when = clock.format(start);
  return [
    notice([`Patient/${patientId}`], told),
    notice(supervising, `${caller?.name} 于 ${when} 紧急调阅了一位居民的健康档案，请核实理由。`),
  ];
}

/** In the time of China, to the minute. */
const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'medium',
  timeStyle: 'short',
});

function toldResident(name: string, at: Date): string {
  return (
    `${name}于${clock.format(at)}以紧急情况为由调阅了您的健康档案。` +
    '如有疑问，可在“谁看过我的档案”中提出异议。'
  );
}

function entriesOf(request: FhirRequest, resources: readonly Resource[]) {
  return resources.map((resource, index) => ({
    index,
    fullUrl: undefined,
    request: {
      method: 'POST',
      path: [resource.resourceType],
      type: resource.resourceType,
      query: [],
      headers: {},
      base: request.base,
      body: { value: resource, faithful: resource },
    },
  }));
}

const refuseReads: Interaction = async () => {
  throw refuse('unknown-route');
};
