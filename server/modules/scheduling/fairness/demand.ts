/**
 * Looks whether more people ask for a session than can be served by arrival. People count, not
 * requests: a program that asks often makes nothing hot.
 * https://www.rfc-editor.org/rfc/rfc6585#section-4
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '#fhir/handling/interaction.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { SeatRequest } from '../bookings/desk.ts';
import type { Draw, Draws } from './draws.ts';

/** When a session is hot. */
export interface DemandRules {
  /** So many people a second for one session are served by arrival. */
  hot: number;
  /** For how long requests are gathered after a release, to see whether it is hot; at most 1000. */
  settleMs: number;
}

/** The demand for sessions. */
export interface Demand {
  /**
   * The draw that a request is to enter; undefined where it may pass to the desk. In the first
   * moment after a release, or after a draw, it waits for the end of that moment.
   */
  drawFor(request: SeatRequest): Promise<Draw | undefined>;
}

/** What demand is judged with. */
export interface DemandParts {
  house: Pick<Store, 'now' | 'randomBytes'>;
  draws: Draws;
  rules: DemandRules;
}

interface Held {
  lot: string;
  resolve: (draw: Draw | undefined) => void;
  reject: (error: unknown) => void;
}

const secondMs = 1000;
/** Sessions whose last second is remembered. */
const mostSessions = 10_000;

/** Counts who asks. */
export function createDemand({ house, draws, rules }: DemandParts): Demand {
  const seconds = new Map<Hash, { from: number; people: Set<string> }>();
  const settling = new Map<Hash, Held[]>();
  const peopleOf = ({ session, patient }: SeatRequest): Set<string> => {
    const now = house.now();
    const known = seconds.get(session.session);
    const second =
      known !== undefined && now - known.from < secondMs
        ? known
        : { people: new Set<string>(), from: now };
    second.people.add(patient);
    if (seconds.size >= mostSessions) seconds.clear();
    seconds.set(session.session, second);
    return second.people;
  };
  const judge = async (
    session: SeatRequest['session'],
    people: ReadonlySet<string>,
  ): Promise<Draw | undefined> => {
    const there = draws.of(session.session);
    if (there !== undefined || people.size <= rules.hot) return there;
    return draws.open(session);
  };
  const settle = async (session: SeatRequest['session'], given: { ms: number; held: Held[] }) => {
    const people = seconds.get(session.session)?.people ?? new Set();
    await pause(given.ms);
    settling.delete(session.session);
    // By lot: who was there in the first moment has gained nothing by being first.
    const held = given.held.toSorted((a, b) => (a.lot < b.lot ? -1 : 1));
    try {
      const draw = await judge(session, people);
      for (const { resolve } of held) resolve(draw);
    } catch (error) {
      for (const { reject } of held) reject(error);
    }
  };
  return {
    async drawFor(request) {
      const { session } = request;
      const people = peopleOf(request);
      const from = Math.max(session.opens, draws.ended(session.session) ?? 0);
      const passed = house.now() - from;
      if (passed < 0 || passed >= rules.settleMs) return judge(session, people);
      return new Promise((resolve, reject) => {
        const lot = Buffer.from(house.randomBytes(8)).toString('hex');
        const one = { lot, resolve, reject };
        const held = settling.get(session.session);
        if (held !== undefined) {
          held.push(one);
          return;
        }
        const first = [one];
        settling.set(session.session, first);
        void settle(session, { ms: rules.settleMs - passed, held: first });
      });
    },
  };
}
