/** What a load has done, one JSON line a step, so that it can go on where it was stopped. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** What became of a file; `begun` without an end is in doubt. */
export interface Step {
  file: string;
  state: 'begun' | 'done' | 'failed';
  /** Whether it made new resources, or new versions only. */
  added?: boolean;
  /** Why it failed. */
  reason?: string;
}

/** The journal of one load. */
export interface Journal {
  /** The last known step of each file. */
  steps: Map<string, Step>;
  /** How many resources of each type the server had before. */
  before: Record<string, number> | undefined;
  note(step: Step): void;
  noteBefore(before: Record<string, number>): void;
}

/**
 * Opens the journal at `path`, empty where there is none; a torn last line is left out.
 * @param options `again` forgets what an earlier load did.
 */
export function openJournal(path: string, options: { again: boolean }): Journal {
  mkdirSync(dirname(path), { recursive: true });
  if (options.again) rmSync(path, { force: true });
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  const entries = lines.flatMap(parse);
  const steps = new Map<string, Step>();
  let before: Record<string, number> | undefined;
  for (const entry of entries) {
    if ('before' in entry) before = entry.before;
    else steps.set(entry.file, entry);
  }
  const append = (entry: object) => appendFileSync(path, `\n${JSON.stringify(entry)}`);
  return {
    steps,
    before,
    note(step) {
      steps.set(step.file, step);
      append(step);
    },
    noteBefore(counts) {
      append({ before: counts });
    },
  };
}

function parse(line: string): (Step | { before: Record<string, number> })[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Step];
  } catch {
    return [];
  }
}
