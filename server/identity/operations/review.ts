/**
 * The pairs that nobody but a person can decide, and the decisions: Linkages, each signed by who
 * made it, in one transaction with the persons that follow from it.
 * https://hl7.org/fhir/R4/linkage.html
 */
import type { Resource } from '#model/fhir.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import {
  type FhirRequest,
  type FhirResponse,
  type Interaction,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { create } from '#fhir/interactions/create.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { update } from '#fhir/interactions/update.ts';
import {
  type Parameter,
  answerParameters,
  readParameters,
  textOf,
} from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { CurrentRow } from '#fhir/store/read.ts';
import { decisionUrl } from '../index/decisions.ts';
import { type QueuedPair, countQueue, readPair, readQueue } from '../index/queue.ts';
import { compare } from '../matching/compare.ts';
import type { Model } from '../model/model.ts';
import { traitsOf } from '../traits/traits.ts';

/** Makes the Provenance with the signature of a resource, to be created. */
export type Sign = (given: {
  resourceText: string;
  /** `Linkage/1/_history/1` */
  target: string;
  caller: Caller;
  at: number;
  reason: string;
}) => Promise<Resource>;

/** What deciding works with. */
export interface ReviewParts {
  /** The store without a caller. */
  house: Store;
  model: Model;
  sign: Sign;
}

/** Where a decision says why it was made. */
export const reasonUrl = 'https://yishu.example/StructureDefinition/identity-reason';

const pageDefault = 20;
const pageMost = 100;

/** `GET Linkage/$queue`: pairs to be decided, the oldest first: 200 with Parameters. */
export function createQueue({ house, model }: ReviewParts): Interaction {
  return async (request) => {
    const of = (name: string) => request.query.find(([one]) => one === name)?.[1];
    const asked = Number(of('_count') ?? pageDefault);
    const count = Number.isInteger(asked) && asked > 0 ? Math.min(asked, pageMost) : pageDefault;
    const pairs = await readQueue(house.sql, { count: count + 1, after: of('_cursor') });
    const shown = pairs.slice(0, count);
    const last = shown.at(-1);
    const parameters: Parameter[] = [
      { name: 'total', valueInteger: await countQueue(house.sql) },
      ...shown.map((pair) => ({ name: 'pair', part: partsOf(model, pair) })),
    ];
    if (pairs.length > count && last !== undefined) {
      parameters.push({ name: 'next', valueString: last.cursor });
    }
    const rows = shown.flatMap(({ a, b }) => [a, b]);
    return { ...answerParameters(parameters), looked: { ...lookedAt(rows), why: 'review' } };
  };
}

/** What is shown of a pair: both, how much speaks for one person, and which field says what. */
function partsOf(model: Model, pair: QueuedPair): Parameter[] {
  const { a, b, alert, since } = pair;
  const [one, other] = [a, b].map(({ body }) => JSON.parse(body) as Resource);
  const found = compare(model, traitsOf(one!), traitsOf(other!));
  return [
    { name: 'a', resource: demographicsOf(one!) },
    { name: 'b', resource: demographicsOf(other!) },
    { name: 'weight', valueDecimal: rounded(found.weight) },
    { name: 'probability', valueDecimal: rounded(found.probability) },
    { name: 'model', valueString: model.version },
    { name: 'since', valueInstant: new Date(since).toISOString() },
    ...(alert === undefined ? [] : [{ name: 'alert', valueCode: alert }]),
    ...found.fields.map(({ field, level, weight }) => ({
      name: 'field',
      part: [
        { name: 'name', valueCode: field },
        { name: 'level', valueCode: level },
        { name: 'weight', valueDecimal: rounded(weight) },
      ],
    })),
  ];
}

const rounded = (value: number) => Number(value.toFixed(4));

/** Who somebody is, and nothing of their health. */
function demographicsOf(patient: Resource): Resource {
  const { resourceType, id, meta } = patient;
  const kept = ['active', 'identifier', 'name', 'telecom', 'gender', 'birthDate', 'address'].concat(
    ['deceasedBoolean', 'deceasedDateTime', 'multipleBirthInteger', 'managingOrganization'],
  );
  const source = meta?.['source'];
  return {
    resourceType,
    id,
    ...(typeof source === 'string' ? { meta: { source } } : {}),
    ...Object.fromEntries(kept.flatMap((name) => (name in patient ? [[name, patient[name]]] : []))),
  } as Resource;
}

/**
 * `POST Linkage/$decide`: two Patients are one person (`same`) or two (`different`): 201 with the
 * Linkage. Throws `pair-unknown`, `pair-changed` where it is not what was shown any more.
 */
