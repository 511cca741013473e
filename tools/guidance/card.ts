/** The card of a model of guidance: what it is, from what it was made, what it must not do. */

/** What a card tells of. */
export interface CardFacts {
  version: string;
  seed: number;
  departments: readonly string[];
  drawn: number;
  asked: number;
  temperature: number;
  bytes: Uint8Array;
  /** SHA-256 of the weights. */
  hash: string;
  /** Sentences with figures. */
  figures: readonly string[];
  least: number;
  inputs: readonly { path: string; hash: string }[];
}

/** The card as Markdown. */
export function cardText(facts: CardFacts): string {
  const {
    version,
    seed,
    departments,
    drawn,
    asked,
    temperature,
    bytes,
    hash,
    least,
    figures,
    inputs,
  } = facts;
  const files = inputs.map(({ path, hash }) => `| \`${path.split('/').at(-1)}\` | \`${hash}\` |`);
  return `# Model ${version}: complaint to department

Written by \`npm run train-guidance\`; do not edit.

- **What it is** softmax regression over hashed character 1–3-grams (FNV-1a, 2^18, TF-IDF),
  AdaGrad, seed ${seed}; weights below ${least} are taken for 0; ${bytes.length} bytes,
  sha256 \`${hash}\`.
- **Classes** ${departments.length} departments of 诊疗科目名录:
  ${departments.join(' ')}.
- **Made from** ${drawn} sentences drawn from the tables of \`tools/guidance/symptoms/\` (this
  project's, Apache-2.0), and ${asked} titles of the Toyhom sample (MIT, Copyright (c) 2019
  Toyhom, github.com/Toyhom/Chinese-medical-dialogue-data). No text is in the weights.
- **Calibrated** by temperature ${temperature} on \`test/guidance/data/development.txt\`.
- **Figures** (\`node bench/guidance.ts\`; the bars are a test, \`test/guidance/figures.test.ts\`)
${figures.map((figure) => `  - ${figure}`).join('\n')}
- **Meant for** suggesting to whom to go, after the red flags and the filters of age, sex and
  pregnancy. It is no diagnosis and decides nothing.
- **Falls short** the sentences it was measured on were written by its makers, not collected from
  patients; it reads Chinese alone, and knows no dialect but what the tables have; what it does
  not know goes to the desk. Of emergencies that lexicon and net were not made by, some are
  missed: how many is in docs/decisions/0023-guidance.md.
- **Licence** Apache-2.0, as the rest.

| input | sha256 |
|---|---|
${files.join('\n')}
`;
}
