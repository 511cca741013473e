/**
 * `Schedule/:id/$open`: makes the numbers of days; `$stop`, `$substitute`, `$add` change a session
 * that is open. China's rule APT-01; and multi-site practice: a doctor's numbers are given where
 * the doctor is registered.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import { poolCodes } from '#model/scheduling/pools.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { transact } from '#fhir/handling/transact.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { answerParameters, readParameters, textOf } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Availability, OpenSession } from './availability.ts';
import { type Asked, idIn } from '../bookings/book.ts';
import { openSessions } from './open-sessions.ts';
import { dayWritten, sessionsOn } from './sessions.ts';
import { addSeats, stopSession, substitute } from './stop.ts';
import { type Named, type Template, readTemplate } from './template.ts';
import type { Payments } from '../bookings/pay.ts';
import { rebook } from '../bookings/rebook.ts';
import { callerOf } from '../who-may.ts';
import { anew } from '#fhir/transaction/collide.ts';

/** What opening works with. */
export interface OpenParts {
  house: Store;
  availability: Availability;
  offset: ZoneOffset;
  payments: Payments;
}

const mostDays = 60;
/** Days from now on; more is a typing error. */
const mostAhead = 400;
const dayMs = 86_400_000;

/**
 * `POST Schedule/:id/$open` with `from` and `to` (dates): 200 with how many sessions were opened;
 * what is open already stays. Throws `schedule-incomplete`, `slot-too-long`, `days-wrong`,
 * `not-practising`, `other-institution`.
 */
export function createOpen({ house, availability, offset }: OpenParts): Interaction {
  return async (request, store) => {
    const template = await ownTemplate(house, store, request.id!);
    const asked = readParameters(request);
    const [from, to] = ['from', 'to'].map((name) => dayWritten(asked.get(name)?.['valueDate']));
    const now = house.now();
    const last = now / dayMs + mostAhead;
    if (from === undefined || to === undefined || to < from || to - from >= mostDays || to > last) {
      throw refuse('days-wrong');
    }
    const hospital = await hospitalOf(house, template);
    const days = Array.from({ length: to - from + 1 }, (_, at) => from + at);
    const sessions = days
      .flatMap((day) => sessionsOn(template, day, { hospital, offset }))
      .filter(({ ends }) => ends > now);
    const opened = await openSessions({ ...house, trace: store.trace }, sessions);
    await availability.refresh();
    return answerParameters([{ name: 'opened', valueInteger: opened }]);
  };
}

/** The Schedule, which is of the caller's own institution. */
async function ownTemplate(house: Store, store: Store, id: string): Promise<Template> {
  const template = readTemplate(
    JSON.parse((await readExisting(store, 'Schedule', id)).body) as Resource,
  );
  await refuseForeign(store, await hospitalOf(house, template));
  if (!template.active) throw refuse('schedule-incomplete', { element: 'Schedule.active' });
  return template;
}

async function refuseForeign(store: Store, hospital: Named): Promise<void> {
  const { role, organization } = callerOf(store);
  const own = hospital.reference === `Organization/${organization}`;
  if (!own && role !== 'platform' && role !== 'system-administrator') {
    throw refuse('other-institution', { type: 'Schedule' });
  }
}

/**
 * The hospital of a Schedule: whose the department is. A doctor's role must be there, too, and
 * active (multi-site practice).
 */
export async function hospitalOf(
  house: Store,
  { department, role }: Pick<Template, 'department' | 'role'>,
): Promise<Named> {
  const service = await readAs<{ providedBy?: Partial<Named> }>(house, department.reference);
  const { reference } = service.providedBy ?? {};
  if (reference === undefined) throw refuse('schedule-incomplete', { element: 'providedBy' });
  if (role !== undefined) {
    const post = await readAs<{ organization?: Partial<Named>; active?: boolean }>(
      house,
      role.reference,
    );
    if (post.organization?.reference !== reference || post.active === false) {
      throw refuse('not-practising', { role: role.reference });
    }
  }
  const { name = '' } = await readAs<{ name?: string }>(house, reference);
  return { reference, display: name };
}

