/** Tables of what channels decide: where a push may go, what an answer means, how long to wait. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf } from './web-push.ts';
import { pauseAfter } from './delivery.ts';
import { isPushAddress } from './push-services.ts';

const services = ['https://push.example', 'https://*.wide.example', 'http://127.0.0.1:9000'];

for (const [address, allowed] of [
  ['https://push.example/abc', true],
  ['https://push.example:443/abc', true],
  ['https://push.example:8443/abc', false],
  ['http://push.example/abc', false],
  ['https://push.example.evil.example/abc', false],
  ['https://evil.example/?https://push.example', false],
  ['https://user:word@push.example/abc', false],
  ['https://push.example@evil.example/abc', false],
  ['https://a.wide.example/abc', true],
  ['https://a.b.wide.example/abc', true],
  ['https://wide.example/abc', false],
  ['https://notwide.example/abc', false],
  ['https://a.wide.example:8443/abc', false],
  ['http://a.wide.example/abc', false],
  ['http://127.0.0.1:9000/abc', true],
  ['http://127.0.0.1:9001/abc', false],
  ['http://2130706433:9000/abc', true],
  ['http://10.0.0.1/abc', false],
  ['', false],
] as const) {
  test(`A push may ${allowed ? '' : 'not '}go to ${address || 'nowhere'}`, () => {
    assert.equal(isPushAddress(address, services), allowed);
  });
}

for (const [status, header, outcome] of [
  [200, null, 'sent'],
  [201, null, 'sent'],
  [301, null, 'refused'],
  [400, null, 'refused'],
  [403, null, 'refused'],
  [404, null, 'gone'],
  [410, null, 'gone'],
  [413, null, 'refused'],
  [429, '30', { afterMs: 30_000 }],
  [429, 'Fri, 27 Nov 2026 08:00:00 GMT', { afterMs: 0 }],
  [500, null, { afterMs: 0 }],
  [503, '-5', { afterMs: 0 }],
] as const) {
  test(`A push service that answers ${status} (Retry-After: ${header}) is understood`, () => {
    assert.deepEqual(outcomeOf(status, header), outcome);
  });
}

test('Pauses double from two seconds to an hour, and are as long as was asked', () => {
  assert.deepEqual(
    [1, 2, 3, 12, 40].map((failures) => pauseAfter(failures, 0)),
    [2000, 4000, 8000, 3_600_000, 3_600_000],
  );
  assert.equal(pauseAfter(1, 120_000), 120_000);
  assert.equal(pauseAfter(1, 86_400_000), 3_600_000);
});
