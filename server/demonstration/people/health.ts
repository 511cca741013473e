/**
 * What each resident lives with: chronic disease, habits and allergies, by age and sex as surveys
 * find them.
 */
import type { Day } from '../calendar.ts';
import { fullYears } from '../calendar.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import type { Resident } from './resident.ts';

/** A chronic disease and since when it is known. */
export interface Known {
  since: Day;
  /** Under `good` control soon, `late` after a change of treatment, or still `poor`. */
  control: 'good' | 'late' | 'poor';
}

export type QuietProblem =
  | 'gout'
  | 'kneeArthrosis'
  | 'prostate'
  | 'osteoporosis'
  | 'hypothyroidism'
  | 'chronicGastritis';

export type AllergyKey =
  | 'penicillin'
  | 'cephalosporin'
  | 'sulfonamide'
  | 'seafood'
  | 'ibuprofen'
  | 'pollen';

/** The health of one resident; an absent part is not there. */
export interface Health {
  hypertension?: Known;
  diabetes?: Known;
  copd?: Known;
  coronary?: Known;
  /** The day of the stroke. */
  stroke?: Day;
  /** The day of an operation or accident. */
  appendicitis?: Day;
  wristFracture?: Day;
  hipFracture?: Day;
  cataract?: Day;
  gallstones?: Day;
  lipids: boolean;
  smoker: boolean;
  /** Seen by specialists of the first hospital, and fills prescriptions at the pharmacy chain. */
  travels: boolean;
  /**
   * Seen by a specialist of the first hospital in the last two weeks, so that the doctor of the
   * demonstration has a reason to look.
   */
  seenLately?: boolean;
  quiet: readonly QuietProblem[];
  allergies: readonly AllergyKey[];
}

/** The three years that the records cover. */
export interface Window {
  from: Day;
  to: Day;
}

/** Draws the health of a resident. */
export function drawHealth(seed: number, resident: Resident, window: Window): Health {
  const random = createRandom(seed, `health ${resident.id}`);
  const age = fullYears(resident.born, window.to);
  const male = resident.sex === 'male';
  const smoker = age >= 18 && random.chance(male ? 0.45 : 0.02);
  const hypertension = known(random, hypertensionShare(age), { age, window, resident });
  const diabetesShare = age < 35 ? 0.003 : age < 50 ? 0.04 : 0.11;
  const risk = diabetesShare * (hypertension === undefined ? 0.8 : 1.5);
  const diabetes = known(random, risk, { age, window, resident });
  const copdShare = age < 50 ? 0 : smoker ? 0.2 : 0.03;
  const copd = known(random, copdShare, { age, window, resident });
  const vascular = hypertension !== undefined || diabetes !== undefined;
  const coronaryShare = age >= 58 ? (vascular ? 0.16 : 0.04) : 0;
  const coronary = known(random, coronaryShare, { age, window, resident });
  return {
    ...present({ hypertension, diabetes, copd, coronary }),
    ...drawEvents(random, { age, male, vascular, window }),
    lipids: age >= 40 && random.chance(vascular ? 0.5 : 0.14),
    smoker,
    travels: age >= 18 && random.chance(0.35),
    quiet: drawQuiet(random, age, male),
    allergies: drawAllergies(random),
  };
}

function hypertensionShare(age: number): number {
  if (age < 30) return 0;
  if (age < 45) return 0.08;
  if (age < 55) return 0.2;
  if (age < 65) return 0.28;
  return 0.4;
}

interface Person {
  age: number;
  window: Window;
  resident: Resident;
}

/** Most have known their disease for years; some learn of it within the three years. */
function known(random: Random, share: number, person: Person): Known | undefined {
  const { window, resident } = person;
  const draw = random.next();
  const fresh = random.chance(0.25);
  const since = fresh
    ? window.from + random.whole(30, 700)
    : window.from - random.whole(60, Math.max(61, Math.min(5200, (person.age - 28) * 300)));
  const fate = random.next();
  if (draw >= share || resident.delivery !== undefined) return undefined;
  return { since, control: fate < 0.6 ? 'good' : fate < 0.88 ? 'late' : 'poor' };
}

function drawEvents(
  random: Random,
  person: { age: number; male: boolean; vascular: boolean; window: Window },
): Partial<
  Record<
    'stroke' | 'appendicitis' | 'wristFracture' | 'hipFracture' | 'cataract' | 'gallstones',
    Day
  >
> {
  const { age, male, vascular, window } = person;
  const on = (share: number): Day | undefined => {
    const day = random.whole(window.from + 60, window.to - 130);
    return random.chance(share) ? day : undefined;
  };
  return present({
    stroke: on(age >= 60 && vascular ? 0.07 : 0),
    appendicitis: on(age >= 8 && age < 50 ? 0.03 : 0),
    wristFracture: on(age >= 7 && age < 16 ? 0.06 : age >= 50 && !male ? 0.04 : 0.006),
    hipFracture: on(age >= 76 ? 0.06 : 0),
    cataract: on(age >= 68 ? 0.09 : 0),
    gallstones: on(age >= 35 && age < 75 ? 0.03 : 0),
  });
}

function drawQuiet(random: Random, age: number, male: boolean): QuietProblem[] {
  const shares: readonly (readonly [QuietProblem, number])[] = [
    ['gout', male && age >= 35 ? 0.06 : 0],
    ['kneeArthrosis', age >= 58 ? 0.17 : 0],
    ['prostate', male && age >= 65 ? 0.22 : 0],
    ['osteoporosis', !male && age >= 65 ? 0.16 : 0],
    ['hypothyroidism', !male && age >= 30 ? 0.03 : 0],
    ['chronicGastritis', age >= 30 ? 0.06 : 0],
  ];
  return shares.filter(([, share]) => random.chance(share)).map(([problem]) => problem);
}

function drawAllergies(random: Random): AllergyKey[] {
  const shares: readonly (readonly [AllergyKey, number])[] = [
    ['penicillin', 0.035],
    ['cephalosporin', 0.015],
    ['sulfonamide', 0.01],
    ['seafood', 0.025],
    ['ibuprofen', 0.006],
    ['pollen', 0.02],
  ];
  return shares.filter(([, share]) => random.chance(share)).map(([allergy]) => allergy);
}

/** Leaves out what is undefined, so that absence is one thing only. */
function present<T extends object>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
