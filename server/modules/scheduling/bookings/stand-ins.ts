/**
 * Which sessions may stand in for one that does not take place, and until when a number of theirs
 * is kept for who had one.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { OpenSession } from '../sessions/availability.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** So long after the session that is stopped another one is the same to a patient. */
export const withinMs = 7 * dayMs;

/** For how long a number is kept, and how long before its session it is given to others. */
const kept = { longest: dayMs, least: 30 * minuteMs, before: 2 * hourMs };

/** Until when a number of a session is kept: a day, and never until shortly before it begins. */
export function offeredUntil({ starts }: Pick<OpenSession, 'starts'>, now: number): number {
  return Math.min(now + kept.longest, starts - kept.before);
}

/** When the first session begins of which there is time to say yes. */
export const earliestStart = (now: number): number => now + kept.before + kept.least;

/** What is compared of a session. */
type Compared = Pick<OpenSession, 'session' | 'starts' | 'rules'>;

/**
 * Those of some sessions that may stand in, the likest first: the same doctor (or none in both),
 * then the sooner. None costs more.
 * @param others of the same department, open, within the time.
 */
export function inLikeness<Session extends Compared>(
  stopped: Pick<OpenSession, 'rules'>,
  others: readonly Session[],
): Session[] {
  const doctor = stopped.rules.role?.reference;
  const strange = ({ rules }: Compared) => Number(rules.role?.reference !== doctor);
  return others
    .filter(({ rules }) => rules.fee <= stopped.rules.fee)
    .toSorted(
      (a, b) => strange(a) - strange(b) || a.starts - b.starts || (a.session < b.session ? -1 : 1),
    );
}
