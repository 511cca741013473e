/**
 * In which order the patients of a line are called: emergencies, then first visits and returns
 * after tests in turn, each by class, slot and number. Pure.
 * https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.priority
 */
import { type PriorityClass, priorityClasses } from './ticket-states.ts';

/** What decides about somebody's turn. */
export interface Turn {
  class: PriorityClass;
  /** A first visit of the session, or a return after tests (回诊). */
  kind: 'first' | 'return';
  /** See `rankOf`, `rankBehind`. */
  rank: number;
}

/** Numbers of one session, and a place between each two of them. */
const perSecond = 10_000;

/**
 * The rank of a patient who came: by slot and number; who comes after their slot has ended takes
 * the place of the moment at which they came.
 * @param given milliseconds since 1970; `n` is below 5,000.
 */
export function rankOf(given: { starts: number; ends: number; came: number; n: number }): number {
  const at = given.came > given.ends ? given.came : given.starts;
  return Math.floor(at / 1000) * perSecond + given.n * 2;
}

/** The rank of who comes back after tests (回诊): first come, first called. */
export function rankOfReturn(given: { now: number; n: number }): number {
  return Math.floor(given.now / 1000) * perSecond + given.n * 2;
}

/** Behind so many who are before them comes back who was called and was not there (过号). */
export const behind = 3;

/**
 * Rank and class of who comes back after having been passed: behind the next three.
 * @param order those who wait, in their order.
 */
export function rankBehind(order: readonly Turn[], own: Turn): Pick<Turn, 'rank' | 'class'> {
  const before = order.filter((one) => one.kind === own.kind && one.class !== 'emergency');
  const last = before.slice(0, behind).at(-1);
  if (last === undefined) return own;
  const isLater = priorityClasses[last.class] > priorityClasses[own.class];
  return { rank: last.rank + 1, class: isLater ? last.class : own.class };
}

/**
 * The order in which those who wait are called.
 * @param firstsSince how many first visits were called since the last return: after one of these
 * it is a return's turn.
 */
export function callingOrder<T extends Turn>(waiting: readonly T[], firstsSince: number): T[] {
  const sorted = waiting.toSorted(
    (a, b) => priorityClasses[a.class] - priorityClasses[b.class] || a.rank - b.rank,
  );
  const isUrgent = (turn: Turn) => turn.class === 'emergency';
  const rest = sorted.filter((turn) => !isUrgent(turn));
  const firsts = rest.filter(({ kind }) => kind === 'first');
  const returns = rest.filter(({ kind }) => kind === 'return');
  const order = sorted.filter(isUrgent);
  let since = firstsSince;
  while (firsts.length + returns.length > 0) {
    const takesReturn = returns.length > 0 && (since >= 1 || firsts.length === 0);
    order.push(takesReturn ? returns.shift()! : firsts.shift()!);
    since = takesReturn ? 0 : since + 1;
  }
  return order;
}
