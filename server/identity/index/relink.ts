/**
 * Makes the index of people anew from Patients and Linkages: for data of an earlier release, and
 * when another model is switched on. It walks page by page, holds no more than one, can be stopped
 * at any point and goes on where it was.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type CurrentRow, currentRow } from '#fhir/store/read.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { type Write, applyWrites } from '#fhir/store/write.ts';
import { blockingKeys } from '../matching/blocking-keys.ts';
import type { Model } from '../model/model.ts';
import { traitsOf } from '../traits/traits.ts';
import { readDecisions } from './decisions.ts';
import { identityHash } from './find-candidates.ts';
import { isLinked, linkWrite } from './links.ts';
import { readMerges, unmerged } from './merges.ts';
import { type IndexParts, compareAll, lockText, settle } from './open-index.ts';
import {
  clearRecords,
  readPersons,
  readRecords,
  writeDecisions,
  writeKeys,
  writeRecords,
} from './tables.ts';

/** What relinking works with. */
export interface RelinkParts {
  store: Store;
  model: Model;
  /** Called with how many Patients were walked over, in all steps, of how many. */
  progress: (done: number, total: number) => void;
  /** How many Patients one transaction takes. */
  pageSize?: number;
  /** All of them by default. */
  steps?: readonly StepName[];
}

/**
 * First everybody gets their keys, so that what is common is known; then edges, when everybody is
 * found; then persons, when all edges are there: nobody is joined or parted for a moment.
 */
const allSteps = ['keys', 'edges', 'persons'] as const;

/** A step of the walk. */
export type StepName = (typeof allSteps)[number];

/** What relinking did. */
export interface Relinked {
  records: number;
  /** Records whose person is another than before. */
  moved: number;
}

/** The name of the fact that tells by which model the index was made. */
export const modelFact = 'identity-model';
const walkFact = 'identity-walk';
const pageDefault = 200;
const beginning: Position = [-1, '0'];

type Position = [bucket: number, key: Hash];

interface Walk {
  model: string;
  /** Steps that are to be made, the first one now. */
  steps: StepName[];
  after: Position;
  done: number;
  moved: number;
}

/** Makes the index anew; registrations wait for a page each time. */
export async function relink(parts: RelinkParts): Promise<Relinked> {
  const { store, progress, steps = allSteps } = parts;
  const type = typeNumber('Patient')!;
  const [counted] = await store.sql.run('select count(*) from resource where type = $1', [type]);
  const records = Number(counted?.['count']);
  await begin(parts);
  for (;;) {
    const { done, moved, isOver } = await walkOn(parts);
    progress(done, records * steps.length);
    if (isOver) return { records, moved };
  }
}

/** Begins a walk, unless one by this model is under way. */
async function begin({ store, model, steps = allSteps }: RelinkParts): Promise<void> {
  await store.database.transaction(async (tx) => {
    await tx.run(lockText, []);
    if ((await readWalk(tx))?.model === model.version) return;
    await tx.run('delete from identity_decision', []);
    await writeDecisions(tx, await readDecisions(tx));
    // Nobody is found by who is not there.
    await tx.run(
      `delete from identity_key k where not exists
        (select 1 from resource r where r.bucket = k.home and r.key = k.key)`,
      [],
    );
    await tx.run(
      `delete from identity_record i where not exists
        (select 1 from resource r where r.bucket = i.bucket and r.key = i.key)`,
      [],
    );
    const walk = { model: model.version, steps: [...steps], after: beginning, done: 0, moved: 0 };
    await writeFact(tx, walkFact, JSON.stringify(walk));
  });
}

/** Takes the next page, in a transaction that also says so. */
async function walkOn(
  parts: RelinkParts,
): Promise<Pick<Walk, 'done' | 'moved'> & { isOver: boolean }> {
  const { store, model, pageSize = pageDefault } = parts;
  const index: IndexParts = { ...store, model, passedOver: () => undefined };
  const { walk, written, moved } = await store.database.transaction(async (tx) => {
    await tx.run(lockText, []);
    const walk = await readWalk(tx);
    const step = walk?.steps[0];
    // Another server came to the end.
    if (walk === undefined || step === undefined) return { walk, written: [], moved: [] };
    const rows = await readPage(tx, walk.after, pageSize);
    const found = rows.length === 0 ? nothing : await take[step](index, tx, rows);
    const lines = found.written.flatMap(({ audit }) => (audit === undefined ? [] : [audit]));
    await applyWrites(tx, found.written, store.known);
    await store.journal.append(tx, lines);
    const last = rows.at(-1);
    const isLast = rows.length < pageSize || last === undefined;
    const next: Walk = {
      ...walk,
      steps: isLast ? walk.steps.slice(1) : walk.steps,
      after: isLast ? beginning : [last.bucket, last.key],
      done: walk.done + rows.length,
      moved: walk.moved + found.count,
    };
    await keepWalk(tx, next);
    return { ...found, walk: next };
  });
  store.committed(written, moved);
  const { steps = [], done = 0, moved: count = 0 } = walk ?? {};
  return { done, moved: count, isOver: steps.length === 0 };
}

