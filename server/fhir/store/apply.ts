/**
 * Applies the writes of a transaction: what is a Patient last, when the index of people has found
 * whose record it is.
 */
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Identity } from '#fhir/store/identity.ts';
import type { Hash } from './hash.ts';
import type { Sql } from './sql.ts';
import { type KnownTerms, type Write, applyWrites } from './write.ts';

/** Notes writes that won for those who are told of them, in the same transaction. */
export type Note = (tx: Sql, written: readonly Write[]) => Promise<void>;

/** What became of writes. */
export interface Applied {
  /** Keys of those that won. */
  won: Set<Hash>;
  /** The events of those that won, and of what followed from them. */
  lines: AuditLine[];
  /** Everything that was written, what followed from it as well. */
  written: Write[];
  /** Keys of Patients whose person is another now. */
  moved: readonly Hash[];
}

/** Applies writes inside a transaction, at most one a resource; see `applyWrites`. */
export async function applyAll(
  tx: Sql,
  writes: readonly Write[],
  parts: { known: KnownTerms; identity: Identity; note: Note },
): Promise<Applied> {
  const applied = await applyEach(tx, writes, parts);
  const { won, written } = applied;
  await parts.note(
    tx,
    written.filter(({ key }) => won.has(key)),
  );
  return applied;
}

async function applyEach(
  tx: Sql,
  writes: readonly Write[],
  { known, identity }: { known: KnownTerms; identity: Identity },
): Promise<Applied> {
  const isPatient = ({ type }: Write) => type === 'Patient';
  const others = writes.filter((write) => !isPatient(write));
  const won = await applyWrites(tx, others, known);
  const about = writes.filter(
    ({ type, key }) => identity.concerns(type) && (type === 'Patient' || won.has(key)),
  );
  if (about.length === 0) {
    return { won, lines: auditLines(others, won), written: others, moved: [] };
  }
  const placed = await identity.place(tx, about);
  const last = [...placed.writes, ...placed.followers];
  const patients = await applyWrites(tx, last, known);
  for (const { key } of placed.writes) if (patients.has(key)) won.add(key);
  // What followed was nobody's wish, but a version of somebody's record all the same.
  const lines = [...auditLines(others, won), ...auditLines(last, patients)];
  return { won, lines, written: [...others, ...last], moved: placed.moved };
}

/** The events of the writes that won. */
function auditLines(writes: readonly Write[], won: ReadonlySet<Hash>): AuditLine[] {
  return writes.flatMap(({ key, audit }) => (audit === undefined || !won.has(key) ? [] : [audit]));
}
