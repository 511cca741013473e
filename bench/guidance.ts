/**
 * How well guidance leads: departments and red flags on the sentences of test/guidance/data, the
 * split of Toyhom where its folder is given, and how long a question takes.
 *   node bench/guidance.ts [--triage ../shared/data/triage] [--misses]
 * https://github.com/Toyhom/Chinese-medical-dialogue-data
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '#server/demonstration/random.ts';
import { houseClassifier } from '#server/modules/guidance/classifier/classifier.ts';
import { featuresOf, vectorOf } from '#server/modules/guidance/classifier/features.ts';
import { fit, scoresOf } from '#server/modules/guidance/classifier/train.ts';
import { decideDoor } from '#server/modules/guidance/decide.ts';
import {
  askedOf,
  departmentFigures,
  emergencyFigures,
  falseAlarms,
} from '#test/guidance/figures.ts';
import { readSentences } from '#test/guidance/sentences.ts';
import { type Question, readToyhom } from '#tools/guidance/toyhom.ts';

const { values } = parseArgs({
  options: {
    triage: { type: 'string', default: '../shared/data/triage' },
    misses: { type: 'boolean', default: false },
  },
});
const ordinaryFiles = ['ordinary.txt', 'held-out.txt', 'development.txt'];
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function departments(): void {
  const classifier = houseClassifier();
  for (const file of ['held-out.txt', 'development.txt']) {
    const figures = departmentFigures(classifier, file);
    console.log(
      `${file}: ${figures.sentences} sentences of ${figures.departments} departments, ` +
        `top-1 ${percent(figures.first)}, top-3 ${percent(figures.amongThree)}, ` +
        `calibration error ${percent(figures.calibrationError)}`,
    );
    if (!values.misses) continue;
    for (const { sentence, named } of figures.missed) {
      console.log(`  ${sentence.group} ${sentence.text} → ${named.join(' ')}`);
    }
  }
}

function redFlags(): void {
  const classifier = houseClassifier();
  for (const file of ['emergencies.txt', 'emergencies-blind.txt', 'emergencies-independent.txt']) {
    const { sentences, missed, missedByBoth, asked } = emergencyFigures(file, classifier);
    console.log(
      `${file}: ${sentences} paraphrases, recall ${percent(1 - missed.length / sentences)} ` +
        `by the lexicon, ${percent(1 - missedByBoth.length / sentences)} with the net, ` +
        `${asked} more asked about danger`,
    );
    if (!values.misses) continue;
    for (const { group, text } of missedByBoth) console.log(`  missed: ${group} ${text}`);
  }
  for (const files of [
    ['ordinary.txt'],
    ['ordinary-independent.txt'],
    ['held-out.txt', 'development.txt'],
    ordinaryFiles,
  ]) {
    const figures = falseAlarms(classifier, files);
    const share = (count: number) => percent(count / figures.sentences);
    console.log(
      `${files.join(', ')}: ${figures.sentences} ordinary questions, false alarms ` +
        `${share(figures.raised.length)}, asked about danger ${share(figures.asked)}, ` +
        `primary care first ${share(figures.primaryCare)}, desk ${share(figures.desk)}`,
    );
    if (!values.misses || files === ordinaryFiles) continue;
    for (const { sentence } of figures.raised) console.log(`  alarm: ${sentence.text}`);
  }
}

/** Fitted on four fifths of the titles of Toyhom, by a hash of the title; measured on the rest. */
function toyhom(path: string): void {
  const questions = readToyhom(path);
  const labels = [...new Set(questions.map(({ department }) => department))].toSorted();
  const isHeld = ({ title }: Question) =>
    [...featuresOf(title).keys()].reduce((a, b) => a ^ b, 0) % 5 === 0;
  const training = questions.filter((question) => !isHeld(question));
  const held = questions.filter(isHeld);
  const started = performance.now();
  // Half of the departments have fewer than 60 titles: these count for more.
  const counts = Map.groupBy(training, ({ department }) => department);
  const chance = createRandom(1, 'toyhom');
  const fitted = fit(
    training.map(({ title, department }) => ({
      text: title,
      label: labels.indexOf(department),
      weight: Math.min(4, (1000 / (counts.get(department)?.length ?? 1)) ** 0.3),
    })),
    {
      labels: labels.length,
      epochs: 15,
      rate: 0.35,
      decay: 1e-5,
      random: () => chance.next(),
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const judged = held.map(({ title, department }) => {
    const scores = [...scoresOf(fitted, vectorOf(title, fitted.idf))];
    const order = labels.map((_, label) => label).toSorted((a, b) => scores[b]! - scores[a]!);
    return { truth: labels.indexOf(department), order };
  });
  const share = (most: number) =>
    judged.filter(({ truth, order }) => order.slice(0, most).includes(truth)).length / held.length;
  const f1 = labels.map((_, label) => {
    const right = judged.filter(({ truth, order }) => truth === label && order[0] === label).length;
    const named = judged.filter(({ order }) => order[0] === label).length;
    const real = judged.filter(({ truth }) => truth === label).length;
    return real === 0 ? undefined : (2 * right) / (named + real);
  });
  const known = f1.filter((value) => value !== undefined);
  const macroF1 = known.reduce((sum, value) => sum + value, 0) / known.length;
  console.log(
    `Toyhom: ${questions.length} titles of ${labels.length} departments, ` +
      `${held.length} held out, top-1 ${percent(share(1))}, top-3 ${percent(share(3))}, ` +
      `macro-F1 ${percent(macroF1)}, fitted in ${seconds.toFixed(1)} s`,
  );
}

function speed(): void {
  const before = performance.now();
  const classifier = houseClassifier();
  const loaded = performance.now();
  const sentences = readSentences('held-out.txt');
  const turns = 20;
  for (let turn = 0; turn < turns; turn += 1) {
    for (const sentence of sentences) decideDoor(classifier, askedOf(sentence));
  }
  const each = ((performance.now() - loaded) * 1000) / (turns * sentences.length);
  console.log(
    `weights read in ${(loaded - before).toFixed(0)} ms; a decision takes ${each.toFixed(0)} µs`,
  );
}

departments();
redFlags();
const path = join(values.triage, 'neike_sample_7644.utf8.csv');
if (existsSync(path)) toyhom(path);
speed();
