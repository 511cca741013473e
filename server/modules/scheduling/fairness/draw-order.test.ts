/** The order of a draw: equal chances, the same for everybody who works it out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash64 } from '#fhir/store/hash.ts';
import { commitmentOf, drawKey, drawOrder, nameIn, seedOf } from './draw-order.ts';

const key = drawKey({ keyedHash: hash64 });
const draw = (round: number) => ({ session: '42', round });
const people = Array.from({ length: 20 }, (_, at) => hash64(`person ${at}`));

/** Sum of (observed − expected)² / expected. */
const chiSquare = (counts: readonly number[], expected: number) =>
  counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);

test('Over 4,000 draws everybody wins equally often, and is at every place equally often', () => {
  const rounds = 4000;
  const winners = 5;
  const wins = new Map(people.map((person) => [person, 0]));
  const places = Array.from(people, () => 0);
  for (let round = 1; round <= rounds; round += 1) {
    const seed = seedOf(key, draw(round), `salt ${round}`);
    const names = new Map(people.map((person) => [nameIn(key, draw(round), person), person]));
    const order = drawOrder(seed, names.keys()).map((name) => names.get(name)!);
    for (const person of order.slice(0, winners)) wins.set(person, wins.get(person)! + 1);
    places[order.indexOf(people[7]!)]! += 1;
  }
  // 43.8: 19 degrees of freedom, one in a thousand.
  assert.ok(chiSquare([...wins.values()], (rounds * winners) / people.length) < 43.8);
  assert.ok(chiSquare(places, rounds / people.length) < 43.8);
});

test('The order does not depend on who asked first', () => {
  const names = people.map((person) => nameIn(key, draw(1), person));
  const seed = seedOf(key, draw(1), 'salt');
  assert.deepEqual(drawOrder(seed, names), drawOrder(seed, names.toReversed()));
});

test('A seed is of its draw, salt and house alone; its commitment tells it from others', () => {
  const other = drawKey({ keyedHash: (text) => hash64(`other house ${text}`) });
  const seeds = [
    seedOf(key, draw(1), 'a'),
    seedOf(key, draw(2), 'a'),
    seedOf(key, draw(1), 'b'),
    seedOf(other, draw(1), 'a'),
  ];
  assert.equal(new Set(seeds).size, 4);
  assert.equal(new Set(seeds.map(commitmentOf)).size, 4);
  assert.equal(commitmentOf(seeds[0]!), commitmentOf(seedOf(key, draw(1), 'a')));
  assert.ok(!commitmentOf(seeds[0]!).includes(seeds[0]!));
});

test('A name tells nobody which person it is, nor that it is the same as in another draw', () => {
  const [one, again] = [nameIn(key, draw(1), people[0]!), nameIn(key, draw(2), people[0]!)];
  assert.notEqual(one, again);
  assert.match(one, /^[\w-]{22}$/);
  assert.ok(!one.includes(people[0]!));
});
