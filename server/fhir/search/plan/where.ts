/** A resolved predicate as SQL on the row `r` of `resource`. */
import { resourceTypes } from '#model/resource-types.ts';
import { reasonKinds } from '#fhir/store/guard.ts';
import { type SqlParameter, arrayLiteral } from '#fhir/store/sql.ts';
import { type PlainPredicate, type RangeTest, type Resolved, anyOf } from '../predicate.ts';
import type { TypeSchema } from '../schema/search-schema.ts';
import type { Statement } from './statement.ts';

type Plain<Kind> = Extract<PlainPredicate, { kind: Kind }>;

/** How many patients a search may be led by. */
const patientsMax = 200;

/** Lists up to this length are compared one by one, longer ones by a hash table. */
export const fewTokens = 16;

/**
 * What a search is led by: resources by their keys, a patient's own by the index on patient and
 * type, many tokens that are rare or a few by the index on tokens, or nothing of the kind.
 */
export type Leader = 'places' | 'patient' | 'many' | 'few' | 'none';

/** The leader of a search: what is rarest by its nature. */
export function leaderOf(predicate: Resolved): Leader {
  const parts = flat(predicate);
  if (parts.some((part) => part.kind === 'places')) return 'places';
  if (parts.some(leadsByPatient)) return 'patient';
  const tokens = tokenLists(predicate).filter((list) => list.dense !== true);
  if (tokens.some((list) => list.any.length > fewTokens)) return 'many';
  return tokens.length > 0 ? 'few' : 'none';
}

/**
 * The conditions of a predicate. Where keys or a patient lead, the tokens only filter, so that the
 * planner is not lured to a dense one.
 * @param isFilter whether none of it may be answered by an index.
 */
export function whereText(
  statement: Statement,
  predicate: Resolved,
  isFilter: boolean = false,
): string {
  const leader = isFilter ? 'none' : leaderOf(predicate);
  const parts = flat(predicate);
  const byIndex = !isFilter && leader !== 'places' && leader !== 'patient';
  const texts = parts.map((part) => conditionText(statement, part, byIndex));
  if (leader === 'patient') {
    const patients = tokenLists(predicate).find(leadsByPatient)?.patients ?? [];
    texts.unshift(patientText(statement, patients));
  }
  return texts.join(' and ') || 'true';
}

/**
 * A predicate that holds of these types only, for a statement without an order: where tokens lead,
 * they tell the type already.
 */
export function withTypes(types: readonly TypeSchema[], predicate: Resolved): Resolved {
  const leader = leaderOf(predicate);
  const isTold = leader === 'many' || leader === 'few' || types.length === resourceTypes.length;
  if (isTold) return predicate;
  const ofTypes = types.map((type): Resolved => ({ kind: 'type', number: type.number }));
  return { kind: 'all', of: [anyOf(ofTypes), predicate] };
}

/** The lists of tokens of which one must hold each. */
export function tokenLists(predicate: Resolved): Plain<'tokens'>[] {
  return flat(predicate).filter((part) => part.kind === 'tokens');
}

const countableKinds = new Set(['clinical', 'updated', 'ordered']);

/** The conditions of which an index tells how many resources fulfil them. */
export function countable(predicate: Resolved): Resolved[] {
  const lists = tokenLists(predicate).filter((list) => list.dense !== true);
  return [...lists, ...flat(predicate).filter(({ kind }) => countableKinds.has(kind))];
}

/** Whether the clinical date is compared: then what has none cannot match. */
export function comparesClinical(predicate: Resolved): boolean {
  return flat(predicate).some(({ kind }) => kind === 'clinical');
}

/** Whether dates are compared that stand in columns with an index of their type. */
export function hasColumns(predicate: Resolved): boolean {
  return flat(predicate).some(({ kind }) => kind === 'clinical' || kind === 'updated');
}

function flat(predicate: Resolved): Resolved[] {
  return predicate.kind === 'all' ? predicate.of.flatMap(flat) : [predicate];
}

