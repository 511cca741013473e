/**
 * May these writes be made: by the role and the scopes, about a person whose record is open to the
 * caller, without taking anything that is another's. China's rules: SEC-06, SEC-07, SEC-20, ONL-33.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import type { Resource } from '#model/fhir.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Guarded } from '#fhir/store/guard.ts';
import { parseReference } from '#fhir/search/values/reference.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { type Place, readMany } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import { type AccessParts, reasonsFor } from './reasons/reasons-for.ts';
import { checkConsent, checkProxy } from './authority.ts';
import { actsFor } from './reasons/acting.ts';
import { type Reason, decide } from './rules/decide.ts';
import { isOpenType } from './rules/resource-classes.ts';
import { type Standing, openingOf } from './rules/standing.ts';

/** Work that institutions share: either side moves it on. */
const sharedWork = new Set([
  'Appointment',
  'AppointmentResponse',
  'CommunicationRequest',
  'ServiceRequest',
  'Task',
]);

interface Given {
  sql: Sql;
  writes: readonly Write[];
}

/** Throws a refusal unless every one of the writes may be made, together. */
export async function authorize(
  standing: Standing,
  parts: AccessParts,
  given: Given,
): Promise<void> {
  for (const write of given.writes) {
    checkRole(standing, write);
    checkChange(standing, write);
    checkContent(standing, write);
  }
  const { reach } = standing.policy;
  if (reach !== 'all') await checkRegister(parts, given);
  if (reach !== 'none' && reach !== 'all') await checkReferences(standing, parts, given);
  if (reach === 'self') await checkActing(standing, parts, given);
  // Last: what it refuses tells of what is there.
  await parts.checkEntry(standing.caller, given);
}

/** The role and the scopes must allow it on this type. */
function checkRole({ policy, ...standing }: Standing, { type, content, replaced }: Write): void {
  const list = content === undefined ? policy.deletes : policy.writes;
  if (list !== 'all' && !list.has(type)) throw refuse('not-permitted', { type });
  const letter = content === undefined ? 'd' : replaced === undefined ? 'c' : 'u';
  const opening = openingOf({ policy, ...standing }, type, letter);
  // Criteria tell what may be read; whether what is written would meet them is not known before.
  if (opening === undefined || opening.queries.length > 0) throw refuse('scope-missing', { type });
  if (!opening.whole && (content ?? replaced)?.patient !== standing.launch) {
    throw refuse('scope-missing', { type });
  }
}

/** What is there already may be changed by whom it belongs to, and stays whose it is. */
function checkChange(standing: Standing, { type, content, replaced }: Write): void {
  const { policy, organization } = standing;
  if (replaced === undefined || policy.reach === 'all' || isOpenType(type)) return;
  if (policy.reach !== 'self' && replaced.owner !== organization && !sharedWork.has(type)) {
    throw refuse('other-institution', { type });
  }
  if (policy.reach === 'self' && replaced.owner !== undefined) {
    throw refuse('other-institution', { type });
  }
  if (content === undefined) return;
  if (replaced.patient !== content.patient) throw refuse('patient-changed', { type });
  if (replaced.level > content.level) throw refuse('label-lowered');
}

/** What only some may say: consents, proxies, who wrote something. */
function checkContent(standing: Standing, { type, content, method, replaced }: Write): void {
  if (content === undefined || standing.policy.reach === 'all') return;
  const { resource } = content;
  if (type === 'AuditEvent') throw refuse('not-permitted', { type });
  if (type === 'Consent') checkConsent(standing, resource, replaced?.body);
  if (type === 'RelatedPerson') checkProxy(standing, resource, content.patient);
  if (standing.policy.reach === 'self' && method !== methods.DELETE) {
    checkResidentAuthor(standing, type, resource);
  }
}

/**
 * In the record of another a resident writes only who acts for that other in everything: who may
 * look, or book, writes nothing.
 */
async function checkActing(standing: Standing, parts: AccessParts, given: Given): Promise<void> {
  const { self } = standing;
  const now = parts.now();
  const rows = given.writes.flatMap(({ type, key, bucket, content }) =>
    content?.patient === undefined || content.patient === self
      ? []
      : [{ type, key, bucket, patient: content.patient, owner: undefined, level: content.level }],
  );
  if (rows.length === 0) return;
  const reasons = await reasonsFor(parts, standing, { sql: given.sql, rows });
  for (const { type, patient } of rows) {
    const acts = actsFor(reasons.get(patient), { party: self, now });
    if (!acts) throw refuse('not-permitted', { type });
  }
}

/** Where a resident names an author it is the resident. */
function checkResidentAuthor({ caller }: Standing, type: string, resource: Resource): void {
  const places: Record<string, readonly string[]> = {
    Communication: ['sender'],
    MedicationStatement: ['informationSource'],
    Observation: ['performer'],
    QuestionnaireResponse: ['author', 'source'],
  };
  for (const name of places[type] ?? []) {
    const value = resource[name];
    const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
    const isMissing = list.length === 0 && name !== 'source';
    const isOther = list.some((each) => (each as { reference?: unknown }).reference !== caller.who);
    if (isMissing || isOther) throw refuse('not-author', { type, expression: `${type}.${name}` });
  }
}

