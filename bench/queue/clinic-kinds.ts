/**
 * The kinds of clinics that forecasts are measured on: quick and slow, even and uneven, with
 * emergencies, tests, pauses, several rooms, and people who come on time or hours before.
 * https://doi.org/10.2196/77297
 */
import type { ClinicKind } from './clinic-day.ts';

const usual = {
  rooms: 1,
  back: 4,
  variation: 0.6,
  tests: 0.1,
  late: 3,
  lateSpread: 5,
  closed: 0,
  pauseAfter: 0,
  emergenciesAnHour: 0,
  early: 20,
  spread: 12,
  doctors: 0.25,
  daily: 0.12,
};

/** Ten kinds; every doctor has a pace, and days on which it differs. */
const chosen: readonly ClinicKind[] = [
  { ...usual, name: 'general, quick', first: 4.5, seats: 5 },
  { ...usual, name: 'specialist, slow', first: 13, variation: 0.5, seats: 2 },
  { ...usual, name: 'children, emergencies', rooms: 2, first: 7, emergenciesAnHour: 1.5, seats: 7 },
  { ...usual, name: 'department, 3 rooms', rooms: 3, first: 9, seats: 9, late: 8 },
  { ...usual, name: 'department, 4 rooms', rooms: 4, first: 8, seats: 14 },
  { ...usual, name: 'orthopaedics, tests', first: 7, back: 5, tests: 0.45, seats: 3 },
  { ...usual, name: 'late, with a pause', first: 8, late: 18, pauseAfter: 2, seats: 3 },
  { ...usual, name: 'irregular', first: 8, variation: 1.1, seats: 3 },
  { ...usual, name: 'on time', first: 8, seats: 3, early: 6, spread: 5 },
  { ...usual, name: 'hours early', rooms: 2, first: 8, seats: 7, early: 60, spread: 35 },
];

/** Kinds that nothing was chosen by: what was learned of those above has to hold for these. */
const others: readonly ClinicKind[] = [
  { ...usual, name: 'one of 3 often closed', rooms: 3, first: 6, seats: 9, closed: 0.35 },
  { ...usual, name: 'five rooms, very late', rooms: 5, first: 10, seats: 12, late: 15 },
  { ...usual, name: 'begins at any time', first: 6, seats: 4, late: 10, lateSpread: 15 },
  { ...usual, name: 'two rooms, overrun', rooms: 2, first: 9, seats: 8, variation: 0.8 },
  { ...usual, name: 'all at once, early', first: 5, seats: 5, early: 90, spread: 20, tests: 0.3 },
  {
    ...usual,
    name: 'doctors of two paces',
    rooms: 2,
    first: 8,
    seats: 6,
    doctors: 0.6,
    daily: 0.25,
  },
];

/** The kinds of clinics by what they are for. */
export const clinicKinds = { chosen, others };
