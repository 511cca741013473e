/** What differs between two lists of bookings, and which rule settles it, row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OurBooking, type TheirBooking, compareBookings } from './compare.ts';

const ours = (given: Partial<OurBooking> = {}): OurBooking => ({
  appointment: 'a',
  filler: undefined,
  origin: 'hub',
  state: 'living',
  starts: 100,
  number: 1,
  changed: 10,
  patient: new Set(['h']),
  ...given,
});
const theirs = (given: Partial<TheirBooking> = {}): TheirBooking => ({
  filler: undefined,
  placer: 'a',
  state: 'living',
  starts: 100,
  number: 1,
  hash: undefined,
  isNamed: false,
  ...given,
});
const window = { origin: 'hospital', filler: 'f' } as const;

const rows: readonly [
  title: string,
  ours: OurBooking | undefined,
  theirs: TheirBooking | undefined,
  found: string,
][] = [
  ['the same', ours(), theirs({ filler: 'f' }), ''],
  [
    'the same by the number of the hospital',
    ours(window),
    theirs({ ...window, placer: undefined }),
    '',
  ],
  ['sold here, missing there', ours(), undefined, 'ours-alone tell-again'],
  ['sold there, missing there', ours(window), undefined, 'ours-alone end-ours'],
  [
    'sold there, missing there, the patient here',
    ours({ ...window, state: 'here' }),
    undefined,
    'ours-alone people',
  ],
  ['over here, missing there', ours({ state: 'cancelled' }), undefined, ''],
  [
    'sold there, for somebody named',
    undefined,
    theirs({ placer: undefined, filler: 'f', isNamed: true }),
    'theirs-alone take-theirs',
  ],
  [
    'sold there, for nobody named',
    undefined,
    theirs({ placer: undefined, filler: 'f' }),
    'theirs-alone people',
  ],
  ['said to be sold here, unknown here', undefined, theirs(), 'theirs-alone people'],
  ['over there, missing here', undefined, theirs({ state: 'cancelled' }), ''],
  ['cancelled there', ours(), theirs({ state: 'cancelled' }), 'other-state end-ours'],
  ['missed there', ours(), theirs({ state: 'noshow' }), 'other-state end-ours'],
  ['cancelled here', ours({ state: 'cancelled' }), theirs(), 'other-state tell-again'],
  [
    'cancelled here, sold there',
    ours({ ...window, state: 'cancelled' }),
    theirs(window),
    'other-state tell-again',
  ],
  [
    'here, and missed there',
    ours({ state: 'here' }),
    theirs({ state: 'noshow' }),
    'other-state people',
  ],
  [
    'cancelled here, missed there',
    ours({ state: 'cancelled' }),
    theirs({ state: 'noshow' }),
    'other-state people',
  ],
  ['checked in here, booked there', ours({ state: 'here' }), theirs(), ''],
  ['at another time, sold here', ours(), theirs({ starts: 200 }), 'other-time tell-again'],
  [
    'at another time, sold there',
    ours(window),
    theirs({ ...window, starts: 200 }),
    'other-time move-ours',
  ],
  [
    'with another number',
    ours(window),
    theirs({ ...window, number: 7 }),
    'other-number tell-again',
  ],
  ['without a number', ours(window), theirs({ ...window, number: undefined }), ''],
  ['of another patient', ours(), theirs({ hash: 'x' }), 'other-patient people'],
  ['of the same patient', ours(), theirs({ hash: 'h' }), ''],
  ['changed after the list was made', ours({ changed: 60 }), theirs({ state: 'cancelled' }), ''],
  ['sold after the list was made', ours({ changed: 60 }), undefined, ''],
];

for (const [title, own, their, expected] of rows) {
  test(`A booking that is ${title}: ${expected === '' ? 'no difference' : expected}`, () => {
    const { differences } = compareBookings(
      own === undefined ? [] : [own],
      their === undefined ? [] : [their],
      50,
    );
    assert.equal(differences.map(({ kind, rule }) => `${kind} ${rule}`).join(), expected);
  });
}
