/**
 * Tells what would change if everybody were linked anew, as by another model before it is switched
 * on. Holds everybody in memory, and writes nothing.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sealer } from '#fhir/store/sealer.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import { type BatchEdge, linkRecords } from '../batch/link-records.ts';
import { blockingKeys } from '../matching/blocking-keys.ts';
import type { Model } from '../model/model.ts';
import { type Traits, traitsOf } from '../traits/traits.ts';
import { bySeq } from './component.ts';
import { readDecisions } from './decisions.ts';
import { type IndexedRecord, type StoredDecision, latestDecisions } from './tables.ts';

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
  /** Pairs that were two people and are one, and the other way round. */
  joined: number;
  parted: number;
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
  decisions: StoredDecision[];
  report: Relinked;
}

/** Compares everybody with everybody near, and tells what would be otherwise. Writes nothing. */
export async function tryLinks(parts: RelinkParts): Promise<Relinked> {
  return (await compareEverybody(parts, parts.database)).report;
}

const pageSize = 2000;

async function compareEverybody(parts: RelinkParts, sql: Sql): Promise<Outcome> {
  const { model, progress } = parts;
  const records = (await scan(sql, progress)).toSorted(bySeq);
  const positions = new Map(records.map(({ key }, at) => [key, at]));
  const said = await readDecisions(sql);
  const decisions = latestDecisions(said).flatMap(({ a, b, same }) => {
    const [left, right] = [positions.get(a), positions.get(b)];
    return left === undefined || right === undefined ? [] : [{ a: left, b: right, same }];
  });
  const keys = records.map(({ traits }) => blockingKeys(traits));
  const traits = records.map((record) => record.traits);
  const linked = linkRecords(model, traits, {
    keys,
    decisions,
    names: records.map(({ key }) => key),
  });
  const before = records.map(({ person }) => person);
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
    decisions: said,
    report: {
      records: records.length,
      persons: linked.persons.length,
      moved,
      ...pairsChanged(
        before,
        records.map(({ person }) => person),
      ),
      review: linked.edges.filter(
        ({ a, b, zone }) => zone !== 'link' && personAt(a) !== personAt(b),
      ).length,
      passedOver: linked.skipped.keys,
    },
  };
}

/** How many pairs of records are one person now and were not, and the other way round. */
function pairsChanged(
  before: readonly string[],
  after: readonly string[],
): Pick<Relinked, 'joined' | 'parted'> {
  const pairs = (persons: Iterable<string>) => {
    const sizes = new Map<string, number>();
    for (const person of persons) sizes.set(person, (sizes.get(person) ?? 0) + 1);
    let sum = 0;
    for (const size of sizes.values()) sum += (size * (size - 1)) / 2;
    return sum;
  };
  const both = pairs(after.map((person, at) => `${before[at]} ${person}`));
  return { joined: pairs(after) - both, parted: pairs(before) - both };
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