async function readAs<Shape>(house: Store, reference: string): Promise<Shape> {
  const [type = '', id = ''] = reference.split('/');
  return JSON.parse((await readExisting(house, type, id)).body) as Shape;
}

/** The session that a `slot` parameter names, of the caller's own institution. */
async function ownSession(
  { availability }: OpenParts,
  store: Store,
  { id, asked }: { id: string; asked: Asked },
): Promise<OpenSession> {
  const slot = idIn(asked, 'slot', 'Slot');
  if (slot === undefined) throw refuse('parameter-missing', { name: 'slot' });
  const session = availability.ofSlot(slot);
  if (session?.schedule !== id) throw refuse('slot-unknown');
  await refuseForeign(store, session.rules.hospital);
  return session;
}

/**
 * `POST Schedule/:id/$stop` with `slot`: the whole session of that slot is stopped (停诊); who had
 * a number has another one kept. 200 with how many were cancelled, and for how many one is kept.
 * Throws `session-over`, `slot-unknown`, `other-institution`.
 */
export function createStop(parts: OpenParts): Interaction {
  return async (request, store) => {
    const asked = readParameters(request);
    const session = await ownSession(parts, store, { id: request.id!, asked });
    const { cancelled, kept } = await anew(() =>
      transact({ ...parts.house, trace: store.trace }, async (bound, apply) => {
        const made = await stopSession(bound, session);
        await parts.payments.giveBack(bound.sql, 'stopped', made);
        const { offset } = parts;
        const { offers, notices } = await rebook(bound, { place: session, writes: made, offset });
        await apply([...made, ...offers, ...notices]);
        return { cancelled: made.length, kept: offers.length };
      }),
    );
    await parts.availability.refresh();
    return answerParameters([
      { name: 'cancelled', valueInteger: cancelled },
      { name: 'kept', valueInteger: kept },
    ]);
  };
}

/** `POST Schedule/:id/$substitute` with `slot` and `role`: another doctor sees them (替诊). */
export function createSubstitute(parts: OpenParts): Interaction {
  return async (request, store) => {
    const asked = readParameters(request);
    const session = await ownSession(parts, store, { id: request.id!, asked });
    const role = idIn(asked, 'role', 'PractitionerRole');
    if (role === undefined) throw refuse('parameter-missing', { name: 'role' });
    const reference = `PractitionerRole/${role}`;
    const { department } = session.rules;
    await hospitalOf(parts.house, { department, role: { reference, display: '' } });
    const { practitioner } = await readAs<{ practitioner?: Partial<Named> }>(
      parts.house,
      reference,
    );
    const named = { reference, display: practitioner?.display ?? '' };
    const moved = await transact({ ...parts.house, trace: store.trace }, async (bound, apply) => {
      const writes = await substitute(bound, session, named);
      await apply(writes);
      return writes.length;
    });
    await parts.availability.refresh();
    return answerParameters([{ name: 'moved', valueInteger: moved }]);
  };
}

const mostAdded = 50;

/** `POST Schedule/:id/$add` with `slot`, `pool`, `count`: numbers are added (加号). */
export function createAdd(parts: OpenParts): Interaction {
  return async (request, store) => {
    const asked = readParameters(request);
    const session = await ownSession(parts, store, { id: request.id!, asked });
    const slot = idIn(asked, 'slot', 'Slot')!;
    const code = textOf(asked, 'pool');
    const pool = poolCodes.find((one) => one === code);
    if (pool === undefined) throw refuse('parameter-missing', { name: 'pool' });
    const count = asked.get('count')?.['valueInteger'];
    if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > mostAdded) {
      throw refuse('parameter-missing', { name: 'count' });
    }
    await transact({ ...parts.house, trace: store.trace }, async (bound) => {
      await addSeats(bound, session, { slot, pool, count: Number(count) });
    });
    await parts.availability.refresh();
    return answerParameters([{ name: 'added', valueInteger: count }]);
  };
}
