/**
 * Who is called in which order, those with them who are not here yet; and how phones, workstations
 * and screens see it. Pure.
 * https://hl7.org/fhir/R4/encounter.html
 */
import { type Turn, callingOrder, rankOf } from '#model/queue/line-order.ts';
import type { Line, LineEntry, Place, ScreenLine } from '#model/queue/place.ts';
import type { Foretold } from '#model/queue/predict.ts';
import { type Expected, type LineState, type Ticket, waitingIn } from '../tickets.ts';

/** When those of a line are called, by the id of the Appointment. */
export type Forecast = ReadonlyMap<string, Foretold>;

/** Somebody who will be called. */
export interface Awaited extends Turn {
  appointment: string;
  /** Undefined for who is not here yet. */
  ticket: Ticket | undefined;
  /** Begin of the slot. */
  slot: number;
}

/** Everybody who will be called, in the order in which that is to be expected. */
export function lineup(line: LineState): Awaited[] {
  const here = line.tickets
    .filter(({ state }) => state === 'waiting')
    .map((ticket) => ({ ...turnOf(ticket), ticket, slot: ticket.slot }));
  const coming = line.expected.map((one) => ({
    appointment: one.appointment,
    class: 'usual' as const,
    kind: 'first' as const,
    rank: rankOf({ starts: one.slot, ends: one.ends, came: one.slot, n: one.n }),
    ticket: undefined,
    slot: one.slot,
  }));
  return callingOrder([...here, ...coming], line.firstsSince);
}

const turnOf = ({ appointment, class: priority, kind, rank }: Ticket) => ({
  appointment,
  class: priority,
  kind,
  rank,
});

const iso = (at: number) => new Date(at).toISOString();
const minuteMs = 60_000;
/** Times that are only likely are told in whole minutes. */
const roughly = (at: number | undefined) =>
  at === undefined ? null : iso(Math.round(at / minuteMs) * minuteMs);

/** From the door of the hospital to the waiting room, in milliseconds. */
export const arrivalMs = 10 * minuteMs;

/** When somebody sets out whose way takes so many minutes. */
export function leaveAt(
  { slot, travel }: Expected,
  called: Foretold | undefined,
): number | undefined {
  if (travel === undefined) return undefined;
  // Whoever comes after the slot has ended loses their turn; nobody is called before it begins.
  const wanted = Math.max(slot, called?.soonest ?? slot);
  return wanted - travel * minuteMs - arrivalMs;
}

/**
 * Where each of a line stands, by the id of the Appointment; undefined for who has no number of it
 * now.
 */
export function placesOf(
  line: LineState,
  forecast: Forecast,
  now: number,
): (appointment: string) => Place | undefined {
  const order = lineup(line);
  const turns = new Map(order.map(({ appointment }, at) => [appointment, at]));
  return (appointment) => {
    const ticket = line.tickets.find((one) => one.appointment === appointment);
    const expected = line.expected.find((one) => one.appointment === appointment);
    const found = ticket ?? expected;
    if (found === undefined) return undefined;
    const before = order.slice(0, turns.get(appointment) ?? 0);
    // To who is here, those count who are here: nobody else can be seen before them.
    const counted = before.filter((one) => expected !== undefined || one.ticket !== undefined);
    const called = forecast.get(appointment);
    const isIn = ticket?.state === 'called' || ticket?.state === 'serving';
    return {
      appointment,
      state: ticket?.state ?? 'expected',
      number: found.n,
      ahead: counted.length,
      room: isIn ? (ticket.room ?? null) : null,
      soonest: roughly(called?.soonest),
      p50: roughly(called?.p50),
      p90: roughly(called?.p90),
      leave: roughly(expected === undefined ? undefined : leaveAt(expected, called)),
      at: iso(now),
    };
  };
}

/** The line as the workstation shows it. */
export function lineOf(line: LineState, forecast: Forecast, now: number): Line {
  const { rules, schedule, starts, ends } = line.session;
  const waiting = waitingIn(line);
  const others = line.tickets
    .filter(({ state }) => state !== 'waiting')
    .toSorted((a, b) => b.since - a.since);
  const inRooms = others.filter(({ state }) => state === 'called' || state === 'serving');
  const rest = others.filter((one) => !inRooms.includes(one));
  return {
    schedule,
    department: rules.department.display,
    doctor: rules.role?.display ?? '',
    starts: iso(starts),
    ends: iso(ends),
    entries: [
      ...inRooms.map((ticket) => entryOf(ticket, forecast)),
      ...waiting.map((ticket) => entryOf(ticket, forecast)),
      ...line.expected.map((one) => expectedEntry(one, forecast)),
      ...rest.map((ticket) => entryOf(ticket, forecast)),
    ],
    at: iso(now),
  };
}

function entryOf(ticket: Ticket, forecast: Forecast): LineEntry {
  return {
    appointment: ticket.appointment,
    patient: ticket.patient,
    encounter: ticket.encounter,
    state: ticket.state,
    number: ticket.n,
    class: ticket.class,
    kind: ticket.kind,
    slot: iso(ticket.slot),
    since: iso(ticket.since),
    room: ticket.room ?? null,
    p50: roughly(forecast.get(ticket.appointment)?.p50),
  };
}

function expectedEntry(one: Expected, forecast: Forecast): LineEntry {
  return {
    appointment: one.appointment,
    patient: null,
    encounter: null,
    state: 'expected',
    number: one.n,
    class: 'usual',
    kind: 'first',
    slot: iso(one.slot),
    since: null,
    room: null,
    p50: roughly(forecast.get(one.appointment)?.p50),
  };
}

const shownCalls = 4;
const shownNext = 6;

/** A line on the screen. @param names by the id of the Patient, masked. */
export function screenLineOf(line: LineState, names: ReadonlyMap<string, string>): ScreenLine {
  const called = calledIn(line);
  const waiting = waitingIn(line);
  return {
    doctor: line.session.rules.role?.display ?? '',
    called: called.slice(0, shownCalls).map(({ n, patient, room, since }) => ({
      number: n,
      name: names.get(patient) ?? '',
      room: room ?? '',
      at: iso(since),
    })),
    next: waiting.slice(0, shownNext).map(({ n }) => n),
    waiting: waiting.length,
    passed: line.tickets.filter(({ state }) => state === 'passed').map(({ n }) => n),
  };
}

/** Whoever is called and not yet seen, the latest first. */
export function calledIn({ tickets }: LineState): Ticket[] {
  return tickets
    .filter(({ state }) => state === 'called' || state === 'serving')
    .toSorted((a, b) => b.since - a.since);
}
