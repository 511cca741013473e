/**
 * The life of a ticket in a line: from which state, by what event, by whom, to which. A ticket is
 * an Appointment whose patient came.
 * https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.status
 */
import type { Mover } from '../scheduling/appointment-states.ts';

/** What a ticket can be. */
export type TicketState = 'waiting' | 'called' | 'serving' | 'away' | 'passed' | 'done' | 'left';

/** What happens to it: 签到 叫号 重呼 过号 就诊 送检 回诊 重排 结束 离开. */
export type TicketEvent =
  | 'check-in'
  | 'call'
  | 'recall'
  | 'pass'
  | 'start'
  | 'send'
  | 'return'
  | 'rejoin'
  | 'finish'
  | 'leave';

/** One row of the table. `undefined` is: there is none yet. */
interface TicketTransition {
  from: readonly (TicketState | undefined)[];
  event: TicketEvent;
  who: readonly Mover[];
  to: TicketState;
}

const people = ['resident', 'desk'] as const;
const desk = ['desk'] as const;
const staff = ['desk', 'house'] as const;

/** Everything that can happen. What is not here cannot. */
export const ticketTransitions: readonly TicketTransition[] = [
  { from: [undefined], event: 'check-in', who: people, to: 'waiting' },
  { from: ['waiting', 'passed'], event: 'call', who: desk, to: 'called' },
  { from: ['called'], event: 'recall', who: desk, to: 'called' },
  { from: ['called'], event: 'pass', who: desk, to: 'passed' },
  { from: ['called'], event: 'start', who: desk, to: 'serving' },
  { from: ['called', 'serving'], event: 'send', who: desk, to: 'away' },
  { from: ['away'], event: 'return', who: people, to: 'waiting' },
  { from: ['passed'], event: 'rejoin', who: people, to: 'waiting' },
  { from: ['called', 'serving'], event: 'finish', who: staff, to: 'done' },
  { from: ['waiting', 'away', 'passed'], event: 'leave', who: [...people, 'house'], to: 'left' },
];

/** The state that follows; undefined where that cannot happen, or not by this one. */
export function nextTicketState(
  from: TicketState | undefined,
  event: TicketEvent,
  who: Mover,
): TicketState | undefined {
  return ticketTransitions.find(
    (one) => one.from.includes(from) && one.event === event && one.who.includes(who),
  )?.to;
}

/** Numbers that stand for the states in the database. */
export const ticketStateNumbers: Readonly<Record<TicketState, number>> = {
  waiting: 1,
  called: 2,
  serving: 3,
  away: 4,
  passed: 5,
  done: 6,
  left: 7,
};

/** Numbers that stand for the events in the database. */
export const ticketEventNumbers: Readonly<Record<TicketEvent, number>> = {
  'check-in': 1,
  call: 2,
  recall: 3,
  pass: 4,
  start: 5,
  send: 6,
  return: 7,
  rejoin: 8,
  finish: 9,
  leave: 10,
};

/** The state of a number. Throws a RangeError for one that stands for none. */
export function ticketStateOf(number: number): TicketState {
  const found = Object.entries(ticketStateNumbers).find(([, one]) => one === number)?.[0];
  if (found === undefined) throw new RangeError(`no state ${number}`);
  return found as TicketState;
}

/** Who goes before whom: emergencies, who has priority by law or age, everybody else. */
export const priorityClasses = { emergency: 1, priority: 2, usual: 3 } as const;

/** The name of a class. */
export type PriorityClass = keyof typeof priorityClasses;

/** Every class, the first first. */
export const classCodes = Object.keys(priorityClasses) as PriorityClass[];
