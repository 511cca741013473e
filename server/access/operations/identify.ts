/**
 * `Patient/$identify`: a person is here with a card. Who gives the number and the name may look for
 * a day; that is recorded. China's rules ONL-10, SEC-19.
 * https://hl7.org/fhir/R4/patient.html
 */
import { identifierValue } from '#fhir/search/escape.ts';
import type { Coding, Resource } from '#model/fhir.ts';
import { matchIds } from '#fhir/search/match.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { lookedAt } from '#fhir/handling/interaction.ts';
import { create } from '#fhir/interactions/create.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Limiter } from '#server/http/limiter.ts';
import { consentKindSystem } from '../reasons/consent.ts';
import { requireScope } from '../scopes.ts';
import { readParameters, textOf } from '#fhir/operations/parameters.ts';

/** How long a checked card opens the record, in hours. */
const identifiedHours = 24;

/** How many cards one person may check in ten minutes: more is guessing. */
export const cardsPerTenMinutes = 120;

/**
 * Finds a person by an identifier and the name on the card: 200 with the Patient. Throws
 * `not-identified` where they do not belong together, `rate-limited` for who guesses.
 */
export function createIdentify(house: Store, cards: Limiter): Interaction {
  return async (request, store) => {
    if (store.caller === undefined) throw refuse('unauthenticated');
    requireScope(store.caller, 'Consent', 'c');
    cards.take(store.caller.who);
    const parameters = readParameters(request);
    const { system, value } = (parameters.get('identifier')?.['valueIdentifier'] ??
      {}) as Coding & {
      value?: string;
    };
    const name = textOf(parameters, 'name');
    if (typeof system !== 'string' || typeof value !== 'string') {
      throw refuse('parameter-missing', { name: 'identifier' });
    }
    const asHouse: Store = { ...house, caller: store.caller, trace: store.trace };
    const matches = await matchIds(asHouse, house.search, {
      type: 'Patient',
      parameters: [['identifier', identifierValue({ system, value })]],
      limit: 2,
    });
    const [match] = matches;
    if (match === undefined || matches.length > 1) throw refuse('not-identified');
    const row = await readExisting(asHouse, 'Patient', match.id);
    if (!isNamed(JSON.parse(row.body) as Resource, name)) throw refuse('not-identified');
    const consent = cardConsent(store, match.id);
    // Without the caller's headers: a condition among them would be asked of everybody's records.
    const body = { value: consent, faithful: consent };
    await create({ ...request, type: 'Consent', headers: {}, body }, asHouse);
    const { version, updated } = row;
    return {
      status: 200,
      version,
      updated,
      body: row.body,
      looked: { ...lookedAt([row]), why: 'identified' },
    };
  };
}

interface HumanName {
  text?: string;
  family?: string;
  given?: string[];
}

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/[\s·•‧・.]/g, '')
    .toLowerCase();

/** Whether a Patient bears a name, by the text or by its parts. */
function isNamed(patient: Resource, name: string): boolean {
  const names = (patient['name'] ?? []) as HumanName[];
  const wanted = plain(name);
  return names.some(({ text = '', family = '', given = [] }) => {
    const forms = [text, family + given.join(''), given.join('') + family];
    return forms.some((form) => form !== '' && plain(form) === wanted);
  });
}

function cardConsent({ caller, now }: Store, patientId: string): Resource {
  const start = new Date(now());
  const end = new Date(now() + identifiedHours * 3_600_000);
  const actors = [
    caller?.who,
    caller?.organization === undefined ? undefined : `Organization/${caller.organization}`,
  ].filter((reference) => reference !== undefined);
  return houseConsent({ kind: 'identified', patientId, actors, start, end });
}

/** A Consent of the house: who may look at whose record, from when to when. */
export function houseConsent(given: {
  kind: 'identified' | 'break-glass';
  patientId: string;
  actors: readonly string[];
  start: Date;
  end: Date;
  /** More of the provision, as a purpose or a label. */
  provision?: object;
  extension?: readonly object[];
}): Resource {
  const { kind, patientId, actors, start, end, extension } = given;
  const role = {
    system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
    code: 'IRCP',
  };
  return {
    resourceType: 'Consent',
    ...(extension === undefined ? {} : { extension }),
    status: 'active',
    scope: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/consentscope',
          code: 'patient-privacy',
        },
      ],
    },
    category: [{ coding: [{ system: consentKindSystem, code: kind }] }],
    patient: { reference: `Patient/${patientId}` },
    dateTime: start.toISOString(),
    policy: [{ uri: `https://yishu.example/policy/${kind}` }],
    provision: {
      type: 'permit',
      period: { start: start.toISOString(), end: end.toISOString() },
      actor: actors.map((reference) => ({ role: { coding: [role] }, reference: { reference } })),
      ...given.provision,
    },
  };
}
