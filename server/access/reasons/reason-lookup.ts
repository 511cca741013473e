/**
 * Finds the reasons on record for patients: those asked for at one moment share a query, and what
 * was found is remembered for a moment.
 * https://www.postgresql.org/docs/18/queries-table-expressions.html
 */
import { type ReasonKind, reasonKinds } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type Sql, type SqlRow, arrayLiteral } from '#fhir/store/sql.ts';
import { type Reason, isOtherRecord } from '../rules/decide.ts';

/** A patient, and the bucket in which the record is; undefined where only the key is known. */
export interface Subject {
  key: Hash;
  bucket: number | undefined;
}

/** Looks for reasons. */
export interface ReasonLookup {
  /** Reasons by patient; remembered ones only where they are young. */
  find(subjects: readonly Subject[]): Promise<ReadonlyMap<Hash, readonly Reason[]>>;
  /**
   * Every reason that concerns these parties now, by patient; undefined where there are too many to
   * look at them one by one.
   */
  findOf(parties: readonly Hash[]): Promise<ReadonlyMap<Hash, readonly Reason[]> | undefined>;
  /** What is remembered of a patient, where it is young enough. */
  remembered(patient: Hash): readonly Reason[] | undefined;
  /** Forgets what changed. */
  forget(patients: Iterable<Hash>): void;
}

/**
 * How long reasons are remembered, in milliseconds: as long a change that another process made may
 * go unseen. Changes of this process are seen at once.
 */
const youngMs = 1000;
const rememberedMax = 50_000;

const columns = 'g.party, g.kind, g.type, g.target, g.scope, g.since, g.until, g.key, g.bucket';

/** Each record `o` of a person beside each other one, `m`. */
const others = `identity_record o join identity_record m on m.person = o.person and m.key <> o.key`;

// What is a reason for one record of a person is one for all; each record may see the others.
const text = `select g.patient, ${columns}
  from reason g join unnest($1::text::integer[], $2::text::bigint[]) as wanted(bucket, patient)
  on g.patient = wanted.patient and (wanted.bucket = -1 or g.bucket = wanted.bucket)
  where g.until > $3
  union all select o.key, ${columns} from ${others}
  join reason g on g.bucket = m.bucket and g.patient = m.key
  where o.key = any($2::text::bigint[]) and g.until > $3
  union all select o.key, m.key, ${reasonKinds.proxy}, 0, 0, 5, 0, ${Number.MAX_SAFE_INTEGER},
    m.key, m.bucket
  from ${others} where o.key = any($2::text::bigint[])`;

const partyText = `select g.patient, ${columns}
  from reason g where g.party = any($1::text::bigint[]) and g.until > $2 and g.since <= $2
  union all select o.key, ${columns} from reason g
  join identity_record m on m.key = g.patient
  join identity_record o on o.person = m.person and o.key <> m.key
  where g.party = any($1::text::bigint[]) and g.until > $2 and g.since <= $2
  limit $3`;

/** As many reasons a search may carry along; who has more is asked row by row. */
const partyMax = 2000;

const kindNames = new Map(Object.entries(reasonKinds).map(([name, code]) => [code, name]));

/** The reasons for patients that are in the database now, by patient. */
export async function findReasons(
  sql: Sql,
  subjects: readonly Subject[],
  now: number,
): Promise<Map<Hash, Reason[]>> {
  const found = new Map<Hash, Reason[]>(subjects.map(({ key }) => [key, []]));
  const rows = await sql.run(text, [
    arrayLiteral(subjects.map(({ bucket }) => bucket ?? -1)),
    arrayLiteral(subjects.map(({ key }) => key)),
    now,
  ]);
  for (const row of rows) found.get(String(row['patient']))?.push(reasonOf(row));
  return found;
}

