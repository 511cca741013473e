/**
 * The transaction interaction: all entries or none.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import { Refusal, refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type CurrentRow, readMany } from '#fhir/store/read.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import type { BundleEntry } from '#fhir/transaction/entries.ts';
import { inEntry, inEntryLater } from '#fhir/transaction/failure.ts';
import { takeClaims } from '#fhir/handling/conditional.ts';
import { checkContent, parseContent } from '#fhir/handling/content.ts';
import { answerWritten } from './create.ts';
import { latestDeletion } from '#fhir/handling/deletion.ts';
import {
  type FhirResponse,
  type Interaction,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { preparePatch, readPatch } from './patch.ts';
import { checkPrecondition } from '#fhir/handling/precondition.ts';
import { placeOf, prepareDelete, prepareVersion } from '#fhir/handling/prepare.ts';
import { readExisting } from './read.ts';
import { findLinks } from '#fhir/transaction/references.ts';
import { type Apply, admitted, transact } from '#fhir/handling/transact.ts';
import {
  type Step,
  type Target,
  conditionOf,
  linkConditions,
  resolveTargets,
} from '#fhir/transaction/targets.ts';

/** How many entries are worked on before others get a turn. */
const turn = 64;

/**
 * Carries out the entries in the order of the specification: DELETE, POST, PUT and PATCH, GET.
 * Throws the refusal of the first entry that fails, naming it; nothing is stored then.
 * @param answerRead answers a GET entry.
 * @returns the responses in the order of the entries.
 */
export async function transaction(
  entries: readonly BundleEntry[],
  store: Store,
  answerRead: Interaction,
): Promise<FhirResponse[]> {
  const steps: Step[] = [];
  for (const entry of entries) {
    steps.push(inEntry(entry.index, () => readStep(entry, store)));
    if (steps.length % turn === 0) await new Promise(setImmediate);
  }
  refuseDuplicates(steps);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact(store, (bound, apply) => carryOut(steps, bound, { answerRead, apply }));
    } catch (error) {
      const lost = error instanceof Refusal && error.code === 'busy-retry';
      const deadlock = (error as { code?: unknown } | null)?.code === '40P01';
      if (!(lost || deadlock) || attempt >= store.limits.transactionRetries) throw error;
    }
  }
}

/** Reads and checks one entry before the transaction opens. */
function readStep(entry: BundleEntry, store: Store): Step {
  const { method, type, body } = entry.request;
  const condition = conditionOf(entry);
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE' || method === 'PATCH') {
    return { entry, content: undefined, links: [], condition };
  }
  if (method !== 'POST' && method !== 'PUT') {
    throw refuse('method-not-allowed', { method, allowed: 'GET, HEAD, POST, PUT, PATCH, DELETE' });
  }
  if (body === undefined) throw refuse('no-body');
  const content = parseContent(entry.request);
  if (type === undefined || content.resource.resourceType !== type) {
    throw refuse('type-mismatch', { type: type ?? '' });
  }
  checkContent(content.resource, store, { allowConditionalReferences: true });
  const links = findLinks(content.resource);
  if (content.faithful !== content.resource) links.push(...findLinks(content.faithful));
  return { entry, content, links, condition };
}

/** Two entries under one fullUrl, or with one condition, would be one resource twice. */
function refuseDuplicates(steps: readonly Step[]): void {
  const seen = new Map<string, number>();
  for (const { entry, condition } of steps) {
    const identities = [
      ...(entry.fullUrl === undefined ? [] : [entry.fullUrl]),
      ...(condition === undefined ? [] : [JSON.stringify(condition)]),
    ];
    for (const identity of identities) refuseSecond(seen, identity, entry.index);
  }
}

function refuseSecond(seen: Map<string, number>, identity: string, index: number): void {
  const first = seen.get(identity);
  if (first !== undefined) {
    const second = `Bundle.entry[${index}]`;
    throw refuse('duplicate-entry', {
      first: `Bundle.entry[${first}]`,
      second,
      expression: second,
    });
  }
  seen.set(identity, index);
}

async function carryOut(
  steps: readonly Step[],
  store: Store,
  parts: { answerRead: Interaction; apply: Apply },
): Promise<FhirResponse[]> {
  const conditions = steps.flatMap(({ condition, links }) => [
    ...(condition === undefined ? [] : [condition]),
    ...linkConditions(links),
  ]);
  const release = await takeClaims(store.sql, conditions);
  const targets = await resolveTargets(steps, store);
  const responses = await writeAll(steps, targets, { store, apply: parts.apply });
  for (const { entry } of steps) {
    const { index, request } = entry;
    if (request.method !== 'GET' && request.method !== 'HEAD') continue;
    responses[index] = await inEntryLater(index, () => parts.answerRead(request, store));
  }
  await release();
  return responses;
}

