/**
 * `Patient/$ihe-pix`, IHE PIXm ITI-83: by which other numbers a person is known. Of records that
 * are closed to the caller nothing is told.
 * https://profiles.ihe.net/ITI/PIXm/ITI-83.html
 */
import { escapeSearchValue, identifierValue } from '#fhir/search/escape.ts';
import type { Resource } from '#model/fhir.ts';
import {
  type FhirRequest,
  type Interaction,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { type Parameter, answerParameters, readParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { matchIds } from '#fhir/search/match.ts';
import { type CurrentRow, readMany } from '#fhir/store/read.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { resourceKey } from '#fhir/store/hash.ts';

interface Identifier {
  system?: string;
  value?: string;
}

/**
 * Answers 200 with Parameters. Throws `pix-authority-unknown` (400), `pix-target-unknown` (403),
 * `pix-identifier-unknown` (404).
 * @param house the store without a caller: whether a system is known at all.
 */
export function createPix(house: Store): Interaction {
  return async (request, store) => {
    if (store.caller === undefined) throw refuse('unauthenticated');
    const { source, targets } = readAsked(request);
    const [system = '', value = ''] = source;
    if (!(await isKnown(house, system))) throw refuse('pix-authority-unknown');
    for (const target of targets) {
      if (!(await isKnown(house, target))) throw refuse('pix-target-unknown');
    }
    const found = await matchIds(store, store.search, {
      type: 'Patient',
      parameters: [['identifier', identifierValue({ system, value })]],
      limit: 20,
    });
    if (found.length === 0) throw refuse('pix-identifier-unknown');
    const rows = await openRecords(
      store,
      found.map(({ id }) => id),
    );
    const parameters = rows.flatMap((row) => parametersOf(row, { source, targets }));
    return { ...answerParameters(parameters), looked: lookedAt(rows) };
  };
}

/** The records of the persons of these Patients that are open to the caller. */
async function openRecords(store: Store, ids: readonly string[]): Promise<CurrentRow[]> {
  const kin = await store.kin.on(store.sql)(ids);
  const all = new Set([...ids, ...[...kin.values()].flat()]);
  const places = Array.from(all, (id) => ({
    key: resourceKey('Patient', id),
    bucket: bucketInId(id),
  }));
  const rows = [...(await readMany(store.sql, places)).values()];
  return store.access === undefined ? rows : store.access.admit(store.sql, rows);
}

/** The numbers of one record, but for the one that was asked by; with targets, only those. */
function parametersOf(
  row: CurrentRow,
  { source, targets }: { source: readonly string[]; targets: readonly string[] },
): Parameter[] {
  const { identifier = [] } = JSON.parse(row.body) as Resource & { identifier?: Identifier[] };
  const numbers = identifier.filter(
    ({ system = '', value }) =>
      !(system === source[0] && value === source[1]) &&
      (targets.length === 0 || targets.includes(system)),
  );
  const told = numbers.map((one): Parameter => ({
    name: 'targetIdentifier',
    valueIdentifier: one,
  }));
  if (targets.length > 0 && numbers.length === 0) return [];
  return [...told, { name: 'targetId', valueReference: { reference: `Patient/${row.id}` } }];
}

/** Whether any Patient has a number of a system. */
async function isKnown(house: Store, system: string): Promise<boolean> {
  const parameters: [string, string][] = [['identifier', `${escapeSearchValue(system)}|`]];
  const found = await matchIds(house, house.search, { type: 'Patient', parameters, limit: 1 });
  return found.length > 0;
}

function textIn({ valueString, valueUri }: Parameter): string {
  if (typeof valueString === 'string') return valueString;
  return typeof valueUri === 'string' ? valueUri : '';
}

function readAsked(request: FhirRequest): { source: string[]; targets: string[] } {
  const query =
    request.method === 'GET'
      ? request.query
      : [...readParameters(request)].map(([name, one]): [string, string] => [name, textIn(one)]);
  const source = query.find(([name]) => name === 'sourceIdentifier')?.[1] ?? '';
  const [system = '', value = ''] = source.split('|');
  if (system === '' || value === '')
    throw refuse('parameter-missing', { name: 'sourceIdentifier' });
  const targets = query.filter(([name]) => name === 'targetSystem').map(([, text]) => text);
  return { source: [system, value], targets };
}
