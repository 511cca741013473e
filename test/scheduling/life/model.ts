/**
 * The plain model of a life: what people asked for and what they were told, and nothing of how the
 * house does it. What the house holds must be explained by that, and by the time.
 * https://fast-check.dev/docs/advanced/model-based-testing/
 */
import type { Town } from './town.ts';

/** What can be asked of the house. */
export type Wish =
  | 'book'
  | 'hold'
  | 'wait'
  | 'confirm'
  | 'cancel'
  | 'reschedule'
  | 'begin-payment'
  | 'check-in'
  | 'stop'
  | 'add'
  | 'substitute'
  /** Nobody's: a notice told somebody what is kept for them. */
  | 'offer';

/** A request, as a person remembers it. */
export interface Asked {
  wish: Wish;
  by: string;
  path: string;
  parameter: object[];
  /** Id of the Patient, of a new booking. */
  patient?: string;
  /** Id of the Slot. */
  slot?: string;
  /** Id of the Appointment that was to change. */
  about?: string;
  key?: string;
  /** The clock when it was asked. */
  at: number;
  /** What was answered; undefined: nobody knows what became of it. */
  status: number | undefined;
  /** The text of the answer. */
  text: string;
  /** Id and status of the Appointment that was answered. */
  appointment?: { id: string; status: string };
}

/** The model. */
export interface Model {
  town: Town;
  asked: Asked[];
  /** Ids of Appointments that people know of, in the order in which they heard of them. */
  known: string[];
  /** What the house held when it was looked at last. */
  held: readonly Held[];
  /** How often each thing happened. */
  counts: Map<string, number>;
}

/** Nothing has happened yet. */
export function newModel(town: Town): Model {
  return { town, asked: [], known: [], held: [], counts: new Map() };
}