/** Writes every DELETE, POST, PUT and PATCH in as few statements as the store can. */
async function writeAll(
  steps: readonly Step[],
  targets: readonly Target[][],
  parts: { store: Store; apply: Apply },
): Promise<FhirResponse[]> {
  const { store } = parts;
  const written: { write: Write; index: number; status: number }[] = [];
  const responses: FhirResponse[] = [];
  const seen = new Map<string, number>();
  const old = targets.flat().filter((target) => !target.fresh);
  const rows = await currentRows(store, old);
  for (const [position, step] of steps.entries()) {
    const { index } = step.entry;
    for (const target of targets[position]!) {
      const place = placeOf(store, target.type, target.id);
      refuseSecond(seen, place.key, index);
      const row = rows.get(place.key);
      const made = await inEntryLater(index, () => prepareStep(step, { target, row }, store));
      const { write, response } = made;
      if (write !== undefined) written.push({ write, index, status: response.status });
      responses[index] = response;
    }
    if (targets[position]!.length === 0 && step.entry.request.method === 'DELETE') {
      responses[index] = { status: 204 };
    }
    if (position % turn === turn - 1) await new Promise(setImmediate);
  }
  const won = await parts.apply(written.map(({ write }) => write));
  if (won.size < written.length) throw refuse('busy-retry');
  // What was written says more than what was asked for: links of Patients.
  for (const { write, index, status } of written) {
    if (write.content !== undefined) responses[index] = answerWritten(write, status);
  }
  return responses;
}

/** The current versions of targets, as far as the caller may see them, by key. */
async function currentRows(
  store: Store,
  targets: readonly Target[],
): Promise<Map<Hash, CurrentRow>> {
  const places = targets.map((target) => placeOf(store, target.type, target.id));
  const rows = [...(await readMany(store.sql, places)).values()];
  const seen = await admitted(store.access, store.sql, rows);
  return new Map(seen.map((row) => [row.key, row]));
}

interface Prepared {
  write?: Write;
  response: FhirResponse;
}

async function prepareStep(
  step: Step,
  found: { target: Target; row: CurrentRow | undefined },
  store: Store,
): Promise<Prepared> {
  const { request } = step.entry;
  const { target, row } = found;
  const reference = `${target.type}/${target.id}`;
  if (request.method === 'DELETE') {
    checkPrecondition(request.headers, reference, row?.version);
    return {
      ...(row === undefined ? {} : { write: prepareDelete(store, row) }),
      response: { status: 204 },
    };
  }
  if (request.method === 'PATCH') {
    const existing = row ?? (await readExisting(store, target.type, target.id));
    checkPrecondition(request.headers, reference, existing.version);
    return answered(preparePatch(store, existing, readPatch(request)), 200);
  }
  if (request.method === 'POST' && row !== undefined) {
    const { version, updated, body } = row;
    const location = `${reference}/_history/${version}`;
    const looked = lookedAt([row]);
    return { response: { status: 200, version, updated, body, location, written: true, looked } };
  }
  return prepareContent(step, found, store);
}

/** The write of a POST or PUT that makes a version. */
async function prepareContent(
  step: Step,
  found: { target: Target; row: CurrentRow | undefined },
  store: Store,
): Promise<Prepared> {
  const { request } = step.entry;
  const { target, row } = found;
  const { id } = target;
  const content = step.content!;
  if (request.method === 'PUT') {
    checkPrecondition(request.headers, `${target.type}/${id}`, row?.version);
    const own = content.resource.id;
    if (own === undefined && step.condition === undefined) {
      throw refuse('id-missing', { expression: 'id' });
    }
    if (own !== undefined && own !== id) throw refuse('id-mismatch', { expression: 'id' });
  }
  const deleted =
    row === undefined && !target.fresh
      ? await latestDeletion(store, placeOf(store, target.type, id))
      : undefined;
  const predecessor = row ?? (deleted === undefined ? undefined : { deleted });
  const method = request.method === 'PUT' ? methods.PUT : methods.POST;
  const write = prepareVersion(store, content, { id, method, predecessor });
  return answered(write, row === undefined ? 201 : 200);
}

function answered(write: Write, status: number): Prepared {
  return { write, response: answerWritten(write, status) };
}
