/**
 * The classifier: the same examples make the same weights, and weights come back from bytes.
 * docs/decisions/0023-guidance.md
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClassifier, houseClassifier } from './classifier.ts';
import { featuresOf } from './features.ts';
import { type Example, fit } from './train.ts';
import { packWeights, unpackWeights } from './weights-file.ts';

const examples: Example[] = ['牙疼', '牙龈肿', '补牙', '眼睛红', '眼睛干', '看不清'].map(
  (text, index) => ({ text, label: index < 3 ? 0 : 1, weight: 1 }),
);
/** A generator of Lehmer. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
const train = () =>
  fit(examples, { labels: 2, epochs: 20, rate: 0.3, decay: 0, random: lehmer(7) });
const given = { version: 'test', departments: ['12', '10'], temperature: 1, least: 0.001 };

describe('The classifier', () => {
  it('is the same for the same examples and random numbers', () => {
    assert.deepEqual(packWeights(train(), given), packWeights(train(), given));
  });

  it('judges from its bytes as it was trained', () => {
    const classifier = createClassifier(unpackWeights(packWeights(train(), given)));
    assert.ok(classifier.judge('牙痛').probabilities.get('12')! > 0.6);
    assert.ok(classifier.judge('眼睛').probabilities.get('10')! > 0.6);
    assert.equal(classifier.judge('xyz').known, 0);
  });

  it('refuses bytes that are not its own, or are cut off', () => {
    const bytes = packWeights(train(), given);
    assert.throws(() => unpackWeights(bytes.subarray(0, bytes.length - 1)), /cut off/);
    assert.throws(() => unpackWeights(new Uint8Array(20)), /YSG1/);
  });

  it('reads words for one thing as one', () => {
    assert.deepEqual(featuresOf('宝宝发热'), featuresOf('孩子发烧'));
  });

  it('of the release knows at least 25 departments', () => {
    assert.ok(houseClassifier().departments.length >= 25);
  });
});
