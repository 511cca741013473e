/**
 * Lines as phones, workstations and waiting-room screens show them.
 * https://hl7.org/fhir/R4/encounter.html
 */
import type { PriorityClass, TicketState } from './ticket-states.ts';

/** Where somebody stands in a line, as their phone shows it. Times are ISO 8601. */
export interface Place {
  /** Id of the Appointment. */
  appointment: string;
  /** `expected`: has a number, and is not here yet. */
  state: TicketState | 'expected';
  /** Of the session. */
  number: number;
  /** People before. */
  ahead: number;
  /** Where to go, once called. */
  room: string | null;
  /** Nine times of ten not called before this. */
  soonest: string | null;
  /** Half are called by then. */
  p50: string | null;
  /** Nine of ten are called by then. */
  p90: string | null;
  /** When to set out, where it was told how long the way is. */
  leave: string | null;
  /** As of. */
  at: string;
}

/** Somebody of a line, as the workstation shows it. Times are ISO 8601. */
export interface LineEntry {
  /** Ids; Patient and Encounter are null for who is not here yet. */
  appointment: string;
  patient: string | null;
  encounter: string | null;
  state: TicketState | 'expected';
  number: number;
  class: PriorityClass;
  kind: 'first' | 'return';
  /** Begin of the slot. */
  slot: string;
  /** In this state since. */
  since: string | null;
  room: string | null;
  p50: string | null;
}

/** The line of a session, as the workstation shows it. */
export interface Line {
  schedule: string;
  department: string;
  /** Empty where any doctor of the department calls. */
  doctor: string;
  starts: string;
  ends: string;
  /** Who waits, in the order in which they are called; then who is expected; then all others. */
  entries: LineEntry[];
  at: string;
}

/** One line on the screen of a waiting room. */
export interface ScreenLine {
  doctor: string;
  /** The latest first. */
  called: { number: number; name: string; room: string; at: string }[];
  /** Numbers of the next. */
  next: number[];
  waiting: number;
  passed: number[];
}

/** The screen of a waiting room. */
export interface Screen {
  hospital: string;
  department: string;
  /** Short text by which a phone at this place checks in. */
  code: string;
  lines: ScreenLine[];
  at: string;
}
