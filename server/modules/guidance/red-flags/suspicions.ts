/**
 * What is no red flag, and yet may be the beginning of one: somebody is asked whether there is
 * danger. To ask costs a tap.
 * docs/decisions/0023-guidance.md
 */
import type { Rule } from './lexicon.ts';
import type { TermName } from './terms.ts';

const all = (...names: TermName[]): Rule => ({ all: names });
/** A term with each of these signs. */
const each = (name: TermName, signs: readonly TermName[]): Rule[] =>
  signs.map((sign) => all(name, sign));

/** Any of these leads to the question. */
export const suspicions: readonly Rule[] = [
  all('unbearablePain'),
  all('gettingWorse'),
  ...each('chestPain', ['queasy', 'breathlessMild', 'severe', 'sudden']),
  ...each('abrupt', [
    'headPain',
    'headache',
    'limbNumb',
    'limbLost',
    'slack',
    'blurred',
    'visionOdd',
    'bellyPain',
    'backPain',
    'breathlessMild',
    'racing',
    'nearFaint',
    'muddle',
    'imbalance',
    'severe',
    'eyePain',
    'coldLimb',
    'testiclePain',
    'bleeding',
  ]),
  { all: ['nearFaint'], unless: ['chronic'] },
  { all: ['muddle'], unless: ['chronic'] },
  all('breathlessMild', 'severe'),
  all('headPain', 'projectile'),
  all('headInjury'),
  all('wound'),
  { all: ['burn'], unless: ['healing'] },
  all('bite', 'bleeding'),
  ...each('pregnant', [
    'bellyPain',
    'headache',
    'severe',
    'fever',
    'breathlessMild',
    'bleedingAny',
  ]),
  all('latePeriod', 'bellyPain'),
  ...each('newborn', ['newbornBad', 'limp', 'runs', 'severe']),
  ...each('infant', ['newbornBad', 'limp', 'runs']),
  ...each('child', ['limp', 'dryness', 'colic', 'highFever', 'breathlessMild', 'muddle']),
  all('highFever', 'limp'),
  all('fever', 'rigors'),
  all('fever', 'frailty'),
  all('fever', 'shocky'),
  all('blackStool'),
  all('darkUrine'),
  all('stoolBlood', 'severe'),
  all('bloodStreak', 'severe'),
  all('justAfter', 'rash'),
  all('justAfter', 'collapseNow'),
  { all: ['poisonNamed'], unless: ['atWork'] },
  { all: ['fumes'], unless: ['atWork', 'chronic'] },
  all('despair'),
  { all: ['heat'], unless: ['atWork'] },
  all('sugarLow', 'faint'),
  all('cauda', 'abrupt'),
  all('postOperation'),
];