/** Counts what happened, for the proof that a life was one. */
export function count({ counts }: Pick<Model, 'counts'>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Whether nobody knows what became of it: no answer, or that something broke. */
export const isLost = ({ status }: Asked): boolean => status === undefined || status >= 500;

/** Whether it was done, or may have been. */
const mayBeDone = (asked: Asked): boolean => isLost(asked) || isDone(asked);

/** Whether it was done, and somebody was told so. */
export const isDone = ({ status }: Asked): boolean => status !== undefined && status < 300;

/** A booking as the house holds it, in its table and as an Appointment. */
export interface Held {
  id: string;
  patient: string;
  schedule: string;
  session: string;
  department: string;
  /** Id of the one in whose place it is. */
  replaces: string | undefined;
  /** Who booked it, as a reference. */
  booker: string;
  /** 0: none. */
  number: number;
  slot: string | undefined;
  status: string;
  /** Why it ended. */
  reason: string | undefined;
  /** Until when it was kept, by its Appointment. */
  keptUntil: number | undefined;
  /** When its slot begins and its session ends. */
  starts: number;
  sessionEnds: number;
}

const opening: ReadonlySet<Wish> = new Set(['book', 'hold', 'wait', 'reschedule']);

/** What is wrong with what the house holds, by what was asked and answered: sentences. */
export function complaints(model: Model, held: readonly Held[], now: number): string[] {
  const byId = new Map(held.map((one) => [one.id, one]));
  return [
    ...model.asked.flatMap((asked) => brokenPromise(asked, byId)),
    ...held.flatMap((one) => unexplained(model, one, now)),
    ...uninvited(model, held),
    ...held.flatMap((one) => wrongOffer(model, one, byId)),
    ...offeredTwice(held),
    ...doubled(model),
    ...twice(held),
  ];
}

/** What was acknowledged, and is not so. */
function brokenPromise(asked: Asked, byId: ReadonlyMap<string, Held>): string[] {
  const { appointment, wish, patient, slot } = asked;
  if (!isDone(asked) || appointment === undefined) return [];
  const one = byId.get(appointment.id);
  const what = `${wish} of ${appointment.id}`;
  if (one === undefined) return [`${what} was acknowledged and is gone`];
  if (wish === 'cancel' && one.status !== 'cancelled') return [`${what} was undone: ${one.status}`];
  if (wish === 'check-in' && one.status !== 'checked-in') {
    return [`${what} was undone: ${one.status}`];
  }
  const early = new Set(['proposed', 'waitlist']);
  if ((wish === 'confirm' || wish === 'book') && early.has(one.status)) {
    // By the same key the same is answered, whatever became of it.
    if (!early.has(appointment.status)) return [`${what} was undone: ${one.status}`];
  }
  if (patient !== undefined && one.patient !== patient) {
    return [`${what} answered with the number of somebody else`];
  }
  if (slot !== undefined && wish !== 'wait' && one.slot !== slot) {
    return [`${what} answered with another slot`];
  }
  return [];
}

/** A state that neither people nor the time brought about. */
function unexplained(model: Model, one: Held, now: number): string[] {
  const about = (wish: Wish) =>
    model.asked.some((asked) => asked.wish === wish && asked.about === one.id && mayBeDone(asked));
  const complaint = (why: string) => [`${one.id} is ${one.status} (${one.reason ?? '-'}): ${why}`];
  if (one.status === 'noshow') {
    return one.sessionEnds <= now ? [] : complaint('its clinic is not over');
  }
  if (one.status === 'checked-in') return about('check-in') ? [] : complaint('nobody came');
  if (one.status !== 'cancelled') return [];
  switch (one.reason) {
    case 'resident':
    case 'desk':
      return about('cancel') ? [] : complaint('nobody cancelled it');
    case 'rescheduled':
      return about('reschedule') ? [] : complaint('nobody changed it');
    case 'stopped':
      return model.asked.some(
        (asked) => asked.wish === 'stop' && asked.about === one.session && mayBeDone(asked),
      )
        ? []
        : complaint('nobody stopped its clinic');
    case 'lapsed':
      return one.keptUntil !== undefined && one.keptUntil <= now
        ? []
        : complaint('it was kept for longer');
    case 'no-seat':
      return one.starts <= now ? [] : complaint('its clinic has not begun');
    default:
      return complaint('it says no reason');
  }
}

/** Bookings that nobody asked for: more than there were requests whose answer was lost. */
function uninvited(model: Model, held: readonly Held[]): string[] {
  const opened = model.asked.filter(({ wish }) => opening.has(wish));
  const told = new Set(opened.flatMap(({ appointment }) => appointment?.id ?? []));
  const lost = opened.filter(isLost);
  const byId = new Map(held.map((one) => [one.id, one]));
  return held
    .filter((one) => !told.has(one.id) && stoppedFor(one, byId) === undefined)
    .flatMap((one) => {
      const at = lost.findIndex(
        ({ patient, slot, wish }) =>
          patient === one.patient &&
          (wish === 'wait' ? one.session === sessionOf(slot) : slot === one.slot),
      );
      if (at < 0) return [`${one.id} of ${one.patient} was asked for by nobody`];
      lost.splice(at, 1);
      return [];
    });
}

/** The booking whose clinic was stopped, and in whose place this one is. */
export function stoppedFor({ replaces }: Held, byId: ReadonlyMap<string, Held>): Held | undefined {
  const old = replaces === undefined ? undefined : byId.get(replaces);
  return old?.reason === 'stopped' ? old : undefined;
}

const [hourMs, weekMs] = [3_600_000, 7 * 86_400_000];

/** What is kept in the place of a number, and is not as good as it for the same person. */
function wrongOffer({ town }: Model, one: Held, byId: ReadonlyMap<string, Held>): string[] {
  const old = stoppedFor(one, byId);
  if (old === undefined) return [];
  const wrong = (why: string) => `${one.id} in the place of ${old.id}: ${why}`;
  const fee = ({ schedule }: Held) => town.fees[schedule] ?? 0;
  return [
    ...(old.number > 0 ? [] : [wrong('that had no number')]),
    ...(one.patient === old.patient && one.booker === old.booker ? [] : [wrong('of another')]),
    ...(one.department === old.department ? [] : [wrong('of another department')]),
    ...(fee(one) <= fee(old) ? [] : [wrong('it costs more')]),
    ...(one.starts < old.sessionEnds + weekMs ? [] : [wrong('it is too late')]),
    ...(one.status !== 'proposed' || one.keptUntil! <= one.starts - 2 * hourMs
      ? []
      : [wrong('it is kept for too long')]),
  ];
}

/** Numbers in whose place two are kept. */
function offeredTwice(held: readonly Held[]): string[] {
  const replacing = held.filter(({ replaces }) => replaces !== undefined);
  return [...Map.groupBy(replacing, ({ replaces }) => replaces)]
    .filter(([, all]) => all.length > 1)
    .map(([old, all]) => `in the place of ${old} are ${all.map(({ id }) => id).join(', ')}`);
}

/** People read what is kept for them, and know of it from then on. */
export function hear(model: Model, held: readonly Held[], at: number): void {
  const byId = new Map(held.map((one) => [one.id, one]));
  for (const { id, patient, replaces } of held) {
    if (model.known.includes(id) || stoppedFor(byId.get(id)!, byId) === undefined) continue;
    model.known.push(id);
    model.asked.push({
      wish: 'offer',
      by: 'house',
      path: '',
      parameter: [],
      patient,
      about: replaces!,
      at,
      status: 200,
      text: '',
      appointment: { id, status: 'proposed' },
    });
    count(model, 'kept');
  }
}

/** One wish under one key that came to two Appointments. */
function doubled({ asked }: Model): string[] {
  const keyed = asked.filter((one) => one.key !== undefined && isDone(one));
  const byKey = Map.groupBy(keyed, (one) => [one.by, one.key, one.patient, one.slot].join(' '));
  return [...byKey].flatMap(([key, all]) => {
    const ids = new Set(all.map(({ appointment }) => appointment?.id));
    return ids.size > 1 ? [`the key ${key} came to ${[...ids].join(', ')}`] : [];
  });
}

/** The session of a slot. */
export function sessionOf(slot: string | undefined): string {
  return slot?.replace(/-\d+$/, '') ?? '';
}

const living: ReadonlySet<string> = new Set(['proposed', 'pending', 'booked', 'checked-in']);

/** Numbers that two have, and people with two numbers. */
function twice(held: readonly Held[]): string[] {
  const seated = held.filter((one) => living.has(one.status) || one.status === 'noshow');
  const byNumber = Map.groupBy(seated, ({ session, number }) => `${session} ${number}`);
  return [...byNumber]
    .filter(([, all]) => all.length > 1)
    .map(([number, all]) => `number ${number} was sold to ${all.map(({ id }) => id).join(', ')}`);
}