export function createDecide(parts: ReviewParts): Interaction {
  return async (request, store) => {
    const { house, model } = parts;
    const caller = callerOf(store);
    const parameters = readParameters(request);
    const [a, b] = [idOf(parameters, 'a'), idOf(parameters, 'b')];
    const said = textOf(parameters, 'decision');
    if (said !== 'same' && said !== 'different') {
      throw refuse('parameter-missing', { name: 'decision' });
    }
    const reason = textOf(parameters, 'reason');
    const pair = await readPair(house, a, b);
    if (pair === undefined) throw refuse('pair-unknown');
    refuseChanged(model, pair, parameters.get('weight')?.['valueDecimal']);
    const linkage = linkageOf({ a, b, said, reason, caller });
    const made = await transact(actingFor(house, store), (bound) =>
      createSigned(parts, { request, bound, linkage, reason }),
    );
    return { ...made, looked: { ...lookedAt([pair.a, pair.b]), action: 'E', why: 'review' } };
  };
}

/**
 * `POST Linkage/:id/$withdraw`: a decision is taken back: 200 with the Linkage; the persons are
 * what the comparisons say.
 */
export function createWithdraw(parts: ReviewParts): Interaction {
  return async (request, store) => {
    callerOf(store);
    const reason = textOf(readParameters(request), 'reason');
    return transact(actingFor(parts.house, store), (bound) =>
      withdrawSigned(parts, { request, bound, id: request.id!, reason }),
    );
  };
}

interface Signing {
  request: FhirRequest;
  /** A store of the house in a transaction, on behalf of the caller. */
  bound: Store;
  reason: string;
}

/** The store of the house, which does what its caller may not do alone, and says who it was. */
export function actingFor(house: Store, { caller, trace }: Store): Store {
  return { ...house, caller, trace };
}

/** Writes a decision and its signature. */
export async function createSigned(
  parts: ReviewParts,
  { linkage, ...given }: Signing & { linkage: Resource },
): Promise<FhirResponse> {
  const answer = await create(requestOf(given.request, 'Linkage', linkage), given.bound);
  await signInto(parts, { ...given, text: answer.body! });
  return answer;
}

/** Takes a decision back, signed as well. */
export async function withdrawSigned(
  parts: ReviewParts,
  { id, ...given }: Signing & { id: string },
): Promise<FhirResponse> {
  const current = await readExisting(given.bound, 'Linkage', id);
  const linkage = { ...(JSON.parse(current.body) as Resource), active: false };
  const asked = { ...requestOf(given.request, 'Linkage', linkage), id, method: 'PUT' };
  const answer = await update(asked, given.bound);
  await signInto(parts, { ...given, text: answer.body! });
  return answer;
}

/** The caller; throws `unauthenticated`. */
export function callerOf({ caller }: Store): Caller {
  if (caller === undefined) throw refuse('unauthenticated');
  return caller;
}

/** Signs what was written, in the transaction that writes it. */
async function signInto(
  { sign, house }: ReviewParts,
  { request, bound, text, reason }: Signing & { text: string },
): Promise<void> {
  const caller = callerOf(bound);
  const { id, meta } = JSON.parse(text) as Resource;
  const target = `Linkage/${id}/_history/${meta?.versionId}`;
  const provenance = await sign({ resourceText: text, target, caller, at: house.now(), reason });
  await create(requestOf(request, 'Provenance', provenance), bound);
}

function requestOf(request: FhirRequest, type: string, resource: Resource): FhirRequest {
  return {
    method: 'POST',
    path: [type],
    type,
    query: [],
    headers: {},
    base: request.base,
    body: { value: resource, faithful: resource },
  };
}

/** A Linkage has people and institutions as authors; the Provenance names a system itself. */
function authorOf({ who, organization }: Caller): { author?: { reference: string } } {
  if (!who.startsWith('Device/')) return { author: { reference: who } };
  return organization === undefined
    ? {}
    : { author: { reference: `Organization/${organization}` } };
}

/** A decision about two Patients; with `historical`, the second is merged into the first. */
export function linkageOf(given: {
  a: string;
  b: string;
  said: 'same' | 'different';
  type?: 'alternate' | 'historical';
  reason: string;
  caller: Caller;
}): Resource {
  const { a, b, said, type = 'alternate', reason, caller } = given;
  return {
    resourceType: 'Linkage',
    extension: [
      { url: decisionUrl, valueCode: said },
      { url: reasonUrl, valueString: reason },
    ],
    active: true,
    ...authorOf(caller),
    item: [
      { type: 'source', resource: { reference: `Patient/${a}` } },
      { type, resource: { reference: `Patient/${b}` } },
    ],
  };
}

function idOf(parameters: ReadonlyMap<string, Parameter>, name: string): string {
  const value = parameters.get(name)?.['valueReference'] as { reference?: string } | undefined;
  const id = /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(value?.reference ?? '')?.[1];
  if (id === undefined) throw refuse('parameter-missing', { name });
  return id;
}

/** Who decides has seen this pair, and not what it was before somebody wrote to it. */
function refuseChanged(model: Model, pair: { a: CurrentRow; b: CurrentRow }, shown: unknown): void {
  if (typeof shown !== 'number') throw refuse('parameter-missing', { name: 'weight' });
  const [one, other] = [pair.a, pair.b].map(({ body }) => traitsOf(JSON.parse(body) as Resource));
  const { weight } = compare(model, one!, other!);
  if (Math.abs(weight - shown) > 0.001) throw refuse('pair-changed');
}
