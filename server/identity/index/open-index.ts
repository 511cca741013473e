/**
 * The index of people: finds out whose record a Patient is while it is written.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Resource } from '#model/fhir.ts';
import type { Identity, Placed } from '#fhir/store/identity.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type CurrentRow, readMany } from '#fhir/store/read.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { blockingKeys } from '../matching/blocking-keys.ts';
import { judge, zoneOf } from '../matching/compare.ts';
import { personMax } from '../matching/partition.ts';
import type { Model } from '../model/model.ts';
import { traitsOf } from '../traits/traits.ts';
import { personsAround } from './component.ts';
import { decisionsOf } from './decisions.ts';
import { type Candidate, identityHash, reach, readCandidates } from './find-candidates.ts';
import {
  type Interpreting,
  type LinkTies,
  contentLinked,
  isLinked,
  linkWrite,
  mergeMark,
} from './links.ts';
import { type Merges, readMerges, unmerged } from './merges.ts';
import {
  type Change,
  type IndexedRecord,
  type StoredEdge,
  areDecided,
  clearRecords,
  readPersons,
  readRecords,
  removeRecords,
  replaceDecisions,
  writeChanges,
  writeEdges,
  writeKeys,
  writeRecords,
} from './tables.ts';

/** What the index works with. */
export interface IndexParts extends Interpreting, Pick<Store, 'now' | 'nextSequence'> {
  model: Model;
  /** Called with how many keys were passed over: too many records have them. */
  passedOver: (keys: number) => void;
}

/** The lock under which registrations follow one another. */
export const lockText = `select pg_advisory_xact_lock(hashtext('yishu identity'))`;

/** The index of people with these parts. */
export function openIdentityIndex(parts: IndexParts): Identity {
  return {
    concerns: (type) => type === 'Patient' || type === 'Linkage',
    place: (tx, writes) => place(parts, tx, writes),
  };
}

async function place(parts: IndexParts, tx: Sql, writes: readonly Write[]): Promise<Placed> {
  // Sent together: what comes after the lock is answered after it.
  const [, patients] = await Promise.all([
    tx.run(lockText, []),
    inTime(
      tx,
      writes.filter(({ type }) => type === 'Patient'),
    ),
  ]);
  const gone = patients.filter(({ content }) => content === undefined).map(({ key }) => key);
  const changed = patients.filter(isOtherwise);
  const touched = await readPersons(
    tx,
    [...changed, ...patients.filter(({ content }) => content === undefined)]
      .filter(({ replaced }) => replaced !== undefined)
      .map(({ key }) => key),
  );
  const known = changed.filter(({ replaced }) => replaced !== undefined);
  await clearRecords(tx, [...gone, ...known.map(({ key }) => key)]);
  await removeRecords(tx, gone);
  const [tied, isDecided] = await Promise.all([
    compareAll(parts, tx, changed.map(candidateOf)),
    // Of who is not there yet, too: Linkages may come before Patients.
    areDecided(
      tx,
      changed.map(({ key }) => key),
    ),
  ]);
  const decided = await decide(
    tx,
    writes.filter(({ type }) => type === 'Linkage'),
  );
  const around = new Map<Hash, IndexedRecord>();
  for (const record of [...touched, ...(await readRecords(tx, decided))]) {
    if (!gone.includes(record.key)) around.set(record.key, record);
  }
  for (const write of changed) {
    if (!around.has(write.key)) around.set(write.key, newRecord(write));
  }
  const areNew = changed.every(({ replaced }) => replaced === undefined);
  const isAlone = areNew && !isDecided && touched.length + decided.length + tied.size === 0;
  const merged = decided.length > 0 || isDecided || patients.some(isMerged) ? 'perhaps' : 'nobody';
  return settle(parts, tx, { around, isAlone, patients, decided, merged, cause: causeOf(writes) });
}

/** Why persons may be others, in one word. */
function causeOf(writes: readonly Write[]): string {
  if (writes.some(({ type }) => type === 'Linkage')) return 'decided';
  if (writes.some(({ content }) => content === undefined)) return 'deleted';
  return writes.some(({ replaced }) => replaced !== undefined) ? 'updated' : 'matched';
}

/** Whether the version before says that the record was merged. */
const isMerged = ({ replaced }: Write) => replaced?.body.includes(mergeMark) === true;

const newRecord = ({ key, bucket, id, seq }: Write): IndexedRecord => ({
  key,
  bucket,
  id,
  seq,
  person: key,
});

