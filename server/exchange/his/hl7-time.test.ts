/** Moments of HL7 v2, read and written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createZoneOffset } from '#fhir/search/values/time-zone.ts';
import { momentOf, stampOf } from './hl7-time.ts';

const offset = createZoneOffset('Asia/Shanghai');
const rows: readonly [text: string, iso: string | undefined][] = [
  ['20261201080000', '2026-12-01T00:00:00.000Z'],
  ['202612010800', '2026-12-01T00:00:00.000Z'],
  ['20261201080000.5', '2026-12-01T00:00:00.500Z'],
  ['20261201080000.1234+0800', '2026-12-01T00:00:00.123Z'],
  ['20261201000000+0000', '2026-12-01T00:00:00.000Z'],
  ['20261130190000-0500', '2026-12-01T00:00:00.000Z'],
  ['20261201', undefined],
  ['20261301080000', undefined],
  ['20260230080000', undefined],
  ['20261201250000', undefined],
  ['', undefined],
];

for (const [text, iso] of rows) {
  test(`"${text}" is ${iso ?? 'no moment'}`, () => {
    const at = momentOf(text, offset);
    assert.equal(at === undefined ? undefined : new Date(at).toISOString(), iso);
  });
}

test('What is written is read as the same moment, and names its zone', () => {
  const at = Date.parse('2026-12-01T00:00:00Z');
  assert.equal(stampOf(at, offset), '20261201080000+0800');
  assert.equal(momentOf(stampOf(at, offset), offset), at);
  const west = createZoneOffset('America/St_Johns');
  assert.equal(stampOf(at, west), '20261130203000-0330');
  assert.equal(momentOf(stampOf(at, west), offset), at);
});
