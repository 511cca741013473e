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
 * @param given.names what each is called in the index: between links of one weight the names
 * decide, so the persons are those of the index only under the same names. Their positions by
 * default.
 */
export function linkRecords(
  model: Model,
  records: readonly Traits[],
  given: {
    keys: readonly (readonly string[])[];
    decisions?: readonly BatchDecision[];
    names?: readonly string[];
  },
): Linked {
  const edges: BatchEdge[] = [];
  let compared = 0;
  const skipped = findPairs(given.keys, (a, b) => {
    compared += 1;
    const { weight, veto } = judge(model, records[a]!, records[b]!);
    const zone = zoneOf(model, { weight, veto });
    if (zone === 'none') return;
    // As exact as the index keeps it: what is equal there is equal here.
    const kept = Math.fround(weight);
    edges.push({ a, b, weight: kept, veto, zone: veto === undefined ? zone : 'veto' });
  });
  const names = given.names ?? records.map((_, at) => String(at));
  const persons = personsOf(names, edges, given.decisions ?? []);
  return { edges, persons, compared, skipped };
}

/** The persons that edges and decisions make of records with these names. */
function personsOf(
  names: readonly string[],
  edges: readonly BatchEdge[],
  decisions: readonly BatchDecision[],
): number[][] {
  const root = Int32Array.from(names, (_, at) => at);
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
  const components = Map.groupBy(root.keys(), find);
  const isWithin = ({ a, b }: { a: number; b: number }) => find(a) === find(b);
  const edgesOf = Map.groupBy(edges.filter(isWithin), ({ a }) => find(a));
  const decisionsOf = Map.groupBy(decisions.filter(isWithin), ({ a }) => find(a));
  const named = <Tie extends { a: number; b: number }>({ a, b, ...rest }: Tie) => ({
    ...rest,
    a: names[a]!,
    b: names[b]!,
  });
  return [...components].flatMap(([top, members]) => {
    if (members.length === 1) return [members];
    const positions = new Map(members.map((at) => [names[at]!, at]));
    const found = partition(
      [...positions.keys()],
      (edgesOf.get(top) ?? []).map(named),
      (decisionsOf.get(top) ?? []).map(named),
    );
    return found.map((person) => person.map((name) => positions.get(name)!));
  });
}
