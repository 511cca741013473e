/**
 * Compares two people: levels of every field, their weight by Fellegi and Sunter, what forbids a
 * link, what must be looked at.
 * https://doi.org/10.23889/ijpds.v7i3.1794
 */
import type { Model } from '../model/model.ts';
import type { Traits } from '../traits/traits.ts';
import { birthLevel } from './birth-level.ts';
import { type FieldName, type Levels, fieldNames, fields, silent } from './fields.ts';
import { hanNameLevel, latinNameLevels } from './name-level.ts';
import { otherNumberLevel, residentIdLevel } from './number-level.ts';
import { contactLevel, latinPlaceLevels } from './place-level.ts';
import { type Veto, hasNoName, vetoOf } from './veto.ts';

/** One field of a comparison. */
export interface FieldWeight {
  field: FieldName;
  /** The name of its level. */
  level: string;
  /** log2 of m/u: positive speaks for one person. */
  weight: number;
}

/** What comparing two people says. */
export interface Comparison {
  /** log2 of the odds that they are one. */
  weight: number;
  probability: number;
  fields: FieldWeight[];
  /** Why they may not be linked without a person's decision. */
  veto: Veto | undefined;
}

/** What is to be done with a pair. */
export type Zone = 'link' | 'review' | 'none';

/** The levels of all fields, and whether resident numbers contradict each other. */
export function levelsOf(a: Traits, b: Traits): { levels: Levels; contradict: boolean } {
  const id = residentIdLevel(a.numbers, b.numbers);
  const latin = latinNameLevels(a.names, b.names);
  const place = latinPlaceLevels(a, b);
  const found: Record<FieldName, number> = {
    residentId: id.level,
    otherNumber: otherNumberLevel(a.numbers, b.numbers),
    // A child without a name is called by the parent's: no name to hold against a real one.
    name: hasNoName(a) === hasNoName(b) ? hanNameLevel(a.names, b.names) : silent,
    family: latin.family,
    given: latin.given,
    birth: birthLevel(a.birth, b.birth),
    sex: a.sex === undefined || b.sex === undefined ? silent : a.sex === b.sex ? 0 : 1,
    contact: contactLevel(a, b),
    ...place,
  };
  return { levels: Int8Array.from(fieldNames, (name) => found[name]), contradict: id.contradict };
}

/** log2 of the odds that two people of these levels are one. */
export function weightOf(model: Model, levels: Levels, names: [Traits, Traits]): number {
  let sum = model.prior;
  for (const [at, name] of fieldNames.entries()) {
    const level = levels[at]!;
    if (level !== silent) sum += fieldWeight(model, { name, level }, names);
  }
  return sum;
}

/** The weight of one field; a rare name that agrees says more than a common one. */
function fieldWeight(
  model: Model,
  { name, level }: { name: FieldName; level: number },
  [a, b]: [Traits, Traits],
): number {
  const plain = model.weights[name][level] ?? 0;
  if (level !== 0 || !(name === 'name' || name === 'family' || name === 'given')) return plain;
  const shares = commonValues(name, a, b).flatMap((value) => model.frequencyOf(name, value) ?? []);
  return shares.length === 0 ? plain : Math.log2(model.m[name][0]! / Math.min(...shares));
}

/** The values that both have: of several the rarest counts, whoever is asked first. */
function commonValues(name: 'name' | 'family' | 'given', a: Traits, b: Traits): string[] {
  const of = ({ names }: Traits) =>
    names.map((one) => (name === 'name' ? one.text : name === 'family' ? one.family : one.given));
  const others = of(b);
  return of(a).filter((value) => others.includes(value));
}

/** Compares two people, with reasons. */
export function compare(model: Model, a: Traits, b: Traits): Comparison {
  const { levels, contradict } = levelsOf(a, b);
  const weight = weightOf(model, levels, [a, b]);
  const told = fieldNames.flatMap((name, at): FieldWeight[] => {
    const level = levels[at]!;
    if (level === silent) return [];
    const one = fieldWeight(model, { name, level }, [a, b]);
    return [{ field: name, level: fields[name][level]!, weight: one }];
  });
  return {
    weight,
    probability: probabilityOf(weight),
    fields: told,
    veto: vetoOf({ levels, contradict }, a, b),
  };
}

/** What comparing says, without the reasons: for many pairs. */
export function judge(model: Model, a: Traits, b: Traits): Omit<Comparison, 'fields'> {
  const { levels, contradict } = levelsOf(a, b);
  const weight = weightOf(model, levels, [a, b]);
  // Who is far from being one person needs no second look, unless one card says so.
  const isFar = weight < model.thresholds.review && levels[residentIdAt] !== 0;
  const veto = isFar ? undefined : vetoOf({ levels, contradict }, a, b);
  return { weight, probability: probabilityOf(weight), veto };
}

const residentIdAt = fieldNames.indexOf('residentId');

/** The probability for a weight. */
export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/** What is to be done with a pair: linked, looked at, or nothing. */
export function zoneOf(
  { thresholds }: Model,
  { weight, veto }: Pick<Comparison, 'weight' | 'veto'>,
): Zone {
  if (veto === 'borrowed-card') return 'review';
  if (weight < thresholds.review) return 'none';
  return veto === undefined && weight >= thresholds.link ? 'link' : 'review';
}
