/**
 * Which records of a component are which persons: a pure function of its records, edges and
 * decisions, so that the order in which they came does not matter.
 * https://doi.org/10.1145/2487575.2487644
 */

/** A pair that was compared and is not plainly two people; `a` and `b` are ids of records. */
export interface Edge {
  a: string;
  b: string;
  weight: number;
  /** `veto`: they may not be one without a decision. */
  zone: 'link' | 'review' | 'veto';
}

/** What somebody decided about a pair. */
export interface Decision {
  a: string;
  b: string;
  same: boolean;
}

/** More records than this are no person: something links everybody. */
export const personMax = 60;

/**
 * The persons of a component, each a list of its records in their order, in the order of their
 * first records. Links are taken from the strongest down. Two groups become one where every pair
 * between them has an edge at or above review and none is vetoed or was decided to differ: a chain
 * of links makes nobody one with somebody who is unlike. What was decided to be one is one,
 * whatever the edges say, unless another decision parts them, and keeps the links that it had.
 */
export function partition(
  records: readonly string[],
  edges: readonly Edge[],
  decisions: readonly Decision[],
): string[][] {
  const pairs = new Map<string, Edge['zone'] | boolean>();
  for (const { a, b, zone } of edges) pairs.set(pairOf(a, b), zone);
  for (const { a, b, same } of decisions) pairs.set(pairOf(a, b), same);
  const groups = new Map(records.map((record) => [record, [record]]));
  const said = (one: string, other: string) => pairs.get(pairOf(one, other));
  const join = (a: string, b: string, may: (one: string, other: string) => boolean) => {
    const [left, right] = [groups.get(a), groups.get(b)];
    if (left === undefined || right === undefined || left === right) return;
    if (left.length + right.length > personMax) return;
    const isOpen = left.every((one) => right.every((other) => may(one, other)));
    if (!isOpen) return;
    const joined = [...left, ...right];
    for (const record of joined) groups.set(record, joined);
  };
  for (const { a, b, same } of decisions.toSorted(byPair)) {
    if (same) join(a, b, (one, other) => said(one, other) !== false);
  }
  // What people made one is compared as one: its other links hold, though one part is unlike.
  const decided = new Map(groups);
  const isAlike = (one: string, other: string) => agreeing.has(said(one, other));
  const isOpen = (one: string, other: string) => {
    if (said(one, other) !== undefined) return isAlike(one, other);
    return decided.get(one)!.some((x) => decided.get(other)!.some((y) => isAlike(x, y)));
  };
  for (const { a, b, zone } of edges.toSorted(byWeight)) {
    if (zone === 'link' && said(a, b) !== false) join(a, b, isOpen);
  }
  const order = new Map(records.map((record, at) => [record, at]));
  const inOrder = (x: string, y: string) => order.get(x)! - order.get(y)!;
  return [...new Set(groups.values())]
    .map((group) => group.toSorted(inOrder))
    .toSorted(([x = ''], [y = '']) => inOrder(x, y));
}

/** What does not speak against one person. */
const agreeing = new Set<Edge['zone'] | boolean | undefined>(['link', 'review', true]);

function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function byPair(x: { a: string; b: string }, y: { a: string; b: string }): number {
  return pairOf(x.a, x.b) < pairOf(y.a, y.b) ? -1 : 1;
}

function byWeight(x: Edge, y: Edge): number {
  return y.weight - x.weight || byPair(x, y);
}
