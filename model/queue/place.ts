/**
 * Where somebody stands in the line of a session, as phones and server speak of it.
 * https://hl7.org/fhir/R4/appointment.html
 */

/** Where somebody stands in a line, as their phone shows it. Times are ISO 8601. */
export interface Place {
  /** Id of the Appointment. */
  appointment: string;
  state: 'expected' | 'waiting' | 'called' | 'serving' | 'away' | 'passed' | 'done' | 'left';
  /** Of the session. */
  number: number;
  /** People before. */
  ahead: number;
  /** Where to go, once called. */
  room: string | null;
  /** Not called before this nine times of ten. */
  soonest: string | null;
  /** Half are called by then. */
  p50: string | null;
  /** Nine of ten are called by then. */
  p90: string | null;
  /** Set out at this moment, given the minutes of $travel. */
  leave: string | null;
  /** As of. */
  at: string;
}
