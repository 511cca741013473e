/** A line is followed through everything that a phone's network does to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '#model/queue/place.ts';
import { follow, unheard } from './following.ts';

const place = (ahead: number, at: string): Place => ({
  appointment: 'a',
  state: 'waiting',
  number: 7,
  ahead,
  room: null,
  soonest: null,
  p50: null,
  p90: null,
  leave: null,
  at,
});

const heard = (ahead: number, at: string) =>
  ({ type: 'heard', said: { place: place(ahead, at) } }) as const;

test('Each message moves the place', () => {
  const first = follow(unheard, heard(3, '2026-11-27T02:00:00Z'));
  assert.equal(first.place?.ahead, 3);
  const second = follow(first, heard(2, '2026-11-27T02:05:00Z'));
  assert.equal(second.place?.ahead, 2);
});

test('What comes late does not undo what came before', () => {
  const now = follow(unheard, heard(2, '2026-11-27T02:05:00Z'));
  const late = follow(now, { type: 'asked', place: place(3, '2026-11-27T02:00:00Z') });
  assert.equal(late.place?.ahead, 2);
  assert.equal(follow(late, heard(3, '2026-11-27T02:01:00Z')).place?.ahead, 2);
});

test('A link that breaks, or is refused, keeps the place', () => {
  const known = follow(unheard, heard(3, '2026-11-27T02:00:00Z'));
  const live = follow(known, { type: 'changed', link: 'live' });
  for (const link of ['broken', 'refused', 'live'] as const) {
    const now = follow(live, { type: 'changed', link });
    assert.deepEqual([now.link, now.place?.ahead], [link, 3]);
  }
});

test('What is not understood changes nothing', () => {
  for (const said of [{}, { line: {} }, { place: 7 }, { place: null }, { place: {} }]) {
    assert.equal(follow(unheard, { type: 'heard', said }), unheard, JSON.stringify(said));
  }
});
