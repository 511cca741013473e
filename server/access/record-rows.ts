/**
 * What record rows must fulfil, for one search: decided once for each patient whom a reason
 * concerns, so that rows are compared with lists instead of being asked one by one.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import { type Resolved, allOf, nothing } from '#fhir/search/predicate.ts';
import { reasonKinds } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { AccessParts } from './reasons/reasons-for.ts';
import { type Reason, decide } from './rules/decide.ts';
import type { Standing } from './rules/standing.ts';
import { recordPredicate } from './rules/visible.ts';

/** The most patients whom a search names that are looked at one by one. */
const fewPatients = 50;

/** What record rows must fulfil. @param patients the only ones the search is about. */
export async function recordRows(
  parts: AccessParts,
  standing: Standing,
  { sql, patients }: { sql: Sql; patients: readonly Hash[] | undefined },
): Promise<Resolved> {
  const general = recordPredicate(standing, parts.now());
  // In a transaction reasons may have been made that nobody else sees yet.
  if (sql !== parts.pool || standing.policy.reach !== 'reason') return general;
  const isFew = patients !== undefined && patients.length > 0 && patients.length <= fewPatients;
  const found = isFew
    ? await reasonsOf(parts, patients)
    : await parts.lookup.findOf(standing.parties);
  if (found === undefined) return general;
  return predicateOf(parts, standing, { found, general, patients: isFew ? patients : undefined });
}

interface Found {
  /** Reasons by patient; who is not in it is concerned by none. */
  found: ReadonlyMap<Hash, readonly Reason[]>;
  /** Asks every row: for patients with reasons about parts of their records. */
  general: Resolved;
  /** The only patients there are; undefined for everybody. */
  patients: readonly Hash[] | undefined;
}

/** Patients by what is open of their records. */
interface Sorted {
  /** By the highest level of the whole record. */
  whole: Map<number, Hash[]>;
  /** By the highest level of what the own institution wrote, where it is not as the policy says. */
  own: Map<number, Hash[]>;
  inParts: Hash[];
  isAddressed: boolean;
}

function predicateOf(parts: AccessParts, standing: Standing, given: Found): Resolved {
  const { found, general, patients } = given;
  const sorted: Sorted = { whole: new Map(), own: new Map(), inParts: [], isAddressed: false };
  for (const [patient, reasons] of found) sortIn(parts, standing, { patient, reasons, sorted });
  const isOnly = (keys: readonly Hash[]) => patients?.every((key) => keys.includes(key)) === true;
  const among = (keys: readonly Hash[]): Resolved[] =>
    isOnly(keys) ? [] : [{ kind: 'patients', keys }];
  const of: Resolved[] = [...ownClauses(standing, sorted, among)];
  for (const [level, keys] of sorted.whole) {
    of.push(allOf([...among(keys), ...upTo(level)]));
  }
  if (sorted.inParts.length > 0) of.push(allOf([...among(sorted.inParts), general]));
  if (sorted.isAddressed) of.push(addressedClause(standing, parts.now()));
  if (of.length === 1) return of[0]!;
  return of.length === 0 ? nothing : { kind: 'any', of };
}

function upTo(level: number): Resolved[] {
  return level >= 5 ? [] : [{ kind: 'level', max: level }];
}

/** What the own institution wrote: as the policy says, but for those for whom it is otherwise. */
function ownClauses(
  { organization, policy }: Standing,
  { own }: Sorted,
  among: (keys: readonly Hash[]) => Resolved[],
): Resolved[] {
  if (organization === undefined) return [];
  const isOwn: Resolved = { kind: 'owner', key: organization };
  const others = [...own.values()].flat();
  const except: Resolved[] =
    others.length === 0 ? [] : [{ kind: 'not', of: { kind: 'patients', keys: others } }];
  return [
    allOf([isOwn, ...upTo(policy.ownLevel), ...except]),
    ...[...own]
      .filter(([level]) => level > 0)
      .map(([level, keys]) => allOf([isOwn, ...among(keys), ...upTo(level)])),
  ];
}