interface Taken {
  /** New versions of Patients. */
  written: Write[];
  /** Keys of those whose person has other records now. */
  moved: readonly Hash[];
  /** How many are of another person. */
  count: number;
}

const nothing: Taken = { written: [], moved: [], count: 0 };

type Take = (index: IndexParts, tx: Sql, rows: readonly CurrentRow[]) => Promise<Taken>;

const take: Record<StepName, Take> = { keys: takeKeys, edges: takeEdges, persons: takePersons };

async function takeKeys(
  { sealer }: IndexParts,
  tx: Sql,
  rows: readonly CurrentRow[],
): Promise<Taken> {
  const keys = rows.map(({ key }) => key);
  await tx.run('delete from identity_key where key = any($1::text::bigint[])', [
    `{${keys.join(',')}}`,
  ]);
  const stored = rows.flatMap((row) =>
    blockingKeys(traitsOf(patientOf(row))).map((text) => ({
      hash: identityHash(sealer, text),
      key: row.key,
      home: row.bucket,
    })),
  );
  await writeKeys(tx, stored);
  const known = new Set((await readRecords(tx, keys)).map(({ key }) => key));
  const missing = rows.filter(({ key }) => !known.has(key));
  await writeRecords(
    tx,
    missing.map(({ key, bucket, id, seq }) => ({ key, bucket, id, seq, person: key })),
  );
  return nothing;
}

async function takeEdges(index: IndexParts, tx: Sql, rows: readonly CurrentRow[]): Promise<Taken> {
  await clearRecords(
    tx,
    rows.map(({ key }) => key),
  );
  const candidates = rows.map((row) => ({ ...placeOf(row), traits: traitsOf(patientOf(row)) }));
  await compareAll(index, tx, candidates);
  return nothing;
}

async function takePersons(
  index: IndexParts & Pick<Store, 'now'>,
  tx: Sql,
  rows: readonly CurrentRow[],
): Promise<Taken> {
  const keys = rows.map(({ key }) => key);
  const before = await readPersons(tx, keys);
  const { followers, moved, count } = await settle(index, tx, {
    around: new Map(before.map((record) => [record.key, record])),
    isAlone: false,
    patients: [],
    decided: [],
    merged: 'perhaps',
    cause: 'relinked',
  });
  const own = new Set(followers.map(({ key }) => key));
  const persons = new Map((await readPersons(tx, keys)).map((record) => [record.key, record]));
  const merges = await readMerges(tx, keys);
  const others = rows.flatMap((row): Write[] => {
    const person = persons.get(row.key)?.person;
    const first = person === row.key ? undefined : persons.get(person ?? row.key)?.id;
    // What was stored before there was an index says whatever its writer said.
    const ties = { first, ...(merges.get(row.key) ?? unmerged) };
    if (own.has(row.key) || isLinked(patientOf(row), ties)) return [];
    return [linkWrite(index, row, ties)];
  });
  return { written: [...followers, ...others], moved, count };
}

const patientOf = ({ body }: CurrentRow) => JSON.parse(body) as Resource;
const placeOf = ({ key, bucket }: CurrentRow) => ({ key, bucket, row: undefined });

async function readPage(tx: Sql, after: Position, limit: number): Promise<CurrentRow[]> {
  const rows = await tx.run(
    `select bucket, key, type, id, version, seq, method, updated, patient, owner, level, body
      from resource where type = $1 and (bucket, key) > ($2, $3)
      order by bucket, key limit $4`,
    [typeNumber('Patient')!, ...after, limit],
  );
  return rows.map(currentRow);
}

async function readWalk(sql: Sql): Promise<Walk | undefined> {
  const [row] = await sql.run('select value from fact where name = $1', [walkFact]);
  return row === undefined ? undefined : (JSON.parse(String(row['value'])) as Walk);
}

/** Where the walk is; at its end, by which model the index was made. */
async function keepWalk(tx: Sql, walk: Walk): Promise<void> {
  if (walk.steps.length > 0) {
    await writeFact(tx, walkFact, JSON.stringify(walk));
    return;
  }
  await tx.run('delete from fact where name = $1', [walkFact]);
  await writeFact(tx, modelFact, walk.model);
}

async function writeFact(sql: Sql, name: string, value: string): Promise<void> {
  await sql.run(
    `insert into fact (name, value) values ($1, $2)
      on conflict (name) do update set value = excluded.value`,
    [name, value],
  );
}