function leadsByPatient(part: Resolved): boolean {
  if (part.kind !== 'tokens' || part.patients === undefined) return false;
  return part.patients.length > 0 && part.patients.length <= patientsMax;
}

function patientText(statement: Statement, keys: readonly string[]): string {
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0)
    return `r.patient = ${statement.add(only, 'bigint')}`;
  return `r.patient = any(${statement.add(arrayLiteral(keys), 'bigint[]')})`;
}

function conditionText(statement: Statement, predicate: Resolved, useIndex: boolean): string {
  const join = (parts: readonly Resolved[], word: string) =>
    parts.length === 0
      ? String(word === 'and')
      : `(${parts.map((part) => conditionText(statement, part, useIndex)).join(` ${word} `)})`;
  switch (predicate.kind) {
    case 'all':
      return join(predicate.of, 'and');
    case 'any':
      return join(predicate.of, 'or');
    case 'not':
      return `(${conditionText(statement, predicate.of, false)}) is not true`;
    case 'tokens':
      return tokensText(statement, predicate, useIndex);
    case 'places':
      return placesText(statement, predicate);
    case 'type':
      return `r.type = ${statement.add(predicate.number, 'smallint')}`;
    case 'types':
      return `r.type = any(${statement.add(arrayLiteral(predicate.numbers), 'smallint[]')})`;
    case 'owner':
      return `r.owner = ${statement.add(predicate.key, 'bigint')}`;
    case 'patients':
      return `r.patient = any(${statement.add(arrayLiteral(predicate.keys), 'bigint[]')})`;
    case 'level':
      return `r.level <= ${statement.add(predicate.max, 'smallint')}`;
    case 'reason':
      return reasonText(statement, predicate);
    case 'ordered':
      return orderedText(statement, predicate);
    case 'clinical':
      return clinicalText(statement, predicate);
    case 'updated':
      return rangeText(statement, predicate.test, {
        low: 'r.updated',
        high: 'r.updated',
        type: 'bigint',
      });
    case 'near':
      return nearText(statement, predicate);
  }
}

function tokensText(
  statement: Statement,
  { any, dense }: Plain<'tokens'>,
  useIndex: boolean,
): string {
  if (any.length === 0) return 'false';
  const list = statement.add(arrayLiteral(any), 'bigint[]');
  if (useIndex && dense !== true) return `r.tokens && ${list}`;
  // The overlap of two arrays compares each with each: a long list is looked up in a hash table
  // instead.
  if (any.length > fewTokens) {
    return `exists (select 1 from unnest(r.tokens) as own(token) where own.token = any(${list}))`;
  }
  // `is true` keeps the index on tokens out of it.
  return `(r.tokens && ${list}) is true`;
}

function placesText(statement: Statement, { places }: Plain<'places'>): string {
  const buckets = statement.add(arrayLiteral(places.map(({ bucket }) => bucket)), 'integer[]');
  const keys = statement.add(arrayLiteral(places.map(({ key }) => key)), 'bigint[]');
  return `(r.bucket, r.key) in (select * from unnest(${buckets}, ${keys}))`;
}

/** A reason may be about all of a patient's record, one type of resource, or one resource. */
function reasonText(statement: Statement, predicate: Plain<'reason'>): string {
  const kinds = statement.add(arrayLiteral(predicate.kinds), 'smallint[]');
  const parties = statement.add(arrayLiteral(predicate.parties), 'bigint[]');
  const at = statement.add(predicate.at, 'bigint');
  const holds = `g.until > ${at} and g.since <= ${at} and g.kind = any(${kinds})
    and g.party = any(${parties}) and g.type in (0, r.type) and g.target in (0, r.key)
    and g.scope >= r.level`;
  // A reason for one record of a person is one for all of them; each record may see the others.
  const isKin = predicate.kinds.includes(reasonKinds.proxy) ? `m.key = any(${parties}) or` : '';
  return `(exists (select 1 from reason g where g.bucket = r.bucket and g.patient = r.patient
    and ${holds}) or exists (select 1 from identity_record o
    join identity_record m on m.person = o.person and m.key <> o.key
    where o.key = r.patient and (${isKin} exists (select 1 from reason g
      where g.bucket = m.bucket and g.patient = m.key and ${holds}))))`;
}

