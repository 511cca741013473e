/** A journal that remembers: for tests that look at the events of a store without a log. */
import type { AuditLine, Journal } from '#fhir/handling/audit-line.ts';

/** A journal, and what it was given. */
export interface QuietJournal extends Journal {
  lines: AuditLine[];
}

/** A journal that keeps its lines for the test alone. */
export function quietJournal(): QuietJournal {
  const lines: AuditLine[] = [];
  return {
    lines,
    append: async (_tx, added) => {
      lines.push(...added);
    },
    record: async (line) => {
      lines.push(line);
    },
  };
}
