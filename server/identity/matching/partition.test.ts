/** Persons of a component: whatever the order, links as far as nothing speaks against them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#server/demonstration/random.ts';
import { type Decision, type Edge, partition, personMax } from './partition.ts';

function edge(a: string, b: string, rest: Partial<Edge> | Edge['zone'] = {}): Edge {
  const given = typeof rest === 'string' ? { zone: rest } : rest;
  return { a, b, weight: 10, zone: 'link', ...given };
}
const said = (a: string, b: string, same: boolean): Decision => ({ a, b, same });

const stories: [title: string, edges: Edge[], decisions: Decision[], persons: string[]][] = [
  ['nothing links nobody', [], [], ['a', 'b', 'c']],
  ['a link makes one', [edge('a', 'b')], [], ['ab', 'c']],
  ['a pair to be looked at makes none', [edge('a', 'b', 'review')], [], ['a', 'b', 'c']],
  [
    'a chain makes nobody one with whom nothing connects',
    [edge('a', 'b', { zone: 'link', weight: 12 }), edge('b', 'c')],
    [],
    ['ab', 'c'],
  ],
  [
    'a weak third side is enough',
    [
      edge('a', 'b', { zone: 'link', weight: 12 }),
      edge('b', 'c'),
      edge('a', 'c', { zone: 'review', weight: 3 }),
    ],
    [],
    ['abc'],
  ],
  [
    'a veto keeps apart, and the stronger link wins',
    [
      edge('a', 'b', { zone: 'link', weight: 12 }),
      edge('b', 'c', { zone: 'link', weight: 9 }),
      edge('a', 'c', { zone: 'veto', weight: 20 }),
    ],
    [],
    ['ab', 'c'],
  ],
  ['a decision joins what nothing links', [], [said('a', 'c', true)], ['ac', 'b']],
  [
    'a decision joins in spite of a veto',
    [edge('a', 'b', 'veto')],
    [said('a', 'b', true)],
    ['ab', 'c'],
  ],
  ['a decision parts what is linked', [edge('a', 'b')], [said('b', 'a', false)], ['a', 'b', 'c']],
  [
    'whom a decision joins to somebody unlike keeps the links that they had',
    [edge('a', 'b')],
    [said('a', 'c', true)],
    ['abc'],
  ],
  [
    'whom a decision joins brings nobody along who is plainly another',
    [edge('a', 'b'), edge('b', 'c', 'veto')],
    [said('a', 'c', true)],
    ['ac', 'b'],
  ],
  [
    'who was parted from one is not joined by another',
    [edge('a', 'b'), edge('b', 'c', { zone: 'link', weight: 20 }), edge('a', 'c')],
    [said('a', 'c', false)],
    ['a', 'bc'],
  ],
];

for (const [title, edges, decisions, persons] of stories) {
  test(title, () => {
    const found = partition(['a', 'b', 'c'], edges, decisions);
    assert.deepEqual(
      found.map((person) => person.join('')),
      persons,
    );
  });
}

test('the order of edges and decisions does not matter', () => {
  const random = createRandom(5, 'partition');
  const names = Array.from('abcdefgh');
  const zones = ['link', 'link', 'review', 'veto'] as const;
  for (let round = 0; round < 300; round += 1) {
    const edges: Edge[] = [];
    const decisions: Decision[] = [];
    for (const [n, a] of names.entries()) {
      for (const b of names.slice(n + 1)) {
        if (random.chance(0.5))
          edges.push(edge(a, b, { zone: random.pick(zones), weight: random.whole(1, 4) }));
        if (random.chance(0.05)) decisions.push(said(a, b, random.chance(0.5)));
      }
    }
    const found = partition(names, edges, decisions);
    const turned = partition(
      names,
      edges.toReversed().map(({ a, b, ...rest }) => ({ a: b, b: a, ...rest })),
      decisions.toReversed(),
    );
    assert.deepEqual(turned, found);
    const joined = new Map(found.flatMap((person, at) => person.map((one) => [one, at] as const)));
    for (const { a, b, same } of decisions) {
      if (!same) assert.notEqual(joined.get(a), joined.get(b), `${a}${b} were parted`);
    }
  }
});

test('nobody has more records than a person can have', () => {
  const names = Array.from({ length: personMax + 20 }, (_, at) => String(at).padStart(3, '0'));
  const edges = names.flatMap((a, n) => names.slice(n + 1).map((b) => edge(a, b)));
  const [first, ...others] = partition(names, edges, []);
  assert.ok((first?.length ?? 0) <= personMax);
  assert.equal(others.flat().length + (first?.length ?? 0), names.length);
});
