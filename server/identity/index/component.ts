/**
 * The component of some records: everything that links and decisions tie to them, and which persons
 * it is.
 * https://en.wikipedia.org/wiki/Component_(graph_theory)
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { type Decision, type Edge, partition } from '../matching/partition.ts';
import { type IndexedRecord, readRecords, readTies } from './tables.ts';

/** A component of more records is followed no further: something ties everybody. */
const recordsMax = 200;

/** The persons of some records and of all that are tied to them, each record with its person. */
export async function personsAround(
  sql: Sql,
  known: ReadonlyMap<Hash, IndexedRecord>,
): Promise<IndexedRecord[]> {
  const records = new Map(known);
  const edges = new Map<string, Edge>();
  const decisions = new Map<string, Decision>();
  const components = createComponents();
  let frontier = [...known.keys()];
  while (frontier.length > 0) {
    const ties = await readTies(sql, frontier);
    const beyond = new Set<Hash>();
    const follow = ({ a, b }: { a: Hash; b: Hash }) => {
      components.join(a, b);
      for (const end of [a, b]) if (!records.has(end)) beyond.add(end);
    };
    for (const edge of ties.edges) {
      edges.set(`${edge.a} ${edge.b}`, edge);
      if (edge.zone === 'link') follow(edge);
    }
    for (const decision of ties.decisions) {
      decisions.set(`${decision.a} ${decision.b}`, decision);
      if (decision.same) follow(decision);
    }
    // A decision about a Patient that was deleted leads to nobody.
    const found = await readRecords(sql, [...beyond]);
    for (const record of found) records.set(record.key, record);
    frontier = found
      .map(({ key }) => key)
      // Of each component by itself: hundreds of Patients may be written at once.
      .filter((key) => components.sizeOf(key) < recordsMax);
  }
  return divided([...records.values()].toSorted(bySeq), {
    edges: [...edges.values()],
    decisions: [...decisions.values()],
  });
}

/** Which records are tied so far, and how many each is tied to. */
function createComponents() {
  const members = new Map<Hash, Set<Hash>>();
  const of = (key: Hash) => members.get(key) ?? new Set([key]);
  return {
    sizeOf: (key: Hash) => of(key).size,
    join(a: Hash, b: Hash) {
      const joined = of(a);
      if (joined.has(b)) return;
      for (const key of of(b)) joined.add(key);
      for (const key of joined) members.set(key, joined);
    },
  };
}

/** Earlier records first. */
export function bySeq(a: IndexedRecord, b: IndexedRecord): number {
  const [x, y] = [BigInt(a.seq), BigInt(b.seq)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function divided(
  records: readonly IndexedRecord[],
  { edges, decisions }: { edges: Edge[]; decisions: Decision[] },
): IndexedRecord[] {
  const byKey = new Map(records.map((record) => [record.key, record]));
  const isWithin = ({ a, b }: { a: Hash; b: Hash }) => byKey.has(a) && byKey.has(b);
  const persons = partition(
    records.map(({ key }) => key),
    edges.filter(isWithin),
    decisions.filter(isWithin),
  );
  return persons.flatMap((keys) => keys.map((key) => ({ ...byKey.get(key)!, person: keys[0]! })));
}
