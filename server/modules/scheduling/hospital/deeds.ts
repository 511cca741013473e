/**
 * What a person may do about a difference beside closing it: what we have is told to the hospital
 * again, or what it has is taken.
 * docs/decisions/0026-his-adapters.md
 */
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { stateOf } from './compare.ts';
import type { DifferenceKind } from './differences.ts';

/** Ours stands, and the hospital is told again; or theirs does, and our booking ends. */
export type Deed = 'keep-ours' | 'take-theirs';

/** Where there is something of ours that the hospital can be told. */
const tellable = new Set<DifferenceKind>([
  'refused-there',
  'refused-here',
  'ours-alone',
  'other-state',
  'other-time',
  'other-number',
  'other-patient',
]);

/** Where the hospital does not have what we sold. */
const refusable = new Set<DifferenceKind>(['refused-there', 'ours-alone']);

/**
 * What may be done.
 * @param given.status of our booking now; undefined: there is none.
 * @param given.isTold whether the hospital is told of bookings at all.
 */
export function deedsOf(given: {
  kind: DifferenceKind;
  status: AppointmentStatus | undefined;
  isTold: boolean;
}): Deed[] {
  const { kind, status, isTold } = given;
  if (status === undefined) return [];
  const deeds: Deed[] = [];
  if (isTold && tellable.has(kind) && stateOf[status] !== undefined) deeds.push('keep-ours');
  // Who is here is not sent away by a click.
  if (refusable.has(kind) && status === 'booked') deeds.push('take-theirs');
  return deeds;
}
