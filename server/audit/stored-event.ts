/**
 * Events as they are read back from the blocks of the audit log.
 * https://jsonlines.org/
 */
import type { Hash } from '#fhir/store/hash.ts';
import { linesOf } from './block.ts';

/** What is known of the caller of an event. */
export interface StoredCaller {
  who: string;
  name: string;
  kind: string;
  role: string;
  organization: string | undefined;
  client: string;
  session: string | undefined;
  address: string;
}

/** One event. */
export interface StoredEvent {
  /** `AuditEvent.id`: the block and the ordinal in it. */
  id: string;
  block: { bucket: number; id: string };
  ordinal: number;
  /** Milliseconds since 1970. */
  at: number;
  event: string;
  action: string;
  outcome: number;
  caller: StoredCaller | undefined;
  address: string | undefined;
  why: string | undefined;
  entities: readonly string[];
  patients: readonly { key: Hash; bucket: number }[];
  query: string | undefined;
  refusal: string | undefined;
  request: string;
}

interface HeaderJson {
  at: number;
  callers: {
    w: string;
    n: string;
    k: string;
    r: string;
    o?: string;
    c: string;
    s?: string;
    a: string;
  }[];
}

interface LineJson {
  t: number;
  e: string;
  a: string;
  o?: number;
  c?: number;
  i?: string;
  w?: string;
  n?: string[];
  p?: string[];
  q?: string;
  f?: string;
  r: string;
}

/**
 * The events of a block.
 * @param wanted looks at the text of a line before it is parsed; all by default.
 */
export function decodeBlock(
  block: { bucket: number; id: string; body: Buffer },
  wanted: (line: string, callerOfLine: () => StoredCaller | undefined) => boolean = () => true,
): StoredEvent[] {
  const [first = '', ...lines] = linesOf(block.body);
  const header = JSON.parse(first) as HeaderJson;
  const callers = header.callers.map(callerOf);
  return lines.flatMap((text, ordinal) => {
    if (!wanted(text, () => callers[numberOf(text)])) return [];
    const line = JSON.parse(text) as LineJson;
    return [
      {
        id: eventId(block, ordinal),
        block: { bucket: block.bucket, id: block.id },
        ordinal,
        at: header.at + line.t,
        event: line.e,
        action: line.a,
        outcome: line.o ?? 0,
        caller: line.c === undefined ? undefined : callers[line.c],
        address: line.i,
        why: line.w,
        entities: line.n ?? [],
        patients: (line.p ?? []).map(placeOf),
        query: line.q,
        refusal: line.f,
        request: line.r,
      },
    ];
  });
}

function callerOf(part: HeaderJson['callers'][number]): StoredCaller {
  const { w, n, k, r, o, c, s, a } = part;
  return { who: w, name: n, kind: k, role: r, organization: o, client: c, session: s, address: a };
}

/** The number of the caller in the text of a line, which stands before any text of others. */
function numberOf(line: string): number {
  return Number(
    /^\{"t":\d+,"e":"(?:[^"\\]|\\.)*","a":"\w"(?:,"o":\d+)?,"c":(\d+)/.exec(line)?.[1] ?? -1,
  );
}

function placeOf(text: string): { key: Hash; bucket: number } {
  const colon = text.indexOf(':');
  return { bucket: Number(text.slice(0, colon)), key: text.slice(colon + 1) };
}

/** The id of an event: bucket and id of its block in hexadecimal, and its ordinal. */
export function eventId(block: { bucket: number; id: string }, ordinal: number): string {
  const bucket = block.bucket.toString(16).padStart(4, '0');
  return `${bucket}${BigInt(block.id).toString(16).padStart(16, '0')}-${ordinal}`;
}

const idForm = /^([0-9a-f]{4})([0-7][0-9a-f]{15})-(0|[1-9]\d{0,3})$/;

/** Where the event of an id is; undefined where it is none of ours. */
export function placeOfEvent(
  id: string,
): { bucket: number; id: string; ordinal: number } | undefined {
  const [, bucket, block, ordinal] = idForm.exec(id) ?? [];
  if (bucket === undefined) return undefined;
  return {
    bucket: Number.parseInt(bucket, 16),
    id: BigInt(`0x${block}`).toString(),
    ordinal: Number(ordinal),
  };
}
