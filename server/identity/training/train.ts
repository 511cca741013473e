/**
 * Makes a model from records of which nobody knows who is who: u from pairs drawn by chance, m by
 * expectation–maximisation among pairs that agree in something only one person has.
 * https://moj-analytical-services.github.io/splink/topic_guides/training/training_rationale.html
 */
import { type FieldName, fieldNames, fields, silent } from '../matching/fields.ts';
import { levelsOf } from '../matching/compare.ts';
import type { ModelFile, NameField } from '../model/model.ts';
import type { Traits } from '../traits/traits.ts';
import { type Patterns, maximise } from './maximise.ts';

/** What training is told. */
export interface TrainingSettings {
  version: string;
  trainedOn: string;
  /** A number in [0, 1), the next of a seeded stream. */
  random: () => number;
  /** How many pairs are drawn by chance. */
  sample: number;
  /** The share of all true pairs that the deterministic rules are taken to find. */
  recall: number;
  link: number;
  review: number;
}

/** Sessions: what pairs agree in, and which fields that fixes. */
const sessions: readonly { fixes: readonly FieldName[]; keyOf: (one: Traits) => string[] }[] = [
  {
    fixes: ['residentId', 'otherNumber'],
    keyOf: ({ numbers }) =>
      numbers.filter(({ isPersonal }) => isPersonal).map(({ system, value }) => system + value),
  },
  {
    fixes: ['name', 'family', 'given', 'birth'],
    keyOf: ({ names, birth }) =>
      birth === undefined || birth.isWeak ? [] : names.map(({ text }) => text + birth.digits),
  },
  {
    fixes: ['name', 'family', 'given', 'contact'],
    keyOf: ({ names, phones }) =>
      names.flatMap(({ text }) => phones.map((phone) => `${text}${phone}`)),
  },
  {
    fixes: ['name', 'family', 'given', 'postcode', 'town'],
    keyOf: ({ names, addresses }) =>
      names.flatMap(({ text }) =>
        addresses.filter(({ isHan }) => !isHan).map(({ postcode, area }) => text + postcode + area),
      ),
  },
];
/** A block of more records is no person's. */
const sessionBlock = 30;
/** No share is smaller: what was never seen may still be. */
const least = 1e-6;

/** Makes a model. Throws a RangeError where the records say too little. */
export function trainModel(records: readonly Traits[], settings: TrainingSettings): ModelFile {
  if (records.length < 100) throw new RangeError('a model needs at least 100 records');
  const u = chanceShares(records, settings);
  const found = sessions.map((session) => ({
    session,
    patterns: patternsOf(pairsOf(records, session.keyOf), records),
  }));
  const certain = new Set(
    sessions
      .slice(0, 2)
      .flatMap(({ keyOf }) => pairsOf(records, keyOf).map(([a, b]) => `${a} ${b}`)),
  );
  const pairs = (records.length * (records.length - 1)) / 2;
  const lambda = Math.max(certain.size, 1) / settings.recall / pairs;
  const m = averaged(found, u);
  const shares = fieldNames.map((name) => {
    const list = m[name];
    return [name, { m: list, u: withoutMatches(u[name], list, lambda) }] as const;
  });
  const { version, trainedOn, link, review } = settings;
  return {
    version,
    trainedOn,
    matches: Number((lambda * (records.length - 1)).toPrecision(5)),
    link,
    review,
    fields: Object.fromEntries(shares),
    frequencies: frequenciesOf(records),
  };
}

type Shares = Record<FieldName, number[]>;

const rounded = (share: number) =>
  Number(Math.min(1 - least, Math.max(least, share)).toPrecision(5));

