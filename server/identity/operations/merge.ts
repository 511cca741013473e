/**
 * `Patient/$merge` and `Patient/:id/$unmerge`: of two records of one person, one is used no longer.
 * Every resource stays where it is: searches and access already span the records of a person, so
 * nothing has to be moved, and taking it back restores both records as they were.
 * https://hl7.org/fhir/R5/patient-operation-merge.html
 */
import { identifierValue } from '#fhir/search/escape.ts';
import type { Resource } from '#model/fhir.ts';
import {
  type FhirResponse,
  type Interaction,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import {
  type Parameter,
  answerParameters,
  readParameters,
  textOf,
} from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { matchIds } from '#fhir/search/match.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import type { CurrentRow } from '#fhir/store/read.ts';
import { readMerges } from '../index/merges.ts';
import {
  type ReviewParts,
  actingFor,
  callerOf,
  createSigned,
  linkageOf,
  withdrawSigned,
} from './review.ts';

/** Those whose task it is to merge records of any institution. */
const anywhere = new Set(['index-keeper', 'platform']);

type Asked = ReadonlyMap<string, Parameter>;

/**
 * `POST Patient/$merge`: 200 with Parameters: what came of it, the Patient that stays, and the
 * signed Linkage. With `preview` all of that, and nothing is kept. Institutions merge their own
 * records alone. Throws `parameter-missing`, `merge-itself`, `merge-not-one`, `merge-done`.
 */
export function createMerge(parts: ReviewParts): Interaction {
  return async (request, store) => {
    const caller = callerOf(store);
    const asked = readParameters(request);
    const given = { house: parts.house, store, asked };
    const source = await recordIn(given, 'source-patient');
    const target = await recordIn(given, 'target-patient');
    if (source.id === target.id) throw refuse('merge-itself');
    const reason = textOf(asked, 'reason');
    const linkage = linkageOf({
      a: target.id,
      b: source.id,
      said: 'same',
      type: 'historical',
      reason,
      caller,
    });
    const merge = async (bound: Store): Promise<FhirResponse> => {
      const merges = await readMerges(bound.sql, [source.key, target.key]);
      const isReplaced = ({ key }: CurrentRow) => (merges.get(key)?.replacedBy.length ?? 0) > 0;
      if (isReplaced(source) || isReplaced(target)) throw refuse('merge-done');
      const made = await createSigned(parts, { request, bound, linkage, reason });
      const kept = await readExisting(bound, 'Patient', target.id);
      return answerOf(kept, (JSON.parse(made.body!) as Resource).id);
    };
    const asHouse = actingFor(parts.house, store);
    const isPreview = asked.get('preview')?.['valueBoolean'] === true;
    const answer = isPreview ? await tried(asHouse, merge) : await transact(asHouse, merge);
    return { ...answer, looked: { ...lookedAt([source, target]), action: 'E', why: 'review' } };
  };
}

/**
 * `POST Patient/:id/$unmerge`: the record is used again, as it was: 200 with Parameters. Throws
 * `merge-none` where nobody merged it.
 */
export function createUnmerge(parts: ReviewParts): Interaction {
  return async (request, store) => {
    callerOf(store);
    const reason = textOf(readParameters(request), 'reason');
    const source = await ownRecord(parts.house, store, request.id!);
    const answer = await transact(actingFor(parts.house, store), async (bound) => {
      const [merged] =
        (await readMerges(bound.sql, [source.key])).get(source.key)?.replacedBy ?? [];
      if (merged === undefined) throw refuse('merge-none');
      await withdrawSigned(parts, { request, bound, id: merged.linkage, reason });
      return answerOf(await readExisting(bound, 'Patient', source.id), merged.linkage);
    });
    return { ...answer, looked: { ...lookedAt([source]), action: 'E', why: 'review' } };
  };
}

/** Does something in a transaction, keeps the answer and nothing else. */
async function tried(
  store: Store,
  work: (bound: Store) => Promise<FhirResponse>,
): Promise<FhirResponse> {
  let answer: FhirResponse | undefined;
  const undone = new Error('Tried only');
  try {
    await transact(store, async (bound) => {
      answer = await work(bound);
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return answer!;
}

/** The record that a parameter names, by reference or by a number that one record alone has. */
async function recordIn(
  { house, store, asked }: { house: Store; store: Store; asked: Asked },
  name: string,
): Promise<CurrentRow> {
  const given = asked.get(name)?.['valueReference'] as { reference?: string } | undefined;
  const id = /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(given?.reference ?? '')?.[1];
  if (id !== undefined) return ownRecord(house, store, id);
  const identifier = asked.get(`${name}-identifier`)?.['valueIdentifier'] as
    | { system?: string; value?: string }
    | undefined;
  const { system, value } = identifier ?? {};
  if (system === undefined || value === undefined) throw refuse('parameter-missing', { name });
  const token = identifierValue({ system, value });
  const found = await matchIds(house, house.search, {
    type: 'Patient',
    parameters: [['identifier', token]],
    limit: 20,
  });
  const mine: CurrentRow[] = [];
  for (const one of found) {
    const row = await readExisting(house, 'Patient', one.id);
    if (isMine(store, row)) mine.push(row);
  }
  if (mine.length !== 1) throw refuse('merge-not-one', { name });
  return mine[0]!;
}

/** A record that the caller may merge; any other is not found. */
async function ownRecord(house: Store, store: Store, id: string): Promise<CurrentRow> {
  const row = await readExisting(house, 'Patient', id);
  if (!isMine(store, row)) throw refuse('not-found', { reference: `Patient/${id}` });
  return row;
}

function isMine(store: Store, { owner }: CurrentRow): boolean {
  const { role, organization } = callerOf(store);
  if (anywhere.has(role)) return true;
  return organization !== undefined && owner === resourceKey('Organization', organization);
}

function answerOf(patient: CurrentRow, linkage: string | undefined): FhirResponse {
  const outcome = {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational' }],
  };
  return answerParameters([
    { name: 'outcome', resource: outcome as unknown as Resource },
    { name: 'result', resource: JSON.parse(patient.body) as Resource },
    { name: 'decision', valueReference: { reference: `Linkage/${linkage}` } },
  ]);
}