/** Messages to the caller, which are few among all rows. */
function addressedClause({ parties }: Standing, at: number): Resolved {
  return allOf([
    { kind: 'types', numbers: [typeNumber('Communication')!] },
    { kind: 'reason', kinds: [reasonKinds.addressed], parties, at },
  ]);
}

function sortIn(
  parts: AccessParts,
  standing: Standing,
  given: { patient: Hash; reasons: readonly Reason[]; sorted: Sorted },
): void {
  const { patient, reasons, sorted } = given;
  const levels = levelsOf(parts, standing, { patient, reasons });
  if (levels === undefined) {
    sorted.inParts.push(patient);
    // Decided row by row, what the own institution wrote included.
    addTo(sorted.own, 0, patient);
    return;
  }
  if (levels.isAddressed) sorted.isAddressed = true;
  if (levels.whole > 0) addTo(sorted.whole, levels.whole, patient);
  if (levels.own !== standing.policy.ownLevel) {
    // What the whole record opens need not be said again of a part of it.
    addTo(sorted.own, levels.own > levels.whole ? levels.own : 0, patient);
  }
}

function addTo(map: Map<number, Hash[]>, level: number, patient: Hash): void {
  const list = map.get(level);
  if (list === undefined) map.set(level, [patient]);
  else list.push(patient);
}

/** Reasons of patients whose buckets are not known here. */
async function reasonsOf(
  { lookup }: AccessParts,
  patients: readonly Hash[],
): Promise<ReadonlyMap<Hash, readonly Reason[]>> {
  const young = new Map(patients.map((key) => [key, lookup.remembered(key)]));
  const missing = patients.filter((key) => young.get(key) === undefined);
  if (missing.length === 0) return young as Map<Hash, readonly Reason[]>;
  const asked = await lookup.find(missing.map((key) => ({ key, bucket: undefined })));
  return new Map(patients.map((key) => [key, young.get(key) ?? asked.get(key) ?? []]));
}

/** What is open of a patient's record. */
export interface Levels {
  /** The highest level of the whole record, 0 where it is closed. */
  whole: number;
  /** The highest level of what the own institution wrote in it. */
  own: number;
  /** Whether somebody wrote to the caller about the patient. */
  isAddressed: boolean;
}

/** Whether a reason is about less than the whole record, messages left aside. */
function isPartial({ type, target, kind }: Reason): boolean {
  return kind !== 'addressed' && (type !== 0 || target !== '0');
}

/** The levels open to a caller; undefined where reasons are about parts of the record. */
function levelsOf(
  { now, levels }: AccessParts,
  standing: Standing,
  { patient, reasons }: { patient: Hash; reasons: readonly Reason[] },
): Levels | undefined {
  const known = levels.get(reasons) ?? new Map<Standing, Levels | undefined>();
  if (known.has(standing)) return known.get(standing);
  const reading = {
    ...standing,
    policy: { ...standing.policy, reads: undefined },
    scopes: anyScope,
  };
  const highest = (owner: Hash | undefined) =>
    [5, 4, 3, 2, 1].find((level) => {
      // Any record type does: only the patient, the owner and the level are looked at.
      const row = { type: 'Basic', key: '-', bucket: 0, patient, owner, level };
      return 'why' in decide(reading, row, { reasons, now: now() });
    }) ?? 0;
  const made = reasons.some(isPartial)
    ? undefined
    : {
        whole: highest(undefined),
        own: highest(standing.organization),
        isAddressed: reasons.some(({ kind }) => kind === 'addressed'),
      };
  levels.set(reasons, known.set(standing, made));
  return made;
}

const anyScope = [
  {
    context: 'user' as const,
    type: '*',
    create: false,
    read: true,
    update: false,
    delete: false,
    search: true,
    query: [],
  },
];
