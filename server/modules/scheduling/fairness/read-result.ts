/**
 * What came of a draw for who shows a ticket: the Appointment, or why there is none.
 * https://hl7.org/fhir/R4/appointment.html
 */
import type { Store } from '#fhir/handling/interaction.ts';
import { refuse } from '#fhir/refusals.ts';
import { outcomes } from '../bookings/desk.ts';
import type { Draws } from './draws.ts';
import { comeAgain } from './release-hot.ts';
import { readTicket } from './ticket.ts';

/**
 * Reads a ticket of a patient for a session. @returns the id of the Appointment; undefined where
 * the draw is not known any more.
 * Throws `ticket-wrong` for a ticket that is forged, too old, another patient's or another
 * session's; `release-hot` while the draw is under way; `not-drawn`, or why nothing was given.
 */
export type ReadResult = (
  ticket: string,
  given: { session: string; patient: string },
) => Promise<string | undefined>;

/** Reads results. @param parts.key see `drawKey`. */
export function createReadResult(parts: { house: Store; key: Buffer; draws: Draws }): ReadResult {
  const { house, key, draws } = parts;
  return async (text, { session, patient }) => {
    const now = house.now();
    const ticket = readTicket(key, text, { patient, now });
    if (ticket === undefined || ticket.session !== session) throw refuse('ticket-wrong');
    const draw = draws.of(session);
    // Told from the ticket alone: who comes too early costs nothing.
    if (draw?.round === ticket.round) {
      throw comeAgain({ draw, ticket: text, now, spread: 0 }).quietly();
    }
    const [row] = await house.sql.run(
      `select outcome, appointment from draw_entry
       where bucket = $1 and session = $2 and round = $3 and name = $4`,
      [ticket.bucket, session, ticket.round, ticket.name],
    );
    if (row === undefined) return undefined;
    const outcome = row['outcome'];
    if (outcome === null || outcome === undefined) {
      await draws.refresh();
      const found = draws.of(session);
      if (found === undefined) throw refuse('not-drawn');
      throw comeAgain({ draw: found, ticket: text, now, spread: 0 });
    }
    if (row['appointment'] !== null) return String(row['appointment']);
    const code = outcomes[Number(outcome)];
    throw refuse(code === undefined || code === 'slot-gone' ? 'not-drawn' : code);
  };
}
