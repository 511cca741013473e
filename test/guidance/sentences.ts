/** Sentences of data/: by group (a line `# GROUP`), some with the age of the patient (`@3 …`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One sentence. */
export interface Sentence {
  group: string;
  text: string;
  ageYears: number | undefined;
}

/** The sentences of a file of data/. */
export function readSentences(file: string): Sentence[] {
  const [, ...parts] = readFileSync(join(import.meta.dirname, 'data', file), 'utf8').split(/^# /m);
  return parts.flatMap((part) => {
    const [group = '', ...lines] = part.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => {
      const [, age, text = line] = /^@(\d+) (.*)$/.exec(line) ?? [];
      return { group, text, ageYears: age === undefined ? undefined : Number(age) };
    });
  });
}
