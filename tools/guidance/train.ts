/**
 * Makes the weights of guidance and their card: from sentences drawn from the tables of symptoms
 * and, where the folder is given, from the questions of Toyhom. The same input and seed make the
 * same bytes.
 *   npm run train-guidance -- --version zh-1 --triage ../shared/data/triage [--seed 1]
 * docs/decisions/0023-guidance.md
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '#server/demonstration/random.ts';
import { softmax } from '#server/modules/guidance/classifier/softmax.ts';
import {
  type Example,
  type Fitted,
  fit,
  scoresOf,
} from '#server/modules/guidance/classifier/train.ts';
import { vectorOf } from '#server/modules/guidance/classifier/features.ts';
import { createClassifier } from '#server/modules/guidance/classifier/classifier.ts';
import { packWeights, unpackWeights } from '#server/modules/guidance/classifier/weights-file.ts';
import { departmentFigures, emergencyFigures, falseAlarms } from '#test/guidance/figures.ts';
import { readSentences } from '#test/guidance/sentences.ts';
import { cardText } from './card.ts';
import { drawSentences, readTables, tableFiles } from './generate.ts';
import { readToyhom, toyhomDepartments } from './toyhom.ts';

const root = join(import.meta.dirname, '../..');
const classifierFolder = join(root, 'server/modules/guidance/classifier');
const { values } = parseArgs({
  options: {
    version: { type: 'string', default: 'zh-1' },
    triage: { type: 'string' },
    seed: { type: 'string', default: '1' },
    sentences: { type: 'string', default: '1200' },
    least: { type: 'string', default: '0.6' },
    out: { type: 'string', default: classifierFolder },
  },
});
const seed = Number(values.seed);
const toyhomFile = 'neike_sample_7644.utf8.csv';

/** At most so many questions of Toyhom a department, each counting so much. */
const toyhom = { most: 400, weight: 0.5 };

const tables = readTables();
const departments = [...new Set(tables.map(({ department }) => department))].toSorted();
const drawn: Example[] = tables.flatMap((table, index) => {
  const { department } = table;
  const siblings = tables.filter((other) => other.department === department).length;
  // Emergencies have many tables, of things that go together, and count for more than one.
  const count = Math.round((Number(values.sentences) * (siblings > 1 ? 3 : 1)) / siblings);
  return drawSentences(table, count, createRandom(seed, `${department} ${index}`)).map((text) => ({
    text,
    label: departments.indexOf(department),
    weight: 1,
  }));
});
const asked = values.triage === undefined ? [] : questions(join(values.triage, toyhomFile));
const started = performance.now();
const chance = createRandom(seed, 'order');
const fitted = fit([...drawn, ...asked], {
  labels: departments.length,
  epochs: 6,
  rate: 0.35,
  decay: 1e-5,
  random: () => chance.next(),
});
const seconds = (performance.now() - started) / 1000;
const temperature = calibrate(fitted);
const { version } = values;
const least = Number(values.least);
const bytes = packWeights(fitted, { version, departments, temperature, least });
writeFileSync(join(values.out, `${version}.bin`), bytes);
writeFileSync(
  join(values.out, `${version}.md`),
  cardText({
    version,
    seed,
    departments,
    drawn: drawn.length,
    asked: asked.length,
    temperature,
    bytes,
    hash: sha256(bytes),
    least,
    figures: figuresOf(bytes),
    inputs: [
      ...tableFiles.map((file) => join(root, 'tools/guidance/symptoms', file)),
      join(root, 'test/guidance/data/development.txt'),
      ...(values.triage === undefined ? [] : [join(values.triage, toyhomFile)]),
    ].map((path) => ({ path, hash: sha256(readFileSync(path)) })),
  }),
);
console.log(
  `${drawn.length + asked.length} sentences, ${departments.length} departments, fitted in ` +
    `${seconds.toFixed(1)} s; ${bytes.length} bytes, temperature ${temperature}, ` +
    `sha256 ${sha256(bytes)}`,
);

function questions(path: string): Example[] {
  const counts = new Map<string, number>();
  return readToyhom(path).flatMap(({ department, title }) => {
    const code = toyhomDepartments[department];
    const count = counts.get(code ?? '') ?? 0;
    if (code === undefined || count >= toyhom.most) return [];
    counts.set(code, count + 1);
    return [{ text: title, label: departments.indexOf(code), weight: toyhom.weight }];
  });
}

/** The temperature under which the development sentences are likeliest. */
function calibrate(model: Fitted): number {
  const sentences = readSentences('development.txt').map(({ group, text }) => ({
    label: departments.indexOf(group),
    scores: scoresOf(model, vectorOf(text, model.idf)),
  }));
  const lossAt = (at: number) =>
    sentences.reduce((sum, { label, scores }) => sum - Math.log(softmax(scores, at)[label]!), 0);
  const choices = Array.from(
    { length: 80 },
    (_, index) => Math.round((0.3 + index * 0.05) * 100) / 100,
  );
  return choices.reduce((best, at) => (lossAt(at) < lossAt(best) ? at : best));
}

function figuresOf(packed: Uint8Array): string[] {
  const classifier = createClassifier(unpackWeights(packed));
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const departmentsFound = departmentFigures(classifier, 'held-out.txt');
  const emergencies = emergencyFigures('emergencies.txt', classifier);
  const ordinary = falseAlarms(classifier, ['ordinary.txt', 'held-out.txt', 'development.txt']);
  return [
    `${departmentsFound.sentences} held-out sentences of ${departmentsFound.departments} ` +
      `departments: top-1 ${percent(departmentsFound.first)}, ` +
      `top-3 ${percent(departmentsFound.amongThree)}, ` +
      `calibration error ${percent(departmentsFound.calibrationError)}`,
    `${emergencies.sentences} paraphrases of emergencies, by the lexicon alone: recall ` +
      percent(1 - emergencies.missed.length / emergencies.sentences),
    `${ordinary.sentences} ordinary questions: false alarms ` +
      percent(ordinary.raised.length / ordinary.sentences),
  ];
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
