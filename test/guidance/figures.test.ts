/**
 * Guidance is as good as was asked, on sentences written by hand (ACC-02).
 * docs/decisions/0023-guidance.md
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { houseClassifier } from '#server/modules/guidance/classifier/classifier.ts';
import { tableFiles } from '#tools/guidance/generate.ts';
import { departmentFigures, emergencyFigures, falseAlarms } from './figures.ts';

describe('Guidance on sentences written by hand', () => {
  const classifier = houseClassifier();

  it('names the right department first in 80 %, among three in 95 % of held-out sentences', () => {
    const figures = departmentFigures(classifier, 'held-out.txt');
    assert.ok(figures.sentences >= 500 && figures.departments >= 25);
    assert.ok(figures.first >= 0.8, `first in ${figures.first}`);
    assert.ok(figures.amongThree >= 0.95, `among three in ${figures.amongThree}`);
  });

  it('says what is probable about as often as it is so', () => {
    assert.ok(departmentFigures(classifier, 'held-out.txt').calibrationError < 0.08);
  });

  it('finds every one of ≥300 paraphrases of emergencies by the lexicon alone', () => {
    const { sentences, missed } = emergencyFigures('emergencies.txt', classifier);
    assert.ok(sentences >= 300);
    assert.deepEqual(
      missed.map(({ text }) => text),
      [],
    );
  });

  it('takes at most 5 % of ordinary questions for emergencies', () => {
    const files = ['ordinary.txt', 'held-out.txt', 'development.txt'];
    const { sentences, raised } = falseAlarms(classifier, files);
    assert.ok(raised.length / sentences <= 0.05, `${raised.length} of ${sentences}`);
  });
});

describe('The card of the model', () => {
  const root = join(import.meta.dirname, '../..');
  const folder = join(root, 'server/modules/guidance/classifier');
  const card = readFileSync(join(folder, 'zh-1.md'), 'utf8');
  const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

  it('names the weights and the tables as they are', () => {
    assert.ok(card.includes(hashOf(join(folder, 'zh-1.bin'))));
    for (const file of tableFiles) {
      assert.ok(card.includes(hashOf(join(root, 'tools/guidance/symptoms', file))), file);
    }
  });
});