/** The share of each level among pairs drawn by chance. */
function chanceShares(records: readonly Traits[], { random, sample }: TrainingSettings): Shares {
  const draw = () => records[Math.floor(random() * records.length)]!;
  const counts = fieldNames.map((name) => fields[name].map(() => 0));
  for (let n = 0; n < sample; n += 1) {
    const [a, b] = [draw(), draw()];
    if (a === b) continue;
    const { levels } = levelsOf(a, b);
    for (let at = 0; at < levels.length; at += 1) {
      if (levels[at] !== silent) counts[at]![levels[at]!]! += 1;
    }
  }
  const shares = counts.map((list) => {
    const total = list.reduce((sum, count) => sum + count, 0);
    return list.map((count) => rounded(total === 0 ? 1 / list.length : count / total));
  });
  return Object.fromEntries(fieldNames.map((name, at) => [name, shares[at]!])) as Shares;
}

/** Among pairs drawn by chance some are one person: their share is taken out again. */
function withoutMatches(u: readonly number[], m: readonly number[], lambda: number): number[] {
  return u.map((share, level) => rounded(share - lambda * m[level]!));
}

/** Pairs of records that have a key in common, each once. */
function pairsOf(
  records: readonly Traits[],
  keyOf: (one: Traits) => string[],
): [a: number, b: number][] {
  const blocks = new Map<string, number[]>();
  for (const [at, record] of records.entries()) {
    for (const key of new Set(keyOf(record))) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [at]);
      else block.push(at);
    }
  }
  const pairs = new Map<number, [number, number]>();
  for (const block of blocks.values()) {
    if (block.length > sessionBlock) continue;
    for (const [n, a] of block.entries()) {
      for (const b of block.slice(n + 1)) pairs.set(a * records.length + b, [a, b]);
    }
  }
  return [...pairs.values()];
}

/** How often each pattern of levels stands among pairs. */
function patternsOf(pairs: readonly [number, number][], records: readonly Traits[]): Patterns {
  const counts = new Map<string, number>();
  for (const [a, b] of pairs) {
    const { levels } = levelsOf(records[a]!, records[b]!);
    const pattern = levels.join(',');
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  }
  return Array.from(counts, ([pattern, count]) => ({
    levels: pattern.split(',').map(Number),
    count,
  }));
}

/** m of each field: the mean of the sessions that tell it, each by how many pairs it has. */
function averaged(
  found: readonly { session: (typeof sessions)[number]; patterns: Patterns }[],
  u: Shares,
): Shares {
  const chance = fieldNames.map((name) => u[name]);
  const told = found
    .filter(({ patterns }) => patterns.length > 1)
    .map(({ session, patterns }) => {
      const free = fieldNames.map((name) => !session.fixes.includes(name));
      return { free, ...maximise(patterns, { chance, free }) };
    });
  return Object.fromEntries(
    fieldNames.map((name, at) => {
      const sums = fields[name].map(() => 0);
      let weight = 0;
      for (const { free, m, support } of told) {
        const own = free[at] === true ? support[at]! : 0;
        weight += own;
        for (const level of sums.keys()) sums[level]! += own * m[at]![level]!;
      }
      // Where nobody tells, agreeing and not say the same as by chance.
      return [name, weight < 1 ? u[name] : sums.map((sum) => rounded(sum / weight))];
    }),
  ) as Shares;
}

/** How many records must bear a name for it to have a share of its own. */
const commonFrom = 3;

function frequenciesOf(records: readonly Traits[]): ModelFile['frequencies'] {
  const kinds: Record<NameField, (one: Traits) => string[]> = {
    name: ({ names }) => names.filter(({ isHan }) => isHan).map(({ text }) => text),
    family: ({ names }) => names.filter(({ isHan }) => !isHan).map(({ family }) => family),
    given: ({ names }) => names.filter(({ isHan }) => !isHan).map(({ given }) => given),
  };
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([name, of]) => {
      const counts = new Map<string, number>();
      const values = records.flatMap(of).filter((value) => value !== '');
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      if (values.length === 0) return [];
      const common = [...counts].filter(([, count]) => count >= commonFrom);
      const shares = common
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([value, count]) => [value, rounded(count / values.length)] as const);
      const other = rounded((commonFrom - 1) / values.length);
      return [[name, { other, values: Object.fromEntries(shares) }]];
    }),
  );
}
