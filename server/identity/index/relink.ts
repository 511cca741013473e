/**
 * Makes the index of people anew from the Patients: for data of an earlier release, and when
 * another model is switched on; or tells what would change.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { readMany } from '#fhir/store/read.ts';
import type { Sealer } from '#fhir/store/sealer.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import { type BatchEdge, linkRecords } from '../batch/link-records.ts';
import { blockingKeys } from '../matching/blocking-keys.ts';
import type { Model } from '../model/model.ts';
import { type Traits, traitsOf } from '../traits/traits.ts';
import { bySeq } from './component.ts';
import { identityHash } from './find-candidates.ts';
import { isLinked, linkWrite } from './links.ts';
import {
  type IndexedRecord,
  readAllDecisions,
  writeChanges,
  writeEdges,
  writeKeys,
  writeRecords,
} from './tables.ts';

/** What relinking works with. */
export interface RelinkParts {
  database: Database;
  sealer: Pick<Sealer, 'keyedHash'>;
  model: Model;
  /** Called with how many Patients were read of how many. */
  progress: (done: number, total: number) => void;
}

/** What relinking found. */
export interface Relinked {
  records: number;
  persons: number;
  /** Records whose person is another than before. */
  moved: number;
  /** Pairs that wait for a person's decision. */
  review: number;
  /** Keys that were passed over: too many records have them. */
  passedOver: number;
}

interface Scanned extends IndexedRecord {
  traits: Traits;
  /** The first record that its link names. */
  patient: Pick<Resource, 'resourceType'> & { link?: unknown };
}

interface Outcome {
  /** In the order in which they came to be, each with its person. */
  records: Scanned[];
  keys: string[][];
  edges: BatchEdge[];
  report: Relinked;
}

/** Compares everybody with everybody near, and tells what would be otherwise. Writes nothing. */
export async function tryLinks(parts: RelinkParts): Promise<Relinked> {
  return (await compareEverybody(parts, parts.database)).report;
}

/**
 * Makes the index anew, in one transaction; registrations wait for it. Then Patients get their
 * links, each a version of the house.
 */
export async function relink(
  parts: RelinkParts & { store: Store },
  given: { now: number },
): Promise<Relinked> {
  const { database, store } = parts;
  const outcome = await database.transaction(async (tx) => {
    await tx.run(`select pg_advisory_xact_lock(hashtext('yishu identity'))`, []);
    const found = await compareEverybody(parts, tx);
    await replaceAll(parts, tx, { ...found, now: given.now });
    return found;
  });
  const ids = new Map(outcome.records.map(({ key, id }) => [key, id]));
  const firstOf = ({ key, person }: Scanned) => (person === key ? undefined : ids.get(person));
  const unlinked = outcome.records.filter(
    (record) => !isLinked(record.patient as Resource, firstOf(record)),
  );
  for (let at = 0; at < unlinked.length; at += linksAtOnce) {
    const some = unlinked.slice(at, at + linksAtOnce);
    const rows = await readMany(store.sql, some);
    await Promise.all(
      some.map(async (record) => {
        const row = rows.get(record.key);
        // Who was written meanwhile was linked by that.
        if (row !== undefined) await store.commit(linkWrite(store, row, firstOf(record)));
      }),
    );
  }
  return outcome.report;
}

const linksAtOnce = 128;
const pageSize = 2000;

async function compareEverybody(parts: RelinkParts, sql: Sql): Promise<Outcome> {
  const { model, progress } = parts;
  const records = (await scan(sql, progress)).toSorted(bySeq);
  const positions = new Map(records.map(({ key }, at) => [key, at]));
  const known = await readAllDecisions(sql);
  const decisions = known.flatMap(({ a, b, same }) => {
    const [left, right] = [positions.get(a), positions.get(b)];
    return left === undefined || right === undefined ? [] : [{ a: left, b: right, same }];
  });
  const keys = records.map(({ traits }) => blockingKeys(traits));
  const traits = records.map((record) => record.traits);
  const names = records.map(({ key }) => key);
  const linked = linkRecords(model, traits, { keys, names, decisions });
  let moved = 0;
  for (const person of linked.persons) {
    const first = records[person[0]!]!.key;
    for (const at of person) {
      const record = records[at]!;
      if (record.person !== first) moved += 1;
      record.person = first;
    }
  }
  const personAt = (at: number) => records[at]!.person;
  return {
    records,
    keys,
    edges: linked.edges,
    report: {
      records: records.length,
      persons: linked.persons.length,
      moved,
      review: linked.edges.filter(
        ({ a, b, zone }) => zone !== 'link' && personAt(a) !== personAt(b),
      ).length,
      passedOver: linked.skipped.keys,
    },
  };
}