/** The writes that nobody came before: under the lock no version changes any more. */
async function inTime(tx: Sql, writes: readonly Write[]): Promise<Write[]> {
  if (writes.length === 0) return [];
  const rows = await tx.run(
    `select key, version from resource where (bucket, key) in
      (select * from unnest($1::text::integer[], $2::text::bigint[]))`,
    [arrayLiteral(writes.map(({ bucket }) => bucket)), arrayLiteral(writes.map(({ key }) => key))],
  );
  const versions = new Map(rows.map((row) => [String(row['key']), Number(row['version'])]));
  return writes.filter(({ key, replaced }) => versions.get(key) === replaced?.version);
}

/** Whether a version says otherwise who the person is than the one before. */
function isOtherwise({ content, replaced }: Write): boolean {
  if (content === undefined) return false;
  if (replaced === undefined) return true;
  const before = traitsOf(JSON.parse(replaced.body) as Resource);
  return JSON.stringify(before) !== JSON.stringify(traitsOf(content.resource));
}

/**
 * Writes what changed records are found by, and their edges to everybody near.
 * @returns the keys of those that have edges.
 */
export async function compareAll(
  parts: IndexParts,
  tx: Sql,
  changed: readonly Candidate[],
): Promise<Set<Hash>> {
  if (changed.length === 0) return new Set();
  const own = new Map(changed.map((one) => [one.key, one]));
  const hashes = new Map(
    Array.from(own, ([key, { traits }]) => [
      key,
      blockingKeys(traits).map((text) => identityHash(parts.sealer, text)),
    ]),
  );
  const stored = Array.from(own.values(), ({ key, bucket }) =>
    (hashes.get(key) ?? []).map((hash) => ({ hash, key, home: bucket })),
  );
  const [, { byHash, crowded }] = await Promise.all([
    writeKeys(tx, stored.flat()),
    reach(tx, [...hashes.values()].flat()),
  ]);
  if (crowded.length > 0) parts.passedOver(crowded.length);
  const others = [...byHash.values()].flat().filter(({ key }) => !own.has(key));
  const candidates = await readCandidates(tx, others);
  const edges = new Map<string, StoredEdge>();
  for (const [key, one] of own) {
    const near = new Set(
      (hashes.get(key) ?? []).flatMap((hash) => (byHash.get(hash) ?? []).map((at) => at.key)),
    );
    const found = [...near].flatMap((otherKey) => {
      const other = own.get(otherKey) ?? candidates.get(otherKey);
      return other === undefined || otherKey === key ? [] : (edgeOf(parts, one, other) ?? []);
    });
    // Nobody has so many records: the strongest are enough.
    const strongest = found.toSorted((a, b) => b.weight - a.weight).slice(0, personMax);
    for (const edge of strongest) edges.set(`${edge.a} ${edge.b}`, edge);
  }
  await writeEdges(tx, [...edges.values()]);
  return new Set([...edges.values()].flatMap(({ a, b }) => [a, b]));
}

function candidateOf({ key, bucket, content }: Write): Candidate {
  return { key, bucket, traits: traitsOf(content!.resource), row: undefined };
}

/** The edge of two records; undefined where they are plainly two people. */
function edgeOf(parts: IndexParts, one: Candidate, other: Candidate): StoredEdge | undefined {
  const [a, b] = BigInt(one.key) < BigInt(other.key) ? [one, other] : [other, one];
  const judged = judge(parts.model, a.traits, b.traits);
  const zone = zoneOf(parts.model, judged);
  if (zone === 'none') return undefined;
  return {
    a: a.key,
    b: b.key,
    homeB: b.bucket,
    weight: judged.weight,
    zone: judged.veto === undefined ? zone : 'veto',
    alert: judged.veto,
    model: parts.model.version,
    since: parts.now(),
  };
}

/** Takes over what Linkages say; the keys of the Patients that they are about. */
async function decide(tx: Sql, linkages: readonly Write[]): Promise<Hash[]> {
  if (linkages.length === 0) return [];
  const decisions = linkages.flatMap(({ content, id, updated }) =>
    content === undefined ? [] : decisionsOf(content.resource, { id, at: updated }),
  );
  return replaceDecisions(
    tx,
    linkages.map(({ id }) => id),
    decisions,
  );
}

