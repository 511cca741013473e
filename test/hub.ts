/** A hub of its own for a test: everything as in production, but for the log, which remembers. */
import { randomBytes } from 'node:crypto';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { type Hub, openHub } from '#server/hub.ts';
import type { TestDatabase } from './database.ts';
import { type QuietJournal, quietJournal } from './quiet-journal.ts';

/** A hub, and what it logged. */
export interface TestHub extends Hub {
  journal: QuietJournal;
}

/** The hub on a database of a test. */
export function openTestHub({ sql }: TestDatabase): TestHub {
  const journal = quietJournal();
  const hub = openHub({
    database: postgresDatabase(() => sql),
    definitions: loadDefinitions(),
    timeZone: 'Asia/Shanghai',
    baseUrls: [],
    now: Date.now,
    randomBytes,
    journal,
    breakGlassHours: 4,
  });
  return { ...hub, journal };
}