/**
 * What is referred to must be there and open to the caller; what is not looks as if it were not
 * there. A new patient and what is written together need not be there before.
 */
async function checkReferences(
  standing: Standing,
  parts: AccessParts,
  { sql, writes }: Given,
): Promise<void> {
  const together = new Set(writes.map(({ key }) => key));
  const wanted = new Map<Hash, Place & { reference: string }>();
  for (const write of writes) {
    const { type, content, replaced } = write;
    if (content === undefined || isOpenType(type)) continue;
    const isChanged = replaced === undefined || replaced.patient !== content.patient;
    const told = withoutKnownLinks(write);
    for (const reference of referencesIn(told, parts.search.settings.baseUrls)) {
      const [target = '', id = ''] = reference.split('/');
      const isSubject = target === 'Patient';
      // A hospital's own system is trusted with its own references, but for whose record it is.
      if (isOpenType(target) || isElsewhere(target)) continue;
      if (standing.caller.kind === 'system' && !isSubject) continue;
      const key = resourceKey(target, id);
      if (together.has(key) || (isSubject && !isChanged && key === content.patient)) continue;
      wanted.set(key, { key, bucket: bucketInId(id), reference });
    }
  }
  if (wanted.size === 0) return;
  const rows = [...(await readMany(sql, [...wanted.values()])).values()];
  const reasons = await reasonsFor(parts, standing, { sql, rows });
  const seen = new Set(
    rows.filter((row) => isOpen(standing, row, reasons, parts.now())).map(({ key }) => key),
  );
  for (const { key, reference } of wanted.values()) {
    if (!seen.has(key)) throw refuse('reference-not-found', { reference });
  }
}

/**
 * A Patient without the link that stands in it already: the house set it, and who may not open the
 * first record of the person may still change the own one.
 */
function withoutKnownLinks({ content, replaced }: Write): Resource | undefined {
  const resource = content?.resource;
  if (resource?.resourceType !== 'Patient' || replaced === undefined) return resource;
  const known = new Set(linksOf(JSON.parse(replaced.body) as Resource).map(textOfLink));
  if (known.size === 0) return resource;
  const link = linksOf(resource).filter((one) => !known.has(textOfLink(one)));
  return { ...resource, link };
}

interface Link {
  type?: string;
  other?: { reference?: string };
}

const linksOf = (patient: Resource) =>
  ((patient['link'] ?? []) as Link[]).filter(({ other }) => other?.reference !== undefined);
const textOfLink = ({ type, other }: Link) => `${type} ${other?.reference}`;

/** Events of the log are in no table of resources; who names one shows nothing of it. */
const isElsewhere = (type: string) => type === 'AuditEvent';

// Four things make a decision.
// eslint-disable-next-line max-params
function isOpen(
  standing: Standing,
  row: Guarded,
  reasons: ReadonlyMap<Hash, readonly Reason[]>,
  now: number,
): boolean {
  const own = row.patient === undefined ? [] : (reasons.get(row.patient) ?? []);
  return 'why' in decide(standing, row, { reasons: own, now });
}

/**
 * What is registered keeps the rules of the registry. What it refers to is looked for among what is
 * written together, then in the store, all at once.
 */
async function checkRegister(
  { register, search }: AccessParts,
  { sql, writes }: Given,
): Promise<void> {
  const { baseUrls } = search.settings;
  const registered = writes.filter(
    ({ type, content }) => content !== undefined && register.types.has(type),
  );
  if (registered.length === 0) return;
  const together = new Map(writes.map(({ key, content }) => [key, content?.resource]));
  const places = new Map<Hash, Place>();
  for (const { content } of registered) {
    for (const reference of referencesIn(content?.resource, baseUrls)) {
      const [type = ''] = reference.split('/');
      // Only the directory answers: an administrator must not learn which records there are.
      if (!isOpenType(type)) continue;
      const place = placeOf(reference);
      if (!together.has(place.key)) places.set(place.key, place);
    }
  }
  const rows = await readMany(sql, [...places.values()]);
  const lookup = async (reference: string): Promise<Resource | undefined> => {
    const { id, target } = parseReference(reference, baseUrls) ?? {};
    if (id === undefined || target === undefined) return undefined;
    const { key } = placeOf(target);
    if (together.has(key)) return together.get(key);
    const row = rows.get(key);
    return row === undefined ? undefined : (JSON.parse(row.body) as Resource);
  };
  for (const { content } of registered) {
    if (content !== undefined) await register.check(content.resource, lookup);
  }
}

/** Where a resource lies that a relative literal reference names. */
function placeOf(reference: string): Place {
  const [type = '', id = ''] = reference.split('/');
  return { key: resourceKey(type, id), bucket: bucketInId(id) };
}

/**
 * The literal references in a resource that point into this server, each once as `Type/id`: also
 * those that were written as a version or with the whole address of this server, as the index
 * reads them.
 */
export function referencesIn(resource: unknown, baseUrls: readonly string[]): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, child] of Object.entries(value)) {
      if (name === 'reference' && typeof child === 'string') {
        const { id, target } = parseReference(child, baseUrls) ?? {};
        if (id !== undefined && target !== undefined) found.add(target);
      } else walk(child);
    }
  };
  walk(resource);
  return found;
}
