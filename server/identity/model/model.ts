/**
 * The model by which people are compared: a versioned file made by `npm run train-identity`.
 * https://doi.org/10.23889/ijpds.v7i3.1794
 */
import { type FieldName, fieldNames, fields } from '../matching/fields.ts';

/** Fields of which common values say less. */
export type NameField = 'name' | 'family' | 'given';

/** The file as it lies on disk. */
export interface ModelFile {
  version: string;
  /** What it was trained on. */
  trainedOn: string;
  /** How many other records a record has, on average, that are the same person. */
  matches: number;
  /** Probabilities from which a pair is linked, and looked at. */
  link: number;
  review: number;
  /** Probability of each level among pairs that are one person (m), and that are two (u). */
  fields: Record<string, { m: number[]; u: number[] }>;
  /** Shares of the commoner values, and the share that any other is taken to have. */
  frequencies: Record<string, { other: number; values: Record<string, number> }>;
}

/** A model that compares. */
export interface Model {
  version: string;
  /** log2 of the odds that two people drawn by chance are one. */
  prior: number;
  /** log2 of the odds from which a pair is linked, and looked at. */
  thresholds: { link: number; review: number };
  m: Record<FieldName, readonly number[]>;
  /** log2 of m/u, by field and level. */
  weights: Record<FieldName, readonly number[]>;
  /** The share of people who bear a name; undefined where the model does not know names. */
  frequencyOf(field: NameField, value: string): number | undefined;
}

/**
 * The model in a file, for an index of so many records: the more there are, the more must agree.
 * Throws a RangeError that says what is wrong with it.
 */
export function openModel(file: ModelFile, records: number): Model {
  checkModel(file);
  const table = (of: (field: FieldName) => number[]) =>
    Object.fromEntries(fieldNames.map((name) => [name, of(name)])) as Record<FieldName, number[]>;
  const known = (name: FieldName) => file.fields[name];
  return {
    version: file.version,
    prior: oddsOf(Math.min(0.5, file.matches / Math.max(1, records - 1))),
    thresholds: { link: oddsOf(file.link), review: oddsOf(file.review) },
    m: table((name) => known(name)?.m ?? []),
    weights: table((name) => {
      const { m = [], u = [] } = known(name) ?? {};
      return m.map((share, level) => Math.log2(share / u[level]!));
    }),
    frequencyOf(field, value) {
      const found = file.frequencies[field];
      return found && (found.values[value] ?? found.other);
    },
  };
}

function oddsOf(probability: number): number {
  return Math.log2(probability / (1 - probability));
}

const isShare = (value: unknown) => typeof value === 'number' && value > 0 && value < 1;

function checkModel(file: ModelFile): void {
  if (typeof file.version !== 'string' || file.version === '') throw fault('has no version');
  for (const name of ['link', 'review'] as const) {
    if (!isShare(file[name])) throw fault(`${name} must lie between 0 and 1`);
  }
  if (!(file.matches > 0)) throw fault('matches must be more than 0');
  if (file.review >= file.link) throw fault('review must be below link');
  for (const [name, shares] of Object.entries(file.fields)) {
    const levels = fields[name as FieldName]?.length;
    for (const kind of ['m', 'u'] as const) {
      const list = shares[kind];
      const isWhole = Array.isArray(list) && list.length === levels && list.every(isShare);
      if (!isWhole) throw fault(`${name}.${kind} must be ${levels} shares between 0 and 1`);
    }
  }
}

const fault = (what: string) => new RangeError(`the model ${what}`);
