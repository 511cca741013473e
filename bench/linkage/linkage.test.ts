/** The Chinese set is what it promises; the model of the house keeps its bar on a small one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '#server/demonstration/random.ts';
import { linkRecords } from '#server/identity/batch/link-records.ts';
import { blockingKeys } from '#server/identity/matching/blocking-keys.ts';
import { judge, zoneOf } from '#server/identity/matching/compare.ts';
import { partition } from '#server/identity/matching/partition.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { openModel } from '#server/identity/model/model.ts';
import { trainModel } from '#server/identity/training/train.ts';
import { traitsOf } from '#server/identity/traits/traits.ts';
import { drawRecords } from './chinese-records.ts';

const set = { seed: 77, households: 900 };

test('one seed draws one set, another seed another', () => {
  const [one, again, other] = [set, set, { ...set, seed: 78 }].map((settings) =>
    JSON.stringify(drawRecords(settings).map(({ patient }) => patient)),
  );
  assert.equal(one, again);
  assert.notEqual(one, other);
});

test('the set has every mistake that it is to have', () => {
  const causes = new Set(drawRecords({ ...set, households: 3000 }).flatMap((one) => one.causes));
  for (const cause of [
    'missing-id',
    'old-card',
    'id-typo',
    'borrowed-card',
    'homophone',
    'lookalike',
    'typo',
    'traditional',
    'character-missing',
    'no-dot',
    'birth-swapped',
    'birth-typo',
    'first-of-january',
    'no-birth',
    'no-sex',
    'wrong-sex',
    'agent',
    'new-phone',
    'phone-typo',
    'moved',
    'newborn',
  ]) {
    assert.ok(causes.has(cause), cause);
  }
});

test('links of the house’s model are right: fewer than one in a thousand is not', () => {
  const records = drawRecords(set);
  const traits = records.map(({ patient }) => traitsOf(patient));
  const { persons } = linkRecords(houseModel(records.length), traits, {
    keys: traits.map(blockingKeys),
  });
  let [right, wrong] = [0, 0];
  for (const person of persons) {
    for (const [n, a] of person.entries()) {
      for (const b of person.slice(n + 1)) {
        if (records[a]!.truth === records[b]!.truth) right += 1;
        else wrong += 1;
      }
    }
  }
  assert.ok(right > 2500 && wrong <= 2, `${right} right, ${wrong} wrong`);
});

test('linked in bulk, records are the persons that they are pair by pair', () => {
  const records = drawRecords({ ...set, households: 120 });
  const traits = records.map(({ patient }) => traitsOf(patient));
  const { persons } = linkRecords(houseModel(records.length), traits, {
    keys: traits.map(blockingKeys),
  });
  const model = houseModel(records.length);
  const edges = traits.flatMap((a, n) =>
    traits.slice(n + 1).flatMap((b, offset) => {
      const judged = judge(model, a, b);
      const zone = zoneOf(model, judged);
      if (zone === 'none') return [];
      const ends = { a: String(n), b: String(n + 1 + offset), weight: judged.weight };
      return [{ ...ends, zone: judged.veto === undefined ? zone : ('veto' as const) }];
    }),
  );
  const one = partition(
    records.map((_, at) => String(at)),
    edges,
    [],
  );
  const sorted = (lists: readonly (readonly (string | number)[])[]) =>
    lists
      .map((list) =>
        list
          .map(Number)
          .toSorted((a, b) => a - b)
          .join(' '),
      )
      .toSorted();
  assert.deepEqual(sorted(persons), sorted(one));
});

test('training on one set with one seed makes one model, which knows a match', () => {
  const traits = drawRecords(set).map(({ patient }) => traitsOf(patient));
  const made = () => {
    const chance = createRandom(3, 'chance');
    return trainModel(traits, {
      version: 'test',
      trainedOn: 'a test',
      random: () => chance.next(),
      sample: 60_000,
      recall: 0.85,
      link: 0.99,
      review: 0.5,
    });
  };
  assert.deepEqual(made(), made());
  const model = openModel(made(), traits.length);
  assert.ok(model.weights.residentId[0]! > 8 && model.weights.residentId[3]! < -4);
  assert.ok(model.weights.name[0]! > 8 && model.weights.name[6]! < -6);
});

test('a model with a fault says which', () => {
  const traits = drawRecords(set).map(({ patient }) => traitsOf(patient));
  assert.throws(() => trainModel(traits.slice(0, 9), {} as never), /at least 100 records/);
  const good = { version: 'x', trainedOn: 'y', matches: 1.3, link: 0.9, review: 0.5 };
  const sex = { m: [0.9, 0.1], u: [0.5, 0.5] };
  const open = (rest: object) => () =>
    openModel({ ...good, fields: { sex }, frequencies: {}, ...rest }, 1000);
  assert.ok(open({})());
  assert.throws(open({ version: '' }), /has no version/);
  assert.throws(open({ review: 0.95 }), /review must be below link/);
  assert.throws(open({ matches: 0 }), /matches must be more than 0/);
  assert.throws(open({ link: 1 }), /link must lie between/);
  assert.throws(open({ fields: { sex: { m: [0.9], u: [0.5, 0.5] } } }), /sex\.m must be 2 shares/);
});
