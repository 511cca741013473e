/**
 * Makes a model for comparing people: from a file of Patients, one a line, or from the Chinese set
 * of bench/linkage. The same input and seed make the same model.
 *   npm run train-identity -- --version zh-2 --out model.json [--in patients.ndjson] [--seed 1]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Resource } from '#model/fhir.ts';
import { createRandom } from '#server/demonstration/random.ts';
import { trainModel } from '#server/identity/training/train.ts';
import { traitsOf } from '#server/identity/traits/traits.ts';
import { drawRecords } from '../../bench/linkage/chinese-records.ts';

const { values } = parseArgs({
  options: {
    in: { type: 'string' },
    out: { type: 'string' },
    version: { type: 'string' },
    seed: { type: 'string', default: '1' },
    households: { type: 'string', default: '12000' },
  },
});
const { out, version } = values;
if (out === undefined || version === undefined) {
  console.error('Give --version NAME and --out FILE.');
  process.exit(2);
}
const seed = Number(values.seed);
const households = Number(values.households);

function patients(): Resource[] {
  if (values.in === undefined) {
    return drawRecords({ seed, households }).map(({ patient }) => patient);
  }
  const lines = readFileSync(values.in, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Resource);
}

const chance = createRandom(seed, 'chance');
const file = trainModel(
  patients().map((patient) => traitsOf(patient)),
  {
    version,
    trainedOn: values.in ?? `bench/linkage, seed ${seed}, ${households} households`,
    random: () => chance.next(),
    sample: 2_000_000,
    recall: 0.85,
    link: 0.99,
    review: 0.5,
  },
);
writeFileSync(out, `${JSON.stringify(file, undefined, 1)}\n`);
console.log(`Wrote ${out}`);
