/**
 * Writes again what versions are found and guarded by, and how they lie in the database, where the
 * rules for that have changed: no version is made.
 * https://hl7.org/fhir/R4/http.html
 */
import { typeNumber } from '#model/resource-types.ts';
import type { Guarded } from './guard.ts';
import { type CurrentRow, currentRow } from './read.ts';
import { type Sql, runValues } from './sql.ts';
import {
  type KnownTerms,
  type Write,
  intoHistory,
  intoResource,
  replaceReasons,
  resourceRow,
  writeTerms,
} from './write.ts';

/** Where a walk over a table is: the key of the last row, in the order of the primary key. */
export type Step = readonly (string | number)[];

/** Before the first row of a walk over `resource` and over `history`. */
export const beginning: Readonly<Record<'resource' | 'history', Step>> = {
  resource: [-1, '0'],
  history: [-1, '0', 0],
};

const readResource = `select bucket, key, type, id, version, seq, method, updated,
    patient, owner, level, body
  from resource where (bucket, key) > ($1, $2) order by bucket, key limit $3`;
const readHistory = `select bucket, key, type, id, version, seq, method, updated,
    patient, owner, level, body
  from history where body is not null and (bucket, key, version) > ($1, $2, $3)
  order by bucket, key, version limit $4`;

/** The next versions of a walk, with their text as it is sent. */
export async function readNext(
  sql: Sql,
  table: 'resource' | 'history',
  given: { after: Step; limit: number },
): Promise<CurrentRow[]> {
  const text = table === 'resource' ? readResource : readHistory;
  const rows = await sql.run(text, [...given.after, given.limit]);
  return rows.map(currentRow);
}

/** Where a walk stands after this row. */
export function stepAfter(table: 'resource' | 'history', row: CurrentRow): Step {
  const { bucket, key, version } = row;
  return table === 'resource' ? [bucket, key] : [bucket, key, version];
}

const rewritten = ['at', 'until', 'patient', 'owner', 'level', 'tokens', 'body'];
const rewriteResource = {
  text: `${intoResource.text} on conflict (bucket, key) do update
    set ${rewritten.map((name) => `${name} = excluded.${name}`).join(', ')}
    where r.version = excluded.version`,
  casts: intoResource.casts,
};

/** Writes current versions again. */
export async function rewriteCurrent(
  tx: Sql,
  writes: readonly Write[],
  known: KnownTerms,
): Promise<void> {
  await Promise.all([
    runValues(tx, rewriteResource, writes.map(resourceRow)),
    replaceReasons(tx, writes, writes),
    writeTerms(tx, writes, known),
  ]);
}

const rewriteHistory = {
  text: `${intoHistory.text} on conflict (bucket, key, version) do update
    set patient = excluded.patient, owner = excluded.owner, level = excluded.level,
      body = excluded.body`,
  casts: intoHistory.casts,
};

/** An earlier version, and how it is to lie in the database. */
export type EarlierVersion = Omit<CurrentRow, 'body'>;

/** Writes earlier versions again. */
export async function rewriteEarlier(tx: Sql, rows: readonly EarlierVersion[]): Promise<void> {
  await runValues(
    tx,
    rewriteHistory,
    rows.map((row) => [
      row.bucket,
      row.key,
      row.version,
      typeNumber(row.type)!,
      row.updated,
      row.seq,
      row.method,
      ...guardColumns(row),
      row.id,
      row.stored,
    ]),
  );
}

function guardColumns({ patient, owner, level }: Pick<Guarded, 'patient' | 'owner' | 'level'>) {
  return [patient ?? null, owner ?? null, level];
}

/** Guards every deletion as what it deleted: the version before it. */
export async function guardDeletions(sql: Sql): Promise<void> {
  await sql.run(
    `update history d set patient = p.patient, owner = p.owner, level = p.level
      from history p
      where d.body is null and p.bucket = d.bucket and p.key = d.key and p.version = d.version - 1`,
    [],
  );
}
