/**
 * `Appointment/$book` and `Appointment/$hold`: a number for somebody. China's rules APT-01, APT-02.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { PoolCode } from '#model/scheduling/pools.ts';
import { poolCodes } from '#model/scheduling/pools.ts';
import {
  type FhirResponse,
  type Interaction,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { type Parameter, readParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { hash64 } from '#fhir/store/hash.ts';
import { type Availability, type OpenSession, freeIn } from '../sessions/availability.ts';
import type { Limits, SeatRequest, Taken } from './desk.ts';
import type { Quotas } from '../fairness/quotas.ts';
import type { WaitingRoom } from '../fairness/waiting-room.ts';
import { type SessionRules, isPaidFirst } from '../sessions/sessions.ts';
import { confirm } from './confirm.ts';
import {
  type MayBookFor,
  type Standing,
  bookedFor,
  requireBooking,
  callerOf,
  standingIn,
} from '../who-may.ts';

/** What booking works with. */
export interface BookParts {
  house: Store;
  availability: Availability;
  /** The desk, and what is before it. */
  room: WaitingRoom;
  /** Counts what residents ask for: who asks more is a program. */
  quotas: Quotas;
  mayBookFor: MayBookFor;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** For how long `$hold` keeps a number: as long as a person needs to confirm. */
export const holdMs = 5 * minuteMs;

/** For how long a number that was to be held is kept where it came by a draw. */
export const drawnHoldMs = 15 * minuteMs;

/** What one person may: bookings to come, and not having come within half a year. */
export const usualLimits = { most: 6, misses: 3, days: 180 };

/** The parameters of a request. */
export type Asked = ReadonlyMap<string, Parameter>;

/**
 * `POST Appointment/$book`: 201 with the Appointment, `booked`, or `pending` where it is to be paid
 * first; 200 where the same `key` was used before, or a `ticket` of a draw got it. Takes `slot`,
 * `patient`; `pool`, `key`, `relation`, `referral`, `any-slot` (of the session, where this one is
 * full); or `appointment` that is held or was offered. Throws the outcomes of the desk,
 * `slot-unknown`, `not-real-name`, `pool-closed`, `rate-limited`, `release-hot`, `release-closed`,
 * `ticket-wrong`, `not-drawn`.
 */
export function createBook(parts: BookParts): Interaction {
  return async (request, store) => {
    await countAttempt(parts, store);
    const asked = readParameters(request);
    const held = idIn(asked, 'appointment', 'Appointment');
    if (held !== undefined) return confirm(parts, store, held);
    return (
      (await answerDrawn(parts, store, asked)) ??
      answerTaken(
        parts.house,
        await parts.room.take(await prepareRequest(parts, { store, asked }, 'book')),
      )
    );
  };
}

/** `POST Appointment/$hold`: 201 with an Appointment that is `proposed` for five minutes. */
export function createHold(parts: BookParts): Interaction {
  return async (request, store) => {
    await countAttempt(parts, store);
    const asked = readParameters(request);
    return (
      (await answerDrawn(parts, store, asked)) ??
      answerTaken(
        parts.house,
        await parts.room.take(await prepareRequest(parts, { store, asked }, 'hold')),
      )
    );
  };
}

/** Counts what a resident asks, before anything is read. Throws `rate-limited`. */
export async function countAttempt({ quotas }: Pick<BookParts, 'quotas'>, store: Store) {
  const { role, who, address } = callerOf(store);
  if (role === 'resident') await quotas.takeSlowly(who, address);
}

/** What came of the draw for who shows a ticket. */
async function answerDrawn(
  { room, availability }: BookParts,
  store: Store,
  asked: Asked,
): Promise<FhirResponse | undefined> {
  const ticket = asked.get('ticket')?.['valueString'];
  const patient = idIn(asked, 'patient', 'Patient');
  const session = availability.ofSlot(idIn(asked, 'slot', 'Slot') ?? '');
  if (typeof ticket !== 'string' || patient === undefined || session === undefined) {
    return undefined;
  }
  const drawn = await room.readResult(ticket, { session: session.session, patient });
  return drawn === undefined ? undefined : answerThere(store, drawn);
}

/** The id that a parameter refers to. */
export function idIn(asked: Asked, name: string, type: string): string | undefined {
  const value = asked.get(name)?.['valueReference'] as { reference?: string } | undefined;
  const [found, id] =
    /^([A-Z]\w+)\/([A-Za-z0-9\-.]{1,64})$/.exec(value?.reference ?? '')?.slice(1) ?? [];
  return found === type ? id : undefined;
}

/** Reads a request for a number, and checks what is known without the database. */
export async function prepareRequest(
  parts: BookParts,
  { store, asked }: { store: Store; asked: Asked },
  event: 'book' | 'hold',
): Promise<SeatRequest> {
  const caller = callerOf(store);
  const patientId = idIn(asked, 'patient', 'Patient');
  const slot = idIn(asked, 'slot', 'Slot');
  if (patientId === undefined) throw refuse('parameter-missing', { name: 'patient' });
  if (slot === undefined) throw refuse('parameter-missing', { name: 'slot' });
  const session = parts.availability.ofSlot(slot);
  if (session === undefined) throw refuse('slot-unknown');
  parts.room.refuseEntered(session.session, caller.who, patientId);
  const patient = await bookedFor(store, patientId);
  await requireBooking(parts.mayBookFor, store, patientId);
  const referral = await hasReferral(store, asked, patientId);
  const standing = await standingIn(parts.house, caller, { session, patient, referral });
  const pools = chosenPools(asked, standing);
  const key = keyOf(asked, caller.who);
  const anywhere = asked.get('any-slot')?.['valueBoolean'] === true;
  const now = parts.house.now();
  const { early } = standing;
  // What was asked before may have taken the last number itself.
  if (key === undefined) refuseInVain(session, { slot, pools, anywhere, early, now });
  const prepaid = event === 'book' && standing.mover === 'resident' && isPaidFirst(session.rules);
  const what = prepaid ? 'await-payment' : event;
  return {
    session,
    slot,
    patient: patientId,
    pools,
    anywhere,
    drawn: false,
    event: what,
    until: event === 'hold' ? now + holdMs : keptUntil(what, session.rules, now),
    early,
    limits: standing.mover === 'resident' ? limitsAt(now) : undefined,
    asked: key,
    booker: caller.who,
    relation: textIn(asked, 'relation'),
    trace: store.trace,
  };
}

/** Until when a number is kept that a draw gave at a moment; undefined: for good. */
export function keptUntil(
  event: SeatRequest['event'],
  { payMinutes }: SessionRules,
  now: number,
): number | undefined {
  if (event === 'hold') return now + drawnHoldMs;
  return event === 'await-payment' ? now + payMinutes * minuteMs : undefined;
}

/** What one person may at a moment. */
export const limitsAt = (now: number): Limits => ({
  most: usualLimits.most,
  misses: usualLimits.misses,
  since: now - usualLimits.days * dayMs,
});

/** The pools that are asked for among those that may be; all of these where none is asked for. */
function chosenPools(asked: Asked, { pools }: Standing): PoolCode[] {
  const wanted = asked.get('pool')?.['valueCode'];
  if (wanted === undefined) return pools;
  const code = poolCodes.find((one) => one === wanted);
  if (code === undefined || !pools.includes(code)) {
    throw refuse('pool-closed', { pool: typeof wanted === 'string' ? wanted.slice(0, 32) : '' });
  }
  return [code];
}

/** What is known to be gone is refused without asking the database: a refusal must be cheap. */
function refuseInVain(
  session: OpenSession,
  asked: Pick<SeatRequest, 'slot' | 'pools' | 'anywhere' | 'early'> & { now: number },
): void {
  const { slot, pools, anywhere } = asked;
  if (session.isStopped) throw refuse('session-over');
  if (session.opens > asked.now && !asked.early) throw refuse('not-open-yet');
  const found = session.slots.find(({ id }) => id === slot);
  if (found === undefined) throw refuse('slot-unknown');
  const will = anywhere ? session.slots : [found];
  if (will.every((one) => freeIn(one, pools) === 0)) throw refuse('slot-gone');
}

/** Whether a referral of this patient is shown, open to who books. */
async function hasReferral(store: Store, asked: Asked, patient: string): Promise<boolean> {
  const id = idIn(asked, 'referral', 'ServiceRequest');
  if (id === undefined) return false;
  const { body } = await readExisting(store, 'ServiceRequest', id);
  const { status, subject } = JSON.parse(body) as {
    status?: string;
    subject?: { reference?: string };
  };
  return status === 'active' && subject?.reference === `Patient/${patient}`;
}

/** A text among the parameters, as far as it is kept. */
export const textIn = (asked: Asked, name: string): string | undefined => {
  const value = asked.get(name)?.['valueString'];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 64) : undefined;
};

function keyOf(asked: Asked, who: string): string | undefined {
  const key = textIn(asked, 'key');
  return key === undefined ? undefined : hash64(`booking ${who} ${key}`);
}

/** 201 with what was taken, or 200 with what the same key took before, as it stands now. */
export async function answerTaken(
  house: Store,
  { appointment, body, version, updated }: Taken,
): Promise<FhirResponse> {
  if (body !== undefined) {
    const location = `Appointment/${appointment}/_history/${version}`;
    return { status: 201, body, version, updated, location, written: true };
  }
  // By the house: who asks is who booked it for this patient, and read it in the first answer.
  return answerThere(house, appointment);
}

/** 200 with an Appointment that is there already. */
async function answerThere(store: Store, appointment: string): Promise<FhirResponse> {
  const row = await readExisting(store, 'Appointment', appointment);
  return {
    status: 200,
    body: row.body,
    version: row.version,
    updated: row.updated,
    looked: lookedAt([row]),
  };
}
