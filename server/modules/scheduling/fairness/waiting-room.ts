/**
 * The waiting room (虚拟排队): before the desk. Where few ask, requests pass in one round trip.
 * Where more people ask for a session in a second than `hot`, its public numbers are drawn for: who
 * asks within the window enters once, is told when to come again, and gains nothing by asking more.
 * https://www.rfc-editor.org/rfc/rfc6585#section-4
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { Refusal } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { SeatRequest, TakeSeat } from '../bookings/desk.ts';
import type { Availability } from '../sessions/availability.ts';
import { dealDraws } from './deal-draws.ts';
import { type DemandRules, createDemand } from './demand.ts';
import { drawKey } from './draw-order.ts';
import { type Draw, type Draws, createDraws } from './draws.ts';
import { createEnterDraw } from './enter-draw.ts';
import { comeAgain } from './release-hot.ts';
import { type ReadResult, createReadResult } from './read-result.ts';
import { writeTicket } from './ticket.ts';

/** When a session is hot, and for how long it gathers. */
export interface WaitingRules extends DemandRules {
  /** For how long people may enter a draw. */
  windowMs: number;
}

/** What happened, for figures. */
export type RoomEvent = 'draw' | 'entered' | 'repeated' | 'late';

/** The waiting room. */
export interface WaitingRoom {
  /** The desk behind the room. Throws `release-hot` besides what the desk throws. */
  take: TakeSeat;
  /** Throws `release-hot` for who has entered, before anything is read for them. */
  refuseEntered(session: Hash, who: string, patient: string): void;
  /** What came of a ticket; undefined where it is of no draw that is known here. */
  readResult: ReadResult;
  /** Deals what is due. @returns how many people were served. */
  tick(): Promise<number>;
}

/** What the room is made of. */
export interface WaitingParts {
  house: Store;
  availability: Availability;
  desk: TakeSeat;
  rules: WaitingRules;
  counted: (what: RoomEvent) => void;
}

/** The waiting room of a house. */
export function createWaitingRoom(parts: WaitingParts): WaitingRoom {
  const { house, availability, desk, rules, counted } = parts;
  const key = drawKey(house.sealer);
  const draws = createDraws({
    house,
    key,
    windowMs: rules.windowMs,
    opened: () => counted('draw'),
  });
  const enter = createEnterDraw(house, key);
  const entered = createEntered(draws);
  const demand = createDemand({ house, draws, rules });
  const refuseEntered: WaitingRoom['refuseEntered'] = (session, who, patient) => {
    const ticket = entered.ticketOf(session, `${who} ${patient}`);
    const draw = draws.of(session);
    if (ticket === undefined || draw === undefined) return;
    counted('repeated');
    throw comeAgain({ draw, ticket, now: house.now(), spread: spreadOf(house) }).quietly();
  };
  const enterAs = async (draw: Draw, request: SeatRequest): Promise<never> => {
    const { session, patient, booker } = request;
    refuseEntered(session.session, booker, patient);
    const name = house.now() < draw.closes ? await enter(draw, request) : undefined;
    const now = house.now();
    if (name === undefined) {
      counted('late');
      throw comeAgain({ draw, ticket: undefined, now, spread: spreadOf(house) });
    }
    counted('entered');
    const nonce = Buffer.from(house.randomBytes(9)).toString('base64url');
    const said = { ...draw, name, arrived: now, expires: draw.closes + ticketMs, nonce };
    const ticket = writeTicket(key, said, patient);
    entered.keep(draw, `${booker} ${patient}`, ticket);
    throw comeAgain({ draw, ticket, now, spread: spreadOf(house) });
  };
  return {
    refuseEntered,
    readResult: createReadResult({ house, key, draws }),
    async take(request) {
      const { session } = request;
      if (!request.pools.includes('public')) return desk(request);
      const draw = draws.of(session.session) ?? (await demand.drawFor(request));
      // What is kept for others is not drawn for.
      if (draw !== undefined && request.pools.length === 1) return enterAs(draw, request);
      try {
        return await desk(request);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'release-hot') throw error;
        // Another server opened a draw.
        const found = draws.of(session.session) ?? (await draws.open(session));
        if (found === undefined) throw error;
        return enterAs(found, request);
      }
    },
    async tick() {
      const served = await dealDraws({ house, availability, key });
      await draws.refresh();
      return served;
    },
  };
}

/** For how long a ticket can be shown after its draw. */
const ticketMs = 2 * 3_600_000;

/** Up to so many seconds later: so that not everybody comes in the same second. */
const spreadSeconds = 8;
const spreadOf = ({ randomBytes }: Store) => ((randomBytes(1)[0] ?? 0) * spreadSeconds) / 256;

/** Who entered the draws under way by this server, and their tickets. */
function createEntered(draws: Draws) {
  const byDraw = new Map<Hash, { round: number; tickets: Map<string, string> }>();
  const of = (session: Hash) => {
    const kept = byDraw.get(session);
    if (kept === undefined || draws.of(session)?.round === kept.round) return kept;
    byDraw.delete(session);
    return undefined;
  };
  return {
    ticketOf: (session: Hash, who: string) => of(session)?.tickets.get(who),
    keep({ session, round }: Draw, who: string, ticket: string) {
      const kept = of(session) ?? { round, tickets: new Map<string, string>() };
      kept.tickets.set(who, ticket);
      byDraw.set(session, kept);
    },
  };
}
