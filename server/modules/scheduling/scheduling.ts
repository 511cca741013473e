/**
 * Puts the module together: what is free, the desk, the operations, and what happens by itself.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { RequireScope } from '#fhir/operations/scoped.ts';
import type { Resource } from '#model/fhir.ts';
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Route } from '#fhir/router.ts';
import { createZoneOffset } from '#fhir/search/values/time-zone.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { Write } from '#fhir/store/write.ts';
import { isBooked } from './bookings/appointment.ts';
import { type Availability, createAvailability } from './sessions/availability.ts';
import { createDesk } from './bookings/desk.ts';
import { type Payments, noPayments } from './bookings/pay.ts';
import { type Queue, createQueue } from './queue/queue.ts';
import { noteHasty } from './fairness/enter-draw.ts';
import { type QuotaEvent, createQuotas, usualQuotas } from './fairness/quotas.ts';
import { type RoomEvent, type WaitingRules, createWaitingRoom } from './fairness/waiting-room.ts';
import { schedulingRoutes } from './routes.ts';
import { type Following, checkKeptSlots } from './hospital/follow-slots.ts';
import { isKeptList } from './hospital/lists.ts';
import { type Outbox, openOutbox } from './hospital/outbox.ts';
import { keepOpen } from './sessions/keep-open.ts';
import { forgetOver } from './sessions/slot-status.ts';
import { createTellStatus } from './sessions/tell-status.ts';
import { longestSlot } from './sessions/template.ts';
import type { MayBookFor } from './who-may.ts';
import { tick } from './tick.ts';

/** What the module is made of. */
export interface SchedulingParts {
  /** The store without a caller. */
  house: Store;
  timeZone: string;
  requireScope: RequireScope;
  /** Whether a caller to whom a Patient is open may book for that Patient, too. */
  mayBookFor: MayBookFor;
  /** Who moves money; nobody by default. */
  payments?: Payments | undefined;
  /** Is told of what went wrong in the background. */
  report: (error: unknown) => void;
  /** What keeps releases fair. */
  fairness?: Fairness | undefined;
  /** Where hospitals' own systems may be told, as `https://his.example`; nowhere by default. */
  hisOrigins?: ReadonlySet<string> | undefined;
}

/** What keeps releases fair, and who counts it. */
export interface Fairness {
  /** When a session is drawn for; by default everything goes by arrival. */
  waiting?: WaitingRules | undefined;
  /** Bookings an address may ask for in a minute beyond the few that each person has. */
  perAddress?: number | undefined;
  /** For how long the answer to who is shut out for asking too often waits; 0: not at all. */
  holdMs?: number | undefined;
  /** For figures; never says who. */
  counted?: ((what: FairnessEvent) => void) | undefined;
}

/** What figures are kept of. */
export type FairnessEvent = QuotaEvent | RoomEvent;

/** The module. */
export interface Scheduling {
  routes: Route[];
  availability: Availability;
  queue: Queue;
  /** What hospitals' own systems are yet to be told. */
  outbox: Outbox;
  /** Throws where Slots that a hospital keeps are written past their numbers. */
  checkSlots: (given: { sql: Sql; writes: readonly Write[] }) => Promise<void>;
  /** Opens the numbers of the coming days; to be called every hour. */
  keepOpen(): Promise<number>;
  /** Does what is due; to be called every second. @returns how many bookings moved. */
  tick(): Promise<number>;
}

const minuteMs = 60_000;

/**
 * A number that was given back is free again some time later, and nobody can tell when: who asks
 * three times a second gains nothing. Who waits for it has it before.
 */
export const returnWindow = { least: 5 * minuteMs, most: 15 * minuteMs };

/** No session is ever hot. */
const byArrival: WaitingRules = { hot: Number.POSITIVE_INFINITY, windowMs: 15_000, settleMs: 0 };

/** The module on a store. */
export function createScheduling(parts: SchedulingParts): Scheduling {
  const { house } = parts;
  const availability = createAvailability(house.sql, house.now);
  const freeAt = (now: number): number => {
    const [high = 0, low = 0] = house.randomBytes(2);
    const share = ((high << 8) | low) / 65_536;
    return now + returnWindow.least + Math.floor(share * (returnWindow.most - returnWindow.least));
  };
  const opening = {
    house,
    availability,
    payments: parts.payments ?? noPayments,
    offset: createZoneOffset(parts.timeZone),
  };
  const { requireScope, mayBookFor, hisOrigins = new Set() } = parts;
  const following: Following = new WeakSet();
  const { now } = house;
  const { payments } = opening;
  const queue = createQueue({ house, payments, mayBookFor, report: parts.report });
  const {
    waiting = byArrival,
    perAddress,
    holdMs = 0,
    counted = () => undefined,
  } = parts.fairness ?? {};
  const rules = { ...usualQuotas, address: perAddress ?? usualQuotas.address };
  const desk = createDesk(house);
  const tellStatus = createTellStatus(house, availability);
  const room = createWaitingRoom({ house, availability, desk, rules: waiting, counted });
  const hasty = (who: string) => void noteHasty(house, who).catch(parts.report);
  return {
    availability,
    queue,
    routes: schedulingRoutes({
      ...opening,
      room,
      quotas: createQuotas({ now, rules, holdMs, counted, hasty }),
      freeAt,
      requireScope,
      mayBookFor,
      queue,
      hisOrigins,
      following,
    }),
    outbox: openOutbox(house),
    checkSlots: (given) => checkKeptSlots(house, following, given),
    keepOpen: async () => {
      await forgetOver(house.sql, now());
      return keepOpen(opening);
    },
    tick: async () => {
      const drawn = await room.tick();
      const moved = drawn + (await tick({ house, freeAt }));
      await availability.refresh();
      await tellStatus();
      return moved;
    },
  };
}

/**
 * What others may not write: bookings, which move by operations alone, what is kept of a hospital's
 * lists, and slots of more than an hour (APT-01).
 */
export function checkScheduling(writes: readonly Write[]): void {
  for (const { type, content, replaced } of writes) {
    const isOurs = { Appointment: isBooked, Task: isKeptList }[type];
    if (isOurs !== undefined) {
      const earlier = replaced === undefined ? undefined : (JSON.parse(replaced.body) as Resource);
      if (isOurs(content?.resource) || isOurs(earlier)) throw refuse('by-operation');
    }
    if (type === 'Slot' && content !== undefined) refuseLong(content.resource);
  }
}

function refuseLong({ start, end }: Resource & { start?: string; end?: string }): void {
  const minutes = (Date.parse(end ?? '') - Date.parse(start ?? '')) / minuteMs;
  if (minutes > longestSlot) throw refuse('slot-too-long');
}
