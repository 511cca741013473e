/**
 * QBP^Q22, IHE ITI-21: whom some demographics fit.
 * https://profiles.ihe.net/ITI/TF/Volume2/ITI-21.html
 */
import { escapeSearchValue, identifierValue } from '#fhir/search/escape.ts';
import type { Resource } from '#model/fhir.ts';
import { type Authority, authorityOf } from './authorities.ts';
import type { Found } from './answer.ts';
import { Hl7Error, type Message, partOf, repetitionsOf, segmentOf, textOf } from './er7.ts';
import type { Handling } from './feed.ts';
import { type Identifier, readAuthority } from './identifiers.ts';
import { dateOf, genders } from './patient-in.ts';
import { type Mother, numbersOf, pidText } from './patient-out.ts';

type Query = [string, string][];

const standardCount = 10;
const mostCount = 100;
const ofMother = '_has:RelatedPerson:patient:';

/** Answers a query: a PID and a QRI for each record that fits and is in use. */
export async function findCandidates(message: Message, handling: Handling): Promise<Found> {
  const { authorities, send } = handling;
  const qpd = segmentOf(message, 'QPD');
  const query = searchOf(parametersIn(message), authorities);
  const domains = repetitionsOf(qpd, 8).map(
    (one, at) => readAuthority(one, authorities, `QPD^1^8^${at + 1}^4`).system,
  );
  const systems = domains.length === 0 ? undefined : new Set(domains);
  const asked = Number(textOf(segmentOf(message, 'RCP'), 2));
  const count = asked > 0 ? Math.min(asked, mostCount) : standardCount;
  const { resource } = await send('GET', ['Patient'], {
    query: [...query, ['_count', String(count)]],
  });
  const patients = resourcesOf(resource).filter(
    (one) => !isReplaced(one) && numbersOf(one, { authorities, systems }).length > 0,
  );
  const segments: string[] = [];
  for (const [at, patient] of patients.entries()) {
    const mother = await motherOf(handling, patient);
    segments.push(pidText(patient, { authorities, systems, mother }), `QRI|1.0||${at + 1}`);
  }
  return { count: patients.length, segments };
}

/** The parameters of QPD-3, as `5.1` and its value. */
function parametersIn(message: Message): Map<string, string> {
  const list = repetitionsOf(segmentOf(message, 'QPD'), 3).map((one): [string, string] => {
    const [, name = ''] = /^@PID\.(\d+(?:\.\d+){0,2})$/.exec(partOf(one, 1)) ?? [];
    return [name, partOf(one, 2)];
  });
  if (list.length === 0) throw unknownParameter('101');
  return new Map(list);
}

const unknownParameter = (condition: '101' | '204' = '204') =>
  new Hl7Error('A parameter of the query is missing or not supported', {
    acknowledgment: 'AE',
    condition,
    location: 'QPD^1^3',
  });

/** Names of fields, and how they are searched for. */
const texts: Record<string, string> = {
  '5.1': 'family',
  '5.1.1': 'family',
  '5.2': 'given',
  '6.1': `${ofMother}name`,
  '6.1.1': `${ofMother}name`,
  '6.2': `${ofMother}name`,
  '11.1': 'address',
  '11.1.1': 'address',
  '11.3': 'address-city',
  '11.4': 'address-state',
  '11.5': 'address-postalcode',
};
const exact: Record<string, string> = { '5.1': ':exact', '5.1.1': ':exact', '5.2': ':exact' };

/** Parts of an identifier: its number, the name and the OID of its authority. */
const identifierParts = new Set([
  '3.1',
  '3.4',
  '3.4.1',
  '3.4.2',
  '21.1',
  '21.4',
  '21.4.1',
  '21.4.2',
]);

function searchOf(
  parameters: ReadonlyMap<string, string>,
  authorities: readonly Authority[],
): Query {
  const query: Query = [
    ...identifierQuery(parameters, authorities, { field: '3', name: 'identifier' }),
    ...identifierQuery(parameters, authorities, { field: '21', name: `${ofMother}identifier` }),
  ];
  for (const [name, value] of parameters) {
    if (identifierParts.has(name)) continue;
    query.push(searchFor(name, value));
  }
  return query;
}

/** One field. A star stands for any end of a text. */
function searchFor(name: string, value: string): [string, string] {
  const text = texts[name];
  if (text !== undefined) {
    const isOpen = value.endsWith('*');
    return [
      text + (isOpen ? '' : (exact[name] ?? '')),
      escapeSearchValue(value.replace(/\*$/, '')),
    ];
  }
  const gender = genders[value.toUpperCase() as keyof typeof genders];
  if (name === '8' && gender !== undefined) return ['gender', gender];
  const date = dateOf(value);
  if ((name === '7' || name === '7.1') && date !== undefined) return ['birthdate', date];
  if (name === '13' || name === '13.1') return ['phone', escapeSearchValue(value)];
  throw unknownParameter();
}

function identifierQuery(
  parameters: ReadonlyMap<string, string>,
  authorities: readonly Authority[],
  { field, name }: { field: string; name: string },
): Query {
  const value = parameters.get(`${field}.1`);
  if (value === undefined) return [];
  const hd = {
    name: parameters.get(`${field}.4.1`) ?? parameters.get(`${field}.4`) ?? '',
    oid: parameters.get(`${field}.4.2`) ?? '',
  };
  if (hd.name === '' && hd.oid === '') return [[name, escapeSearchValue(value)]];
  const system = authorityOf(authorities, hd)?.system;
  if (system === undefined) throw unknownParameter();
  return [[name, identifierValue({ system, value })]];
}

/** Whether a record was merged into another, and is used no longer. */
function isReplaced(patient: Resource): boolean {
  const links = (patient['link'] ?? []) as { type?: string }[];
  return links.some(({ type }) => type === 'replaced-by');
}

async function motherOf({ send }: Handling, { id }: Resource): Promise<Mother | undefined> {
  const { resource } = await send('GET', ['RelatedPerson'], {
    query: [
      ['patient', `Patient/${id}`],
      ['relationship', 'MTH'],
    ],
  });
  const [found] = resourcesOf(resource) as (Resource & {
    name?: Mother['name'][];
    identifier?: Identifier[];
  })[];
  if (found === undefined) return undefined;
  return { name: found.name?.[0], identifier: found.identifier ?? [] };
}

function resourcesOf(bundle: Resource): Resource[] {
  const { entry = [] } = bundle as Resource & { entry?: { resource?: Resource }[] };
  return entry.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));
}
