/**
 * Access control of one request: what its caller may see and change, by the policy, the scopes of
 * the token and the reasons on record.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import type { About, Access } from '#fhir/handling/access.ts';
import { parseSearch } from '#fhir/search/parse.ts';
import { resolveAll } from '#fhir/search/plan/resolve.ts';
import { createStatement } from '#fhir/search/plan/statement.ts';
import { whereText } from '#fhir/search/plan/where.ts';
import { type Resolved, allOf, anyOf } from '#fhir/search/predicate.ts';
import { type Guarded } from '#fhir/store/guard.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { Sql } from '#fhir/store/sql.ts';
import { typeNumber } from '#model/resource-types.ts';
import { authorize } from './authorize.ts';
import { type AccessParts, reasonsFor } from './reasons/reasons-for.ts';
import { recordRows } from './record-rows.ts';
import { type Why, decide } from './rules/decide.ts';
import { type Opening, type Standing, openingOf } from './rules/standing.ts';
import { type Openings, openPredicate, openingsOf, visiblePredicate } from './rules/visible.ts';

/** A standing with what is derived from it once. */
export interface Known {
  standing: Standing;
  openings: Openings;
}

/** What is derived from a standing once. */
export function knownOf(standing: Standing): Known {
  return { standing, openings: openingsOf(standing, 's') };
}

/** The access of one caller for one request. */
export function createAccess(parts: AccessParts, known: Known): Access {
  const { standing } = known;
  const whys = new Map<Hash, Why>();
  return {
    mayChooseIds: standing.caller.kind === 'system' || standing.caller.kind === 'administrator',
    why: (row) => whys.get(row.key),
    visible: (sql, about) => visible(parts, known, { sql, about }),
    admit: (sql, rows) => admit(parts, standing, { sql, rows, whys }),
    authorize: (sql, writes) => authorize(standing, parts, { sql, writes }),
  };
}

/** Those of the rows that may be seen. */
async function admit<Row extends Guarded>(
  parts: AccessParts,
  standing: Standing,
  given: { sql: Sql; rows: readonly Row[]; whys: Map<Hash, Why> },
): Promise<Row[]> {
  const { sql, rows, whys } = given;
  const reasons = await reasonsFor(parts, standing, given);
  const now = parts.now();
  const seen = rows.filter((row) => {
    const own = row.patient === undefined ? [] : (reasons.get(row.patient) ?? []);
    const decision = decide(standing, row, { reasons: own, now });
    if ('why' in decision) whys.set(row.key, decision.why);
    return 'why' in decision;
  });
  return meetingScopes(parts, standing, { sql, rows: seen });
}

/** Rows of types for which the scopes set criteria must meet them. */
async function meetingScopes<Row extends Guarded>(
  parts: AccessParts,
  standing: Standing,
  { sql, rows }: { sql: Sql; rows: Row[] },
): Promise<Row[]> {
  const restricted = new Map<string, Opening>();
  for (const { type } of rows) {
    const opening = openingOf(standing, type, 'r') ?? openingOf(standing, type, 's');
    if (opening !== undefined && opening.queries.length > 0) restricted.set(type, opening);
  }
  if (restricted.size === 0) return rows;
  const meeting = new Map<Hash, number>();
  for (const [type, opening] of restricted) {
    const places = rows
      .filter((row) => row.type === type)
      .map(({ bucket, key }) => ({ bucket, key }));
    const criteria = await criteriaOf(parts, sql, { type, opening });
    const statement = createStatement();
    const where = whereText(statement, allOf([{ kind: 'places', places }, criteria]));
    const found = await sql.run(
      `select r.key, r.version from resource r where ${where}`,
      statement.parameters,
    );
    for (const row of found) meeting.set(String(row['key']), Number(row['version']));
  }
  // The current version meets the criteria: an earlier one need not have.
  const meets = (row: Row) =>
    meeting.has(row.key) && (!('version' in row) || row.version === meeting.get(row.key));
  return rows.filter((row) => !restricted.has(row.type) || meets(row));
}

/** What the scopes ask of resources of a type. */
async function criteriaOf(
  parts: AccessParts,
  sql: Sql,
  { type, opening }: { type: string; opening: Opening },
): Promise<Resolved> {
  const house = { sql, access: undefined };
  const lists = await Promise.all(
    opening.queries.map((query) =>
      resolveAll(house, parseSearch(parts.search, type, [...query]).criteria),
    ),
  );
  return anyOf(lists);
}

async function visible(
  parts: AccessParts,
  { standing, openings }: Known,
  { sql, about }: { sql: Sql; about: About },
): Promise<Resolved> {
  const { types, patients } = about;
  const record = await recordRows(parts, standing, { sql, patients });
  const free = visiblePredicate(standing, openings, { record, types });
  const restricted = openings.restricted.filter(
    ({ type }) => types === undefined || types.includes(typeNumber(type)!),
  );
  // Of earlier versions it is not kept by what they could be found: those types stay closed.
  if (restricted.length === 0 || about.isOfVersions === true) return free;
  const bound = await Promise.all(
    restricted.map(async ({ type, openness, opening }) =>
      allOf([
        { kind: 'type', number: typeNumber(type)! },
        openPredicate(standing, openness, record),
        await criteriaOf(parts, sql, { type, opening }),
      ]),
    ),
  );
  return { kind: 'any', of: [free, ...bound] };
}