/** Finds the persons around some records, writes what changed, and links all accordingly. */
export async function settle(
  parts: IndexParts,
  tx: Sql,
  given: {
    around: ReadonlyMap<Hash, IndexedRecord>;
    /** Whether they are new, and nothing ties them to anybody. */
    isAlone: boolean;
    patients: Write[];
    /** Those that Linkages are about. */
    decided: readonly Hash[];
    /** Whether any of them may have been merged with another. */
    merged: 'perhaps' | 'nobody';
    cause: string;
  },
): Promise<Placed & { count: number }> {
  const { around, isAlone, patients, cause } = given;
  const persons = isAlone ? [...around.values()] : await personsAround(tx, around);
  const indexed = isAlone
    ? []
    : await readRecords(
        tx,
        persons.map(({ key }) => key),
      );
  const known = new Map(indexed.map((one) => [one.key, one]));
  const moved = persons.filter(({ key, person }) => known.get(key)?.person !== person);
  const told = moved.map(({ key, bucket, id, person }): Change => ({
    key,
    bucket,
    id,
    before: known.get(key)?.person,
    after: person,
  }));
  const change = { cause, at: parts.now(), nextSequence: parts.nextSequence };
  await Promise.all([writeRecords(tx, moved), writeChanges(tx, told, change)]);
  const ids = new Map([...known.values(), ...persons].map(({ key, id }) => [key, id]));
  const firstOf = (record: IndexedRecord) =>
    record.person === record.key ? undefined : ids.get(record.person);
  const own = new Set(patients.map(({ key }) => key));
  const following = new Set([...moved.map(({ key }) => key), ...given.decided]);
  const others = persons.filter(({ key }) => following.has(key) && !own.has(key) && known.has(key));
  const merges = await mergesOf(tx, given.merged, [...own, ...others.map(({ key }) => key)]);
  const tiesOf: TiesOf = (key, first) => ({ first, ...(merges.get(key) ?? unmerged) });
  await linkOwn(parts, tx, { patients, persons, firstOf, tiesOf });
  const followers = await followersOf(parts, tx, { others, firstOf, tiesOf });
  // Who stays has another beside them now, or one less.
  const concerned = moved.length === 0 ? [] : persons.map(({ key }) => key);
  return { writes: patients, followers, moved: concerned, count: moved.length };
}

type FirstOf = (record: IndexedRecord) => string | undefined;
type TiesOf = (key: Hash, first: string | undefined) => LinkTies;

async function mergesOf(
  tx: Sql,
  merged: 'perhaps' | 'nobody',
  keys: readonly Hash[],
): Promise<Map<Hash, Merges>> {
  return merged === 'nobody' ? new Map() : readMerges(tx, keys);
}

/** Sets the links of what is being written. */
async function linkOwn(
  parts: IndexParts,
  tx: Sql,
  given: {
    patients: readonly Write[];
    persons: readonly IndexedRecord[];
    firstOf: FirstOf;
    tiesOf: TiesOf;
  },
): Promise<void> {
  const placed = new Map(given.persons.map((record) => [record.key, record]));
  const unplaced = given.patients.filter(
    ({ key, content }) => content !== undefined && !placed.has(key),
  );
  // What says nothing new stays whose it was.
  for (const record of await readPersons(
    tx,
    unplaced.map(({ key }) => key),
  )) {
    placed.set(record.key, record);
  }
  const ids = new Map([...placed.values()].map(({ key, id }) => [key, id]));
  for (const write of given.patients) {
    const { content, id, version, updated } = write;
    const record = placed.get(write.key);
    if (content === undefined || record === undefined) continue;
    const first =
      record.person === record.key ? undefined : (given.firstOf(record) ?? ids.get(record.person));
    const ties = given.tiesOf(write.key, first);
    if (isLinked(content.resource, ties)) continue;
    const linked = contentLinked(parts, { body: content.body, id, version, updated }, ties);
    write.content = { ...linked, owner: content.owner };
  }
}

/** New versions of the records whose links are others now. */
async function followersOf(
  parts: IndexParts,
  tx: Sql,
  given: { others: readonly IndexedRecord[]; firstOf: FirstOf; tiesOf: TiesOf },
): Promise<Write[]> {
  const { others, firstOf, tiesOf } = given;
  if (others.length === 0) return [];
  const rows: Map<Hash, CurrentRow> = await readMany(
    tx,
    others.map(({ key, bucket }) => ({ key, bucket })),
  );
  return others.flatMap((record) => {
    const row = rows.get(record.key);
    if (row === undefined) return [];
    const ties = tiesOf(record.key, firstOf(record));
    if (isLinked(JSON.parse(row.body) as Resource, ties)) return [];
    return [linkWrite(parts, row, ties)];
  });
}
