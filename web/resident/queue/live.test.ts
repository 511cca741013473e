/** A line is followed through everything that a phone's network does to it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Place } from '#model/queue/place.ts';
import { follow, pauseMs, readMessage, unheard } from './live.ts';

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

const message = (said: object) => ({ type: 'message', text: JSON.stringify(said) }) as const;

test('A first message makes it live, each further one moves the place', () => {
  const first = follow(unheard, message({ place: place(3, '2026-11-27T02:00:00Z') }));
  assert.equal(first.link, 'live');
  const second = follow(first, message({ place: place(2, '2026-11-27T02:05:00Z') }));
  assert.equal(second.place?.ahead, 2);
});

test('What comes late does not undo what came before', () => {
  const now = follow(unheard, message({ place: place(2, '2026-11-27T02:05:00Z') }));
  const late = follow(now, { type: 'asked', place: place(3, '2026-11-27T02:00:00Z') });
  assert.equal(late.place?.ahead, 2);
});

test('A closed link is lost, keeps the place, and counts the tries until it lives again', () => {
  const live = follow(unheard, message({ place: place(3, '2026-11-27T02:00:00Z') }));
  const lost = follow(follow(live, { type: 'closed' }), { type: 'closed' });
  assert.deepEqual([lost.link, lost.attempts, lost.place?.ahead], ['lost', 2, 3]);
  const again = follow(lost, message({ place: place(1, '2026-11-27T02:20:00Z') }));
  assert.deepEqual([again.link, again.attempts, again.place?.ahead], ['live', 0, 1]);
});

test('Who is refused does not try again', () => {
  const refused = follow(unheard, message({ refused: 'not-permitted' }));
  assert.equal(follow(refused, { type: 'closed' }).link, 'refused');
});

test('What is not understood changes nothing', () => {
  for (const text of ['', 'null', '[]', '{"line":{}}', '{"place":7}', 'hello']) {
    assert.equal(readMessage(text), undefined, text);
    assert.equal(follow(unheard, { type: 'message', text }), unheard, text);
  }
});

test('Pauses grow to a minute and are not the same for everybody', () => {
  assert.deepEqual(
    [1, 2, 3, 7, 40].map((attempts) => pauseMs(attempts, 1)),
    [1000, 2000, 4000, 60_000, 60_000],
  );
  assert.equal(pauseMs(1, 0), 500);
});
