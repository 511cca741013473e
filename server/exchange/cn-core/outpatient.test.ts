/** Schedules and Slots in the shapes of CN-CORE, and back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { compileValidator } from '#fhir/validation/compile.ts';
import type { Resource } from '#model/fhir.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { capacityUrl } from '#model/scheduling/extensions.ts';
import {
  fromOutpatientSchedule,
  fromOutpatientSlot,
  scheduleIdentifier,
  slotProfile,
  sourceNumberUrl,
  statusUrl,
  toOutpatientSchedule,
  toOutpatientSlot,
} from './outpatient.ts';

const clinic = { weekday: 2, start: 480, end: 600, minutes: 30, seats: 2 };
const schedule = {
  resourceType: 'Schedule',
  id: 'wang-monday',
  active: true,
  extension: templateExtensions([clinic], { fee: 500 }),
  actor: [
    { reference: 'HealthcareService/county-medicine', display: '内科' },
    { reference: 'PractitionerRole/wang', display: '王医生' },
  ],
} as unknown as Resource;
const slot = {
  resourceType: 'Slot',
  id: 'slot-1',
  meta: { source: 'Organization/county' },
  extension: [{ url: capacityUrl, valueInteger: 3 }],
  serviceType: [{ text: '内科' }],
  schedule: { reference: 'Schedule/wang-monday' },
  status: 'free',
  start: '2026-12-01T00:00:00.000Z',
  end: '2026-12-01T00:30:00.000Z',
} as unknown as Resource;

const validator = compileValidator(loadDefinitions());

interface Shown extends Resource {
  extension: { url: string; valueRatio?: { numerator: object; denominator: object } }[];
  _status: { extension: { url: string; valueCoding: { code: string } }[] };
}

const counts: readonly [
  status: string,
  counted: { all: number; used: number },
  shown: string,
  used: number,
][] = [
  ['free', { all: 3, used: 0 }, 'free', 0],
  ['free', { all: 3, used: 2 }, 'free', 2],
  ['free', { all: 3, used: 3 }, 'busy', 3],
  ['busy', { all: 3, used: 1 }, 'free', 1],
  ['free', { all: 1, used: 2 }, 'busy', 1],
  ['busy-unavailable', { all: 0, used: 0 }, 'busy-unavailable', 0],
  ['entered-in-error', { all: 3, used: 0 }, 'entered-in-error', 0],
];

for (const [status, counted, shown, used] of counts) {
  test(`A ${status} slot, ${counted.used} of ${counted.all} used, is shown ${shown}`, () => {
    const made = toOutpatientSlot({ ...slot, status } as Resource, counted) as Shown;
    assert.equal(made['status'], shown);
    assert.deepEqual(made._status.extension, [
      { url: statusUrl, valueCoding: made._status.extension[0]!.valueCoding },
    ]);
    assert.equal(made._status.extension[0]!.valueCoding.code, shown);
    assert.deepEqual(made.extension[0], {
      url: sourceNumberUrl,
      valueRatio: {
        numerator: { value: used, unit: '个' },
        denominator: { value: counted.all, unit: '个' },
      },
    });
    assert.deepEqual(validator.validate(made), []);
  });
}

test('A Schedule comes back as it was, and its doctor is first on the way', () => {
  const made = toOutpatientSchedule(schedule);
  assert.deepEqual(validator.validate(made), []);
  assert.deepEqual(made['identifier'], [{ system: scheduleIdentifier, value: 'wang-monday' }]);
  const [first] = made['actor'] as { reference: string }[];
  assert.equal(first?.reference, 'PractitionerRole/wang');
  const back = fromOutpatientSchedule(made);
  const byName = (one: Resource) => ({
    ...one,
    actor: (one['actor'] as { reference: string }[]).toSorted((a, b) =>
      a.reference < b.reference ? -1 : 1,
    ),
  });
  assert.deepEqual(byName(back), byName(schedule));
});

test('A Slot comes back as it was', () => {
  assert.deepEqual(fromOutpatientSlot(toOutpatientSlot(slot, { all: 3, used: 1 })), slot);
});

test('What a hospital sends becomes ours: number, capacity, state', () => {
  const theirs = {
    resourceType: 'Schedule',
    id: 'x',
    meta: { profile: ['http://StructureDefinition.hl7fhir.cn/outpatient-schedule'] },
    identifier: [{ system: scheduleIdentifier, value: 'P-17' }],
    actor: [{ reference: 'Practitioner/232323' }, { reference: 'Location/22332' }],
    comment: '骨科门诊排班',
  } as unknown as Resource;
  const own = fromOutpatientSchedule(theirs);
  assert.deepEqual(own['identifier'], [{ system: scheduleIdentifier, value: 'P-17' }]);
  assert.equal(own.meta, undefined);
  const sent = {
    ...slot,
    meta: { profile: [slotProfile, 'https://other.example/profile'] },
    extension: [
      {
        url: sourceNumberUrl,
        valueRatio: { numerator: { value: 30 }, denominator: { value: 40 } },
      },
    ],
    status: 'busy-unavailable',
  } as unknown as Resource;
  const mine = fromOutpatientSlot(sent);
  assert.deepEqual(mine['extension'], [{ url: capacityUrl, valueInteger: 40 }]);
  assert.deepEqual(mine.meta, { profile: ['https://other.example/profile'] });
  assert.equal(mine['status'], 'busy-unavailable');
});

test('What says no number of seats keeps what it says otherwise', () => {
  assert.deepEqual(fromOutpatientSlot(slot), slot);
});
