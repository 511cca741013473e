/**
 * The header of a message of ours to a hospital's own system.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch02.html
 */
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import { segmentText } from '../hl7v2/er7.ts';
import { stampOf } from './hl7-time.ts';
import { ownNamespace } from './siu-in.ts';

/** MSH. @param given.type of the message, its event and structure: MSH-9. */
export function headerText(given: {
  type: readonly [string, string, string];
  /** Id of the hospital. */
  organization: string;
  offset: ZoneOffset;
  /** Milliseconds since 1970. */
  now: number;
  /** MSH-10. */
  controlId: string;
}): string {
  const { type, organization, offset, now, controlId } = given;
  return segmentText('MSH', [
    undefined,
    ownNamespace,
    ownNamespace,
    'HIS',
    organization,
    stampOf(now, offset),
    undefined,
    [type],
    controlId,
    'P',
    '2.5',
    ...Array.from({ length: 5 }, () => ''),
    'UNICODE UTF-8',
  ]).replace(/^MSH\|\|/, 'MSH|^~\\&|');
}
