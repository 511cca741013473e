/**
 * What happened to persons since a place in the order of changes, as far as a subscriber may know:
 * of records of its own institution alone.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Hash } from '#fhir/store/hash.ts';
import { type Sql, arrayLiteral } from '#fhir/store/sql.ts';

/** One change. */
export interface Change {
  /** Its place in the order. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Ids of the subscriber's Patients whose person has another record now, or one less. */
  patients: string[];
}

/**
 * The changes after a place.
 * @param given.owner key of the institution; undefined: the platform, which is told of all.
 * @returns those to be told, and the place to go on from; undefined where there are none.
 */
export async function readChanges(
  sql: Sql,
  given: { after: string; owner: Hash | undefined; limit: number },
): Promise<{ changes: Change[]; last: string } | undefined> {
  const rows = await sql.run(
    `select id, at, key, before, after from identity_change where id > $1 order by id limit $2`,
    [given.after, given.limit],
  );
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const personsOf = (row: (typeof rows)[number]) =>
    [row['before'], row['after']].flatMap((one) => (one === null ? [] : [String(one)]));
  const records = await sql.run(
    `select i.person, r.id from identity_record i
      join resource r on r.bucket = i.bucket and r.key = i.key
      where i.person = any($1::text::bigint[]) and ($2::text is null or r.owner = $2::text::bigint)
      order by r.id`,
    [arrayLiteral([...new Set(rows.flatMap(personsOf))]), given.owner ?? null],
  );
  const changes = rows.flatMap((row) => {
    // A record that is new and alone is news to nobody: whoever wrote it knows.
    if (row['before'] === null && String(row['after']) === String(row['key'])) return [];
    const persons = new Set(personsOf(row));
    const own = records.filter((record) => persons.has(String(record['person'])));
    const patients = [...new Set(own.map((record) => String(record['id'])))];
    return patients.length === 0
      ? []
      : [{ id: String(row['id']), at: Number(row['at']), patients }];
  });
  return { changes, last: String(last['id']) };
}
