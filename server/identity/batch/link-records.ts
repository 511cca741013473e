/**
 * Links many records at once, as they would be one by one: pairs, edges, components, persons.
 * https://moj-analytical-services.github.io/splink/
 */
import { judge, zoneOf } from '../matching/compare.ts';
import { type Edge, partition } from '../matching/partition.ts';
import type { Model } from '../model/model.ts';
import type { Traits } from '../traits/traits.ts';
import { type Skipped, findPairs } from './find-pairs.ts';

/** What linking found. */
export interface Linked {
  edges: Edge[];
  /** Lists of positions. */
  persons: number[][];
  /** How many pairs were compared. */
  compared: number;
  skipped: Skipped;
}

/** Links records. @param keys blocking keys of each. */
export function linkRecords(
  model: Model,
  records: readonly Traits[],
  keys: readonly (readonly string[])[],
): Linked {
  const edges: Edge[] = [];
  let compared = 0;
  const skipped = findPairs(keys, (a, b) => {
    compared += 1;
    const judged = judge(model, records[a]!, records[b]!);
    const zone = zoneOf(model, judged);
    if (zone === 'none') return;
    const vetoed = judged.veto === undefined ? zone : 'veto';
    edges.push({ a: String(a), b: String(b), weight: judged.weight, zone: vetoed });
  });
  return { edges, persons: personsOf(records.length, edges), compared, skipped };
}

/** The persons that the edges make of so many records. */
export function personsOf(count: number, edges: readonly Edge[]): number[][] {
  const root = Int32Array.from({ length: count }, (_, at) => at);
  const find = (at: number): number => {
    let found = at;
    while (root[found] !== found) {
      root[found] = root[root[found]!]!;
      found = root[found]!;
    }
    return found;
  };
  for (const { a, b, zone } of edges) {
    if (zone === 'link') root[find(Number(a))] = find(Number(b));
  }
  const components = Map.groupBy(root.keys(), find);
  const within = Map.groupBy(edges, ({ a }) => find(Number(a)));
  return [...components].flatMap(([at, members]) =>
    members.length === 1
      ? [members]
      : partition(members.map(String), inside(within.get(at) ?? [], find, at), []).map((person) =>
          person.map(Number),
        ),
  );
}

/** Edges with both ends in the component. */
function inside(edges: readonly Edge[], find: (at: number) => number, at: number): Edge[] {
  return edges.filter(({ b }) => find(Number(b)) === at);
}
