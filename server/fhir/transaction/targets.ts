/**
 * What the entries of a transaction mean by their URLs, conditions and links.
 * https://hl7.org/fhir/R4/http.html#trules
 */
import { matchIds } from '#fhir/search/match.ts';
import { patientOf } from '#fhir/search/extract.ts';
import { refuse } from '#fhir/refusals.ts';
import { isFhirId, newId, patientBucket } from '#fhir/store/ids.ts';
import type { BundleEntry } from './entries.ts';
import { inEntryLater } from './failure.ts';
import { type Condition, matchOne, parseCondition } from '#fhir/handling/conditional.ts';
import type { Content } from '#fhir/handling/content.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { type Link, conditionalReference, rewriteLinks } from './references.ts';

/** One entry on its way. */
export interface Step {
  entry: BundleEntry;
  content: Content | undefined;
  links: Link[];
  /** The entry's own condition. */
  condition: Condition | undefined;
}

/** One resource that an entry is about. */
export interface Target {
  type: string;
  id: string;
  /** Whether the id is new, so that nothing can be stored under it. */
  fresh: boolean;
}

/**
 * The condition of an entry: If-None-Exist of a POST, the criteria of a PUT, PATCH or DELETE
 * without an id.
 */
export function conditionOf(entry: BundleEntry): Condition | undefined {
  const { method, type, id, query, headers } = entry.request;
  if (type === undefined || method === 'GET' || method === 'HEAD') return undefined;
  const criteria = headers['if-none-exist'];
  if (method === 'POST') return criteria === undefined ? undefined : parseCondition(type, criteria);
  return id === undefined ? parseCondition(type, new URLSearchParams(query).toString()) : undefined;
}

/** The conditions in the links of an entry. */
export function linkConditions(links: readonly Link[]): Condition[] {
  return links.flatMap((link) => {
    const found = conditionalReference(link);
    return found === undefined ? [] : [parseCondition(found.type, found.criteria)];
  });
}

/**
 * Finds what every entry is about, gives new resources their ids, and writes the names of all into
 * the links.
 * @returns the targets of each step, in the order of the steps; a conditional delete may have none
 * or several.
 */
export async function resolveTargets(steps: readonly Step[], store: Store): Promise<Target[][]> {
  const targets: Target[][] = [];
  for (const step of steps) {
    targets.push(await inEntryLater(step.entry.index, () => knownTargets(step, store)));
  }
  const names = await conditionalNames(steps, store);
  nameTargets(steps, targets, names);
  // Patients first: whoever belongs to one is put beside it, and that is told by the link.
  chooseIds(steps, targets, { store, names, of: (type) => type === 'Patient' });
  nameTargets(steps, targets, names);
  for (const { links } of steps) rewriteLinks(links, names);
  chooseIds(steps, targets, { store, names, of: () => true });
  nameTargets(steps, targets, names);
  for (const { links } of steps) rewriteLinks(links, names);
  return targets;
}

/**
 * What an entry is about as far as its URL or its condition tells; empty for what is still to get
 * an id.
 */
async function knownTargets(step: Step, store: Store): Promise<Target[]> {
  const { entry, condition, content } = step;
  const { method, type, id } = entry.request;
  if (type === undefined || method === 'GET' || method === 'HEAD') return [];
  if (condition !== undefined && method === 'DELETE') {
    const limit = store.limits.conditionalDelete;
    const matches = await matchIds(store, store.search, { ...condition, limit: limit + 1 });
    if (matches.length > limit) throw refuse('too-broad-conditional-delete', { limit });
    return matches.map((match) => ({ type, id: match.id, fresh: false }));
  }
  if (condition !== undefined) {
    const match = await matchOne(store, condition);
    if (match !== undefined) return [{ type, id: match.id, fresh: false }];
    if (method === 'PATCH') throw refuse('not-found', { reference: type });
    const own = content?.resource.id;
    return method === 'PUT' && own !== undefined ? [{ type, id: own, fresh: false }] : [];
  }
  if (method === 'POST') return [];
  if (id === undefined || !isFhirId(id)) throw refuse('bad-id');
  return [{ type, id, fresh: false }];
}

async function conditionalNames(
  steps: readonly Step[],
  store: Store,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const { entry, links } of steps) {
    for (const link of links) {
      const found = conditionalReference(link);
      if (found === undefined || names.has(link.original)) continue;
      await inEntryLater(entry.index, async () => {
        const condition = parseCondition(found.type, found.criteria);
        const matches = await matchIds(store, store.search, { ...condition, limit: 2 });
        const [match] = matches;
        if (match === undefined || matches.length > 1) {
          throw refuse('unresolved-reference', { type: found.type });
        }
        names.set(link.original, `${found.type}/${match.id}`);
      });
    }
  }
  return names;
}

/** Notes under which name each fullUrl is known now. */
function nameTargets(
  steps: readonly Step[],
  targets: readonly Target[][],
  names: Map<string, string>,
): void {
  for (const [index, { entry }] of steps.entries()) {
    const target = targets[index]?.[0];
    if (entry.fullUrl === undefined || target === undefined) continue;
    names.set(entry.fullUrl, `${target.type}/${target.id}`);
  }
}

/**
 * Gives an id to every POST of these types that has none: beside its patient, or in a bucket drawn
 * by lot.
 */
function chooseIds(
  steps: readonly Step[],
  targets: Target[][],
  choice: { store: Store; names: Map<string, string>; of: (type: string) => boolean },
): void {
  const { store } = choice;
  for (const [index, { entry, content }] of steps.entries()) {
    const isNew = entry.request.method === 'POST' || entry.request.method === 'PUT';
    if (!isNew || content === undefined || targets[index]!.length > 0) continue;
    const type = content.resource.resourceType;
    if (!choice.of(type)) continue;
    const patient = store.patientTypes.has(type)
      ? (patientOf(store.search, content.resource) ?? store.guardian.patientOf(content.resource))
      : undefined;
    const random = store.randomBytes(18);
    const lot = ((random[16] ?? 0) << 8) | (random[17] ?? 0);
    const id = newId(patient === undefined ? lot : patientBucket(patient), random);
    targets[index] = [{ type, id, fresh: true }];
  }
}