function reasonOf(row: SqlRow): Reason {
  return {
    party: String(row['party']),
    kind: kindNames.get(Number(row['kind']) as 1) as ReasonKind,
    type: Number(row['type']),
    target: String(row['target']),
    scope: Number(row['scope']),
    since: Number(row['since']),
    until: Number(row['until']),
    source: { key: String(row['key']), bucket: Number(row['bucket']) },
  };
}

/** The other records of the person, as their reasons to see each other tell them. */
function recordsIn(reasons: readonly Reason[]): Hash[] {
  return reasons.filter(isOtherRecord).map(({ party }) => party);
}

function addTo(kin: Map<Hash, Set<Hash>>, record: Hash, other: Hash): void {
  kin.set(record, (kin.get(record) ?? new Set()).add(other));
}

type OfParties = ReadonlyMap<Hash, readonly Reason[]> | undefined;

async function findOfParties(sql: Sql, parties: readonly Hash[], now: number): Promise<OfParties> {
  const rows = await sql.run(partyText, [arrayLiteral(parties), now, partyMax + 1]);
  if (rows.length > partyMax) return undefined;
  const found = new Map<Hash, Reason[]>();
  for (const row of rows) {
    const patient = String(row['patient']);
    const known = found.get(patient);
    if (known === undefined) found.set(patient, [reasonOf(row)]);
    else known.push(reasonOf(row));
  }
  return found;
}

interface Remembered {
  at: number;
  reasons: readonly Reason[];
}

interface Waiting {
  subjects: readonly Subject[];
  resolve: (found: ReadonlyMap<Hash, readonly Reason[]>) => void;
  reject: (error: unknown) => void;
}

/** A lookup on a pool. @param now milliseconds since 1970. */
export function createReasonLookup(sql: Sql, now: () => number): ReasonLookup {
  const memory = new Map<Hash, Remembered>();
  /** Records that are one person with a remembered one: what changes of one changes of all. */
  const kin = new Map<Hash, Set<Hash>>();
  /** Patients that changed while a query about them was under way are not remembered from it. */
  let changes = 0;
  const changedAt = new Map<Hash, number>();
  let queue: Waiting[] = [];
  const byParties = new Map<string, { at: number; found: Promise<OfParties> }>();

  const remembered: ReasonLookup['remembered'] = (patient) => {
    const found = memory.get(patient);
    return found !== undefined && now() - found.at < youngMs ? found.reasons : undefined;
  };

  async function answer(waiting: readonly Waiting[]): Promise<void> {
    const started = changes;
    const wanted = new Map<Hash, Subject>();
    for (const { subjects } of waiting) for (const one of subjects) wanted.set(one.key, one);
    try {
      const at = now();
      const found = await findReasons(sql, [...wanted.values()], at);
      if (memory.size > rememberedMax) memory.clear();
      for (const [patient, reasons] of found) {
        if ((changedAt.get(patient) ?? 0) <= started) memory.set(patient, { at, reasons });
        for (const other of recordsIn(reasons)) addTo(kin, other, patient);
      }
      for (const { resolve } of waiting) resolve(found);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  return {
    remembered,
    find: (subjects) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) {
          setImmediate(() => {
            const waiting = queue;
            queue = [];
            void answer(waiting);
          });
        }
        queue.push({ subjects, resolve, reject });
      }),
    findOf(parties) {
      const name = parties.join(' ');
      const young = byParties.get(name);
      if (young !== undefined && now() - young.at < youngMs) return young.found;
      if (byParties.size > rememberedMax) byParties.clear();
      const found = findOfParties(sql, parties, now());
      byParties.set(name, { at: now(), found });
      found.catch(() => byParties.delete(name));
      return found;
    },
    forget(patients) {
      changes += 1;
      byParties.clear();
      if (changedAt.size > rememberedMax) changedAt.clear();
      for (const one of [...patients].flatMap((key) => [key, ...(kin.get(key) ?? [])])) {
        memory.delete(one);
        changedAt.set(one, changes);
      }
      if (kin.size > rememberedMax) kin.clear();
    },
  };
}
