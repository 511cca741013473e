/**
 * Links many records at once, as they would be one by one: pairs, edges, components, persons.
 * https://moj-analytical-services.github.io/splink/
 */
import { judge, zoneOf } from '../matching/compare.ts';
import { type Edge, partition } from '../matching/partition.ts';
import type { Veto } from '../matching/veto.ts';
import type { Model } from '../model/model.ts';
import type { Traits } from '../traits/traits.ts';
import { type Skipped, findPairs } from './find-pairs.ts';

/** An edge between positions. */
export interface BatchEdge {
  a: number;
  b: number;
  weight: number;
  zone: Edge['zone'];
  veto: Veto | undefined;
}

/** A decision about positions. */
export interface BatchDecision {
  a: number;
  b: number;
  same: boolean;
}

/** What linking found. */
export interface Linked {
  edges: BatchEdge[];
  /** Lists of positions. */
  persons: number[][];
  /** How many pairs were compared. */
  compared: number;
  skipped: Skipped;
}

/**
 * Links records.
 * @param given.keys blocking keys of each.
 * @param given.names what each is called in the index: among equals the order of names decides.
 */
export function linkRecords(
  model: Model,
  records: readonly Traits[],
  given: {
    keys: readonly (readonly string[])[];
    names?: readonly string[];
    decisions?: readonly BatchDecision[];
  },
): Linked {
  const edges: BatchEdge[] = [];
  let compared = 0;
  const skipped = findPairs(given.keys, (a, b) => {
    compared += 1;
    const { weight, veto } = judge(model, records[a]!, records[b]!);
    const zone = zoneOf(model, { weight, veto });
    if (zone === 'none') return;
    // As exact as the index keeps it.
    edges.push({
      a,
      b,
      weight: Math.fround(weight),
      veto,
      zone: veto === undefined ? zone : 'veto',
    });
  });
  const names = given.names ?? Array.from(records.keys(), String);
  const persons = personsOf(names, edges, given.decisions ?? []);
  return { edges, persons, compared, skipped };
}

/** The persons that edges and decisions make of records. */
function personsOf(
  names: readonly string[],
  edges: readonly BatchEdge[],
  decisions: readonly BatchDecision[],
): number[][] {
  const root = Int32Array.from(names.keys());
  const find = (at: number): number => {
    let found = at;
    while (root[found] !== found) {
      root[found] = root[root[found]!]!;
      found = root[found]!;
    }
    return found;
  };
  const ties = [
    ...edges.filter(({ zone }) => zone === 'link'),
    ...decisions.filter(({ same }) => same),
  ];
  for (const { a, b } of ties) root[find(a)] = find(b);
  const positions = new Map(names.map((name, at) => [name, at]));
  const components = Map.groupBy(root.keys(), find);
  const isWithin = ({ a, b }: { a: number; b: number }) => find(a) === find(b);
  const edgesOf = Map.groupBy(edges.filter(isWithin), ({ a }) => find(a));
  const decisionsOf = Map.groupBy(decisions.filter(isWithin), ({ a }) => find(a));
  return [...components].flatMap(([at, members]) =>
    members.length === 1
      ? [members]
      : partition(
          members.map((member) => names[member]!),
          (edgesOf.get(at) ?? []).map((edge) => named(names, edge)),
          (decisionsOf.get(at) ?? []).map((decision) => named(names, decision)),
        ).map((person) => person.map((name) => positions.get(name)!)),
  );
}

function named<Tie extends { a: number; b: number }>(names: readonly string[], tie: Tie) {
  const { a, b, ...rest } = tie;
  return { ...rest, a: names[a]!, b: names[b]! };
}
