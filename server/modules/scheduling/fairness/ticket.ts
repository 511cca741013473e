/**
 * Tickets of the waiting room: what somebody shows who entered a draw. They hold nothing of the
 * patient, are good for that patient alone, and every server of the house can tell its own.
 * https://www.rfc-editor.org/rfc/rfc2104
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DrawName } from './draw-order.ts';

/** What a ticket says. */
export interface Ticket extends DrawName {
  /** Bucket of the session. */
  bucket: number;
  /** The person in the draw; see `nameIn`. */
  name: string;
  /** When they entered, milliseconds since 1970. */
  arrived: number;
  expires: number;
  /** Random: no two tickets are the same. */
  nonce: string;
}

const form = /^t1\.(\d{1,5})\.(-?\d{1,20})\.(\d{1,5})\.([\w-]{22})\.(\d+)\.(\d+)\.([\w-]+)$/;

/** The text of a ticket, good for one patient. @param patient id of the Patient. */
export function writeTicket(key: Buffer, ticket: Ticket, patient: string): string {
  const { bucket, session, round, name, arrived, expires, nonce } = ticket;
  const said = `t1.${bucket}.${session}.${round}.${name}.${arrived}.${expires}.${nonce}`;
  return `${said}.${signatureOf(key, said, patient)}`;
}

/**
 * Reads a ticket of this house for a patient; undefined where it was changed, is another patient's
 * or not of this house, or is too old.
 */
export function readTicket(
  key: Buffer,
  text: string,
  { patient, now }: { patient: string; now: number },
): Ticket | undefined {
  const at = text.lastIndexOf('.');
  const said = text.slice(0, at);
  const parts = form.exec(said);
  if (parts === null) return undefined;
  const [given, right] = [text.slice(at + 1), signatureOf(key, said, patient)].map((one) =>
    Buffer.from(one),
  );
  if (given!.length !== right!.length || !timingSafeEqual(given!, right!)) return undefined;
  const [, bucket, session = '', round, name = '', arrived, expires, nonce = ''] = parts;
  if (Number(expires) < now) return undefined;
  return {
    bucket: Number(bucket),
    session,
    round: Number(round),
    name,
    arrived: Number(arrived),
    expires: Number(expires),
    nonce,
  };
}

function signatureOf(key: Buffer, said: string, patient: string): string {
  return createHmac('sha256', key).update(`ticket ${said} ${patient}`).digest('base64url');
}
