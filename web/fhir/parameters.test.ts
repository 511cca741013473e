/** Requests of operations say each value as what it is; answers are read by their names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parametersOf, partsOf } from './parameters.ts';
import type { Fact } from './shapes.ts';

test('values go into a request as what they are', () => {
  const asked = parametersOf({
    count: 2,
    room: '305',
    finish: false,
    slot: { reference: 'Slot/a' },
    pool: { valueCode: 'elder' },
    patient: undefined,
  });
  assert.deepEqual(asked, {
    resourceType: 'Parameters',
    parameter: [
      { name: 'count', valueInteger: 2 },
      { name: 'room', valueString: '305' },
      { name: 'finish', valueBoolean: false },
      { name: 'slot', valueReference: { reference: 'Slot/a' } },
      { name: 'pool', valueCode: 'elder' },
    ],
  });
});

test('a request of nothing has no empty list', () => {
  assert.deepEqual(parametersOf(), { resourceType: 'Parameters' });
  assert.deepEqual(parametersOf({ text: undefined }), { resourceType: 'Parameters' });
});

test('an answer is read by names; what is not there is empty, 0 or false', () => {
  const parameter = [
    { name: 'opened', valueInteger: 4 },
    { name: 'url', valueUrl: 'https://pay.example/1' },
    { name: 'line', part: [{ name: 'paid', valueBoolean: true }] },
    { name: 'line' },
  ];
  const parts = partsOf({ resourceType: 'Parameters', parameter } as object as Fact);
  assert.equal(parts.count('opened'), 4);
  assert.equal(parts.text('url'), 'https://pay.example/1');
  assert.equal(parts.text('opened'), '');
  assert.deepEqual(parts.reference('patient'), {});
  assert.deepEqual(
    parts.all('line').map(({ flag }) => flag('paid')),
    [true, false],
  );
  assert.equal(partsOf({ resourceType: 'Parameters' } as Fact).count('opened'), 0);
});