/** Everybody, with the person of today; their own key where they are in no index yet. */
async function scan(sql: Sql, progress: RelinkParts['progress']): Promise<Scanned[]> {
  const type = typeNumber('Patient')!;
  const [counted] = await sql.run('select count(*) from resource where type = $1', [type]);
  const total = Number(counted?.['count']);
  const found: Scanned[] = [];
  let after: [number, Hash] = [-1, '0'];
  for (;;) {
    const rows = await sql.run(
      `select r.bucket, r.key, r.id, r.seq, r.body, i.person from resource r
        left join identity_record i on i.bucket = r.bucket and i.key = r.key
        where r.type = $1 and (r.bucket, r.key) > ($2, $3)
        order by r.bucket, r.key limit $4`,
      [type, ...after, pageSize],
    );
    for (const row of rows) {
      const patient = JSON.parse(String(row['body'])) as Resource;
      const { person } = row;
      const key = String(row['key']);
      found.push({
        key,
        bucket: Number(row['bucket']),
        id: String(row['id']),
        seq: String(row['seq']),
        person: person === null || person === undefined ? key : String(person),
        traits: traitsOf(patient),
        patient: { resourceType: 'Patient', link: patient['link'] },
      });
    }
    progress(found.length, total);
    const last = found.at(-1);
    if (rows.length < pageSize || last === undefined) return found;
    after = [last.bucket, last.key];
  }
}

/** Writes the index in place of what it was. */
async function replaceAll(
  parts: RelinkParts,
  tx: Sql,
  { records, keys, edges, now }: Outcome & { now: number },
): Promise<void> {
  const { sealer, model } = parts;
  const before = await tx.run('select key, person from identity_record', []);
  const known = new Map(before.map((row) => [String(row['key']), String(row['person'])]));
  await tx.run('delete from identity_key', []);
  await tx.run('delete from identity_edge', []);
  await tx.run('delete from identity_record', []);
  for (let at = 0; at < records.length; at += pageSize) {
    const some = records.slice(at, at + pageSize);
    await writeRecords(tx, some);
    await writeKeys(
      tx,
      some.flatMap(({ key, bucket }, n) =>
        (keys[at + n] ?? []).map((text) => ({
          hash: identityHash(sealer, text),
          key,
          home: bucket,
        })),
      ),
    );
  }
  const stored = edges.map(({ a, b, weight, zone, veto }) => {
    const [left, right] = [records[a]!, records[b]!];
    const [one, other] = BigInt(left.key) < BigInt(right.key) ? [left, right] : [right, left];
    const ends = { a: one.key, b: other.key, homeB: other.bucket };
    return { ...ends, weight, zone, alert: veto, model: model.version, since: now };
  });
  for (let at = 0; at < stored.length; at += pageSize) {
    await writeEdges(tx, stored.slice(at, at + pageSize));
  }
  const moved = records.filter(({ key, person }) => known.get(key) !== person);
  const [counted] = await tx.run('select coalesce(max(id), 0) as id from identity_change', []);
  let number = BigInt(String(counted?.['id'] ?? 0));
  await writeChanges(
    tx,
    moved.map(({ key, bucket, id, person }) => ({
      key,
      bucket,
      id,
      before: known.get(key),
      after: person,
    })),
    { cause: 'relinked', at: now, nextSequence: () => String((number += 1n)) },
  );
}
