/**
 * Tells hospitals' own systems of bookings: in order, at least once, again and again with growing
 * pauses until they are taken. What is refused is left to people.
 * https://hapifhir.github.io/hapi-hl7v2/hapi-hl7overhttp/specification.html
 */
import { Hl7Error, parseMessage, segmentOf, textOf } from '../hl7v2/er7.ts';

/** One thing to tell; what else it says is known to who writes the message. */
export interface Waiting {
  id: string;
  organization: string;
  /** How often it was answered: not now. */
  tries: number;
}

/** Where a hospital is told. */
export interface Endpoint {
  organization: string;
  url: string;
  headers: [name: string, value: string][];
  /** How often in a row nobody took a message. */
  failures: number;
}

/** Where what is to be told waits, and is kept until it was taken. */
export interface Outbox<Kind extends Waiting> {
  take(): Promise<Endpoint | undefined>;
  next(organization: string): Promise<Kind | undefined>;
  taken(waiting: Kind): Promise<void>;
  refused(waiting: Kind, said: string): Promise<void>;
  postponed(waiting: Kind): Promise<void>;
  leave(organization: string, given: { failures: number; due: number }): Promise<void>;
}

/** What delivering works with. */
export interface DeliverParts<Kind extends Waiting> {
  outbox: Outbox<Kind>;
  /** The text of a message with this number (MSH-10); undefined: what it was about is gone. */
  write: (waiting: Kind, controlId: string) => Promise<string | undefined>;
  /** Posts a message. Rejects where nobody answers in time. */
  post: (
    url: string,
    headers: [string, string][],
    body: string,
  ) => Promise<{ status: number; text: string }>;
  /** Where hospitals may be told, as `https://his.example`. */
  origins: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  now: () => number;
}

const secondMs = 1000;
const longestMs = 15 * 60_000;
/** How often a hospital may answer: not now, before people look at it. */
export const triesMost = 6;

/** How long to wait after so many failures, in milliseconds: doubling, up to a quarter hour. */
export function pauseAfter(failures: number): number {
  return Math.min(secondMs * 2 ** Math.min(failures - 1, 20), longestMs);
}

/** Tells every hospital what waits for it. @returns how many messages were taken or refused. */
export async function deliver<Kind extends Waiting>(parts: DeliverParts<Kind>): Promise<number> {
  let done = 0;
  for (;;) {
    const endpoint = await parts.outbox.take();
    if (endpoint === undefined) return done;
    done += await tell(parts, endpoint);
  }
}

/** Posts until nothing waits or one is not taken; the hospital is given back in any case. */
async function tell<Kind extends Waiting>(
  parts: DeliverParts<Kind>,
  endpoint: Endpoint,
): Promise<number> {
  const { outbox } = parts;
  const { organization } = endpoint;
  let done = 0;
  let { failures } = endpoint;
  for (;;) {
    const waiting = await outbox.next(organization);
    if (waiting === undefined) break;
    const answer = await ask(parts, endpoint, waiting);
    if (answer === undefined) {
      failures += 1;
      break;
    }
    if (answer.isLater && waiting.tries + 1 < triesMost) {
      await outbox.postponed(waiting);
      failures += 1;
      break;
    }
    failures = 0;
    done += 1;
    if (answer.isTaken) await outbox.taken(waiting);
    else await outbox.refused(waiting, answer.said);
  }
  const due = failures === 0 ? 0 : parts.now() + pauseAfter(failures);
  await outbox.leave(organization, { failures, due });
  return done;
}

interface Answered {
  isTaken: boolean;
  /** Not now: it is sent again. */
  isLater: boolean;
  said: string;
}

/** What a hospital answers; undefined where that is no answer to this message. */
async function ask<Kind extends Waiting>(
  { write, post, origins }: DeliverParts<Kind>,
  { url, headers }: Endpoint,
  waiting: Kind,
): Promise<Answered | undefined> {
  // The operator may have taken back what he allowed.
  if (!origins.has(new URL(url).origin)) return undefined;
  const controlId = `YS${waiting.id}`;
  const body = await write(waiting, controlId);
  if (body === undefined) return { isTaken: false, isLater: false, said: 'deleted here' };
  try {
    const { status, text } = await post(url, headers, body);
    return status === 200 ? read(text, controlId) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an ACK. An answer to another message is none. */
function read(text: string, controlId: string): Answered | undefined {
  try {
    const answer = parseMessage(text);
    const msa = segmentOf(answer, 'MSA');
    if (textOf(msa, 2) !== controlId) return undefined;
    const code = textOf(msa, 1);
    const said = [textOf(msa, 3), textOf(segmentOf(answer, 'ERR'), 8)].find((one) => one !== '');
    return {
      isTaken: code === 'AA' || code === 'CA',
      isLater: code === 'AR' || code === 'CR',
      said: `${code} ${said ?? ''}`.trim(),
    };
  } catch (error) {
    if (error instanceof Hl7Error) return undefined;
    throw error;
  }
}
