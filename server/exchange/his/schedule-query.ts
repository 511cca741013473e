/**
 * A hospital's own system is asked for its bookings of a session (SQM^S25), and answers with them
 * (SQR^S25): what it would send as its list by itself.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import { identifierKinds } from '#model/identifiers.ts';
import { type Authority, authorityOf } from '../hl7v2/authorities.ts';
import {
  type Message,
  type Segment,
  parseMessage,
  partOf,
  repetitionsOf,
  segmentOf,
  segmentText,
  textOf,
} from '../hl7v2/er7.ts';
import { residentNumber } from '../hl7v2/identifiers.ts';
import { headerText } from './header.ts';
import { stampOf } from './hl7-time.ts';
import { ownNamespace, startOf } from './siu-in.ts';

/** Bookings of one session that are asked for. */
const most = '2000';

/** A booking as the hospital has it. */
export interface ListedThere {
  filler: string | undefined;
  /** Id of our Appointment. */
  placer: string | undefined;
  state: 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow';
  /** Milliseconds since 1970. */
  starts: number | undefined;
  number: number | undefined;
  /** By the hospital's own number. */
  patient: { system: string; value: string } | undefined;
  /** The resident identity card. */
  card: { system: string; value: string } | undefined;
}

/** Filler status codes, HL7 table 0278; what is not sold is not here. */
const states: Readonly<Record<string, ListedThere['state']>> = {
  Booked: 'booked',
  Overbook: 'booked',
  Started: 'arrived',
  Complete: 'fulfilled',
  Cancelled: 'cancelled',
  Dc: 'cancelled',
  Deleted: 'cancelled',
  Noshow: 'noshow',
};

/** The question: the booked numbers (SBK) of a Schedule between two moments. */
export function queryText(given: {
  /** Id of the Schedule. */
  schedule: string;
  starts: number;
  ends: number;
  organization: string;
  offset: ZoneOffset;
  now: number;
  controlId: string;
}): string {
  const { schedule, starts, ends, offset, now, controlId } = given;
  const between = [[stampOf(starts, offset)], [stampOf(ends, offset)]];
  const empty = (count: number) => Array.from({ length: count }, () => '');
  const arq = [...empty(4), [[schedule]], ...empty(5), [between]];
  return `${[
    headerText({ ...given, type: ['SQM', 'S25', 'SQM_S25'] }),
    segmentText('QRD', [
      stampOf(now, offset),
      'R',
      'I',
      controlId,
      ...empty(2),
      [[most, 'RD']],
      'ALL',
      [['SBK']],
      'ALL',
    ]),
    segmentText('ARQ', arq),
  ].join('\r')}\r`;
}

/**
 * What was answered. @returns undefined for what is no answer to this question, or says that the
 * hospital does not answer it. Throws Hl7Error for what cannot be read.
 */
export function readListed(
  text: string,
  given: {
    controlId: string;
    /** Id of the hospital. */
    organization: string;
    authorities: readonly Authority[];
    offset: ZoneOffset;
  },
): ListedThere[] | undefined {
  const answer = parseMessage(text);
  const [header, msa] = [answer[0]!, segmentOf(answer, 'MSA')];
  const isAnswer = textOf(header, 9, 1) === 'SQR' && textOf(msa, 2) === given.controlId;
  if (!isAnswer || textOf(msa, 1) !== 'AA') return undefined;
  return bookingsIn(answer).flatMap((segments) => {
    const state = states[textOf(segments[0], 25)];
    return state === undefined ? [] : [{ ...listedIn(segments, given), state }];
  });
}

/** A booking begins with its SCH, and goes on to the next. */
function bookingsIn(answer: Message): Message[] {
  const found: Segment[][] = [];
  for (const segment of answer) {
    if (segment.name === 'SCH') found.push([segment]);
    else found.at(-1)?.push(segment);
  }
  return found;
}

function listedIn(
  segments: Message,
  given: { organization: string; authorities: readonly Authority[]; offset: ZoneOffset },
): Omit<ListedThere, 'state'> {
  const sch = segments[0];
  const pid = segmentOf(segments, 'PID');
  const said = (text: string) => (text === '' ? undefined : text);
  const isOurs = textOf(sch, 1, 2) === ownNamespace;
  const numbers = repetitionsOf(pid, 3).flatMap((cx) => {
    const hd = { name: partOf(cx, 4, 1), oid: partOf(cx, 4, 2) };
    const authority = authorityOf(given.authorities, hd);
    const value = partOf(cx, 1);
    return authority === undefined || value === '' ? [] : [{ authority, value }];
  });
  const own = numbers.find(({ authority }) => authority.organization === given.organization);
  const cardSystem = identifierKinds['resident-id'].system;
  const named = numbers.find(({ authority }) => authority.system === cardSystem);
  return {
    filler: said(textOf(sch, 2)),
    placer: isOurs ? said(textOf(sch, 1)) : undefined,
    starts: startOf(segments, given),
    number: Number(textOf(segmentOf(segments, 'AIG'), 3)) || undefined,
    patient: own && { system: own.authority.system, value: own.value },
    card: residentNumber(textOf(pid, 19)) ?? (named && residentNumber(named.value)),
  };
}