function orderedText(statement: Statement, predicate: Plain<'ordered'>): string {
  const { slots, tests, unit, label } = predicate;
  const conditions = tests.map(({ end, ...test }) => {
    const [low, high] = end === undefined ? ['o.low', 'o.high'] : [`o.${end}`, `o.${end}`];
    return rangeText(statement, test, { low, high, type: 'float8' });
  });
  if (unit !== undefined) conditions.push(`o.unit = ${statement.add(unit, 'integer')}`);
  if (label !== undefined) conditions.push(`o.label = ${statement.add(label, 'integer')}`);
  const slot = statement.add(arrayLiteral(slots), 'bigint[]');
  return `exists (select 1 from ordered o where o.bucket = r.bucket and o.key = r.key
    and o.slot = any(${slot}) and ${conditions.join(' and ')})`;
}

/**
 * Where the end is compared, the start is bounded too if it cannot be far from it: the index is on
 * the start.
 */
function clinicalText(statement: Statement, { test, spanMax }: Plain<'clinical'>): string {
  const text = rangeText(statement, test, { low: 'r.at', high: 'r.until', type: 'bigint' });
  if (!Number.isFinite(spanMax) || !['gt', 'ge', 'ap'].includes(test.prefix)) return text;
  const earliest = statement.add(Math.floor(test.low - spanMax), 'bigint');
  return `(${text} and r.at >= ${earliest})`;
}

/**
 * https://hl7.org/fhir/R4/search.html#prefix, on columns with the first and the last of what a
 * value covers.
 */
function rangeText(
  statement: Statement,
  { prefix, low, high }: RangeTest,
  column: { low: string; high: string; type: string },
): string {
  const at = (value: number): string => statement.add(sqlNumber(value, column.type), column.type);
  const { low: first, high: last } = column;
  switch (prefix) {
    case 'eq':
      // The second condition follows from the third, and bounds the walk of an index.
      return `${first} >= ${at(low)} and ${first} <= ${at(high)} and ${last} <= ${at(high)}`;
    case 'ne':
      return `(${first} < ${at(low)} or ${last} > ${at(high)})`;
    case 'gt':
      return `${last} > ${at(high)}`;
    case 'lt':
      return `${first} < ${at(low)}`;
    case 'ge':
      return `${last} >= ${at(low)}`;
    case 'le':
      return `${first} <= ${at(high)}`;
    case 'sa':
      return `${first} > ${at(high)}`;
    case 'eb':
      return `(${first} < ${at(low)} and ${last} < ${at(low)})`;
    case 'ap':
      return `(${first} <= ${at(high)} and ${last} >= ${at(low)})`;
  }
}

function sqlNumber(value: number, type: string): SqlParameter {
  return type === 'bigint' ? Math.round(value) : value;
}

/** Great-circle distance by the haversine formula, on a sphere of 6371 km. */
function nearText(statement: Statement, { slots, at, within }: Plain<'near'>): string {
  const [latitude, longitude] = at;
  const lat = statement.add(latitude, 'float8');
  const lon = statement.add(longitude, 'float8');
  const [first, second] = slots.map((slot) => statement.add(slot, 'bigint'));
  const distance = statement.add(within, 'float8');
  return `exists (select 1 from ordered a
    join ordered b on b.bucket = a.bucket and b.key = a.key and b.slot = ${second}
    where a.bucket = r.bucket and a.key = r.key and a.slot = ${first}
    and 12742 * asin(least(1, sqrt(sind((a.low - ${lat}) / 2) ^ 2
      + cosd(a.low) * cosd(${lat}) * sind((b.low - ${lon}) / 2) ^ 2))) <= ${distance})`;
}
