/**
 * A session as its row in the database has it.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Hash } from '#fhir/store/hash.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import type { SessionPlace } from '../bookings/ledger.ts';
import type { SessionRules } from './sessions.ts';

/** A session in the database. Instants are milliseconds since 1970. */
export interface SessionRow extends SessionPlace {
  /** Id of the Schedule. */
  schedule: string;
  /** Key of the HealthcareService. */
  department: Hash;
  /** Id of the Organization. */
  organization: string;
  starts: number;
  ends: number;
  state: number;
  rules: SessionRules;
}

/** The columns of a session, of `booking_session b`. */
export const sessionColumns = `b.bucket, b.session, b.schedule, b.department, b.organization,
  b.starts, b.ends, b.state, b.rules`;

/** A row of these columns. */
export function sessionRow(row: SqlRow): SessionRow {
  return {
    bucket: Number(row['bucket']),
    session: String(row['session']),
    schedule: String(row['schedule']),
    department: String(row['department']),
    organization: String(row['organization']),
    starts: Number(row['starts']),
    ends: Number(row['ends']),
    state: Number(row['state']),
    rules: JSON.parse(String(row['rules'])) as SessionRules,
  };
}
