/**
 * What a message of HL7 v2 is answered: an acknowledgment, or what was asked for.
 * https://profiles.ihe.net/ITI/TF/Volume2/ch-C.html
 */
import { bookingEvents, hearBooking } from '../his/siu-in.ts';
import { crossReference, queryName } from './cross-reference.ts';
import { findCandidates } from './demographics-query.ts';
import { Hl7Error, type Message, type Segment, segmentOf, segmentText, textOf } from './er7.ts';
import { type Handling, merge, register } from './feed.ts';

/** What a query found. */
export interface Found {
  count: number;
  segments: string[];
}

const feeds: Record<string, (message: Message, handling: Handling) => Promise<void>> = {
  A01: register,
  A04: register,
  A05: register,
  A08: register,
  A28: register,
  A31: register,
  A40: merge,
};

/** Who takes a message of a kind that tells something. */
function feedOf(type: string, event: string): (typeof feeds)[string] | undefined {
  if (type === 'ADT') return feeds[event];
  return type === 'SIU' && Object.hasOwn(bookingEvents, event) ? hearBooking : undefined;
}

interface QueryKind {
  find: (message: Message, handling: Handling) => Promise<Found>;
  answer: string[];
}

const queries: Record<string, QueryKind> = {
  Q22: { find: findCandidates, answer: ['RSP', 'K22', 'RSP_K21'] },
  Q23: { find: crossReference, answer: ['RSP', 'K23', 'RSP_K23'] },
};

/** What is needed to answer beside the message. */
export interface Answering {
  /** Milliseconds since 1970. */
  now: number;
  /** Of the answer, MSH-10. */
  controlId: string;
}

/** Handles a message; the text of its answer. Rejects on failures of the house alone. */
export async function answerMessage(
  message: Message,
  handling: Handling,
  answering: Answering,
): Promise<string> {
  const msh = message[0]!;
  const [type, event] = [textOf(msh, 9, 1), textOf(msh, 9, 2)];
  const feed = feedOf(type, event);
  const query = type === 'QBP' ? queries[event] : undefined;
  const kind = query?.answer ?? ['ACK', event];
  const header = headerOf(msh, kind, answering);
  try {
    if (query !== undefined) {
      const found = await query.find(message, handling);
      return ended([header, acknowledged(msh, 'AA'), ...foundSegments(message, found)]);
    }
    if (feed === undefined) throw unsupported();
    await feed(message, handling);
    return ended([header, acknowledged(msh, 'AA')]);
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error;
    const { acknowledgment } = error.given;
    const failed = [acknowledged(msh, acknowledgment, error.message), errorText(msh, error)];
    if (query === undefined) return ended([header, ...failed]);
    return ended([header, ...failed, ...querySegments(message, 'AE')]);
  }
}

/** The answer to what cannot be read as a message. */
export function refusedText(error: Hl7Error, { now, controlId }: Answering): string {
  const header = segmentText('MSH', headerFields({ kind: ['ACK'], now, controlId }));
  const msa = segmentText('MSA', [error.given.acknowledgment, undefined, error.message]);
  return ended([header, msa].map(withMarks));
}

const unsupported = () =>
  new Hl7Error('This message type or event is not supported', {
    acknowledgment: 'AR',
    condition: '200',
    location: 'MSH^1^9',
  });

function headerOf(msh: Segment, kind: readonly string[], { now, controlId }: Answering): string {
  const to = [textOf(msh, 3), textOf(msh, 4)];
  const from = [textOf(msh, 5), textOf(msh, 6)];
  const version = textOf(msh, 12);
  const processing = textOf(msh, 11);
  return withMarks(
    segmentText('MSH', headerFields({ kind, now, controlId, to, from, version, processing })),
  );
}

function headerFields(given: {
  kind: readonly string[];
  now: number;
  controlId: string;
  to?: readonly string[];
  from?: readonly string[];
  version?: string;
  processing?: string;
}) {
  const { kind, now, controlId, to = [], from = ['YISHU'] } = given;
  const time = new Date(now).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const fixed = [from[0], from[1], to[0], to[1], `${time}+0000`, undefined, [kind], controlId];
  const rest = [given.processing ?? 'P', given.version ?? '2.5'];
  return [undefined, ...fixed, ...rest, ...Array.from({ length: 5 }, () => ''), 'UNICODE UTF-8'];
}

/** Puts the separators where they are said. */
const withMarks = (text: string) => text.replace(/^MSH\|\|/, 'MSH|^~\\&|');

function acknowledged(msh: Segment, code: string, text?: string): string {
  return segmentText('MSA', [code, textOf(msh, 10), text]);
}

/** ERR, in the form of the version of the message. */
function errorText(msh: Segment, { given, message }: Hl7Error): string {
  const { location = '', condition } = given;
  const place = location === '' ? [] : location.split('^');
  const code = [condition, undefined, 'HL70357'];
  const isOld = Number.parseFloat(textOf(msh, 12)) < 2.5;
  if (isOld) return segmentText('ERR', [[[...place.slice(0, 3), [condition, message, 'HL70357']]]]);
  return segmentText('ERR', [undefined, [place], [code], 'E', undefined, undefined, message]);
}

function foundSegments(message: Message, { count, segments }: Found): string[] {
  return [...querySegments(message, count === 0 ? 'NF' : 'OK', count), ...segments];
}

/** QAK, and the query as it was asked. */
function querySegments(message: Message, status: string, count?: number): string[] {
  const qpd = segmentOf(message, 'QPD');
  const tag = textOf(qpd, 2);
  const fields = (qpd?.fields ?? []).map((field) => field.map((one) => [...one]));
  const total = count === undefined ? undefined : String(count);
  return [
    segmentText('QAK', [tag, status, [queryName(message)], total]),
    segmentText('QPD', fields),
  ];
}

const ended = (segments: readonly string[]) => `${segments.join('\r')}\r`;
