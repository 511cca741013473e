/**
 * The rule about one row and the same rule in SQL agree, over random rows, reasons and callers.
 * https://hl7.org/fhir/R4/security.html#authorization.2Faccess_control
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createStatement } from '#fhir/search/plan/statement.ts';
import { whereText } from '#fhir/search/plan/where.ts';
import { type Guarded, type ReasonKind, reasonKinds } from '#fhir/store/guard.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import type { Resolved } from '#fhir/search/predicate.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import type { Database } from '#fhir/store/sql.ts';
import { typeNumber } from '#model/resource-types.ts';
import type { RoleCode } from '#model/roles.ts';
import { createRandom } from '#server/demonstration/random.ts';
import { callerOf } from '#test/callers.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { createReasonLookup } from '../reasons/reason-lookup.ts';
import type { AccessParts } from '../reasons/reasons-for.ts';
import { recordRows } from '../record-rows.ts';
import { type Reason, decide } from './decide.ts';
import { type Standing, standingOf } from './standing.ts';
import { openingsOf, recordPredicate, visiblePredicate } from './visible.ts';

const now = Date.UTC(2026, 10, 26);
const day = 86_400_000;
const types = ['Observation', 'Patient', 'Condition', 'Organization', 'Task', 'Communication'];
const organizations = ['a', 'b', 'c'].map((id) => resourceKey('Organization', id));
const patients = Array.from({ length: 12 }, (_, index) => resourceKey('Patient', `p${index}`));
const practitioners = ['x', 'y'].map((id) => resourceKey('Practitioner', id));
const kinds = Object.keys(reasonKinds) as ReasonKind[];
const bucket = 7;

type StoredReason = Reason & { patient: string };

function drawRows(random: ReturnType<typeof createRandom>): Guarded[] {
  return Array.from({ length: 400 }, (_, index) => ({
    type: random.pick(types),
    key: String(index + 1),
    bucket,
    patient: random.chance(0.9) ? random.pick(patients) : undefined,
    owner: random.chance(0.9) ? random.pick(organizations) : undefined,
    level: random.pick([4, 4, 4, 5]),
  }));
}

function drawReasons(
  random: ReturnType<typeof createRandom>,
  rows: readonly Guarded[],
): StoredReason[] {
  const messages = rows.filter(({ type, patient }) => type === 'Communication' && patient);
  const parties = [...organizations, ...practitioners, patients[0]!, patients[1]!, '0'];
  return Array.from({ length: 40 }, (_, index) => {
    const start = now + random.whole(-30, 2) * day;
    const kind = random.pick(kinds);
    const message = random.pick(messages);
    // Only a message is addressed to anybody.
    const about =
      kind === 'addressed'
        ? { patient: message.patient!, type: 0, target: message.key }
        : {
            patient: random.pick(patients),
            type: random.chance(0.8) ? 0 : typeNumber(random.pick(types))!,
            target: random.chance(0.9) ? '0' : String(random.whole(1, 400)),
          };
    return {
      ...about,
      party: random.pick(parties),
      kind,
      scope: random.pick([4, 5]),
      since: start,
      until: start + random.whole(0, 40) * day,
      source: { key: String(1000 + index), bucket },
    };
  });
}

const standings: Record<string, Standing> = Object.fromEntries(
  (
    [
      ['doctor', { who: 'Practitioner/x', organization: 'a' }],
      ['nurse', { who: 'Practitioner/y', organization: 'b' }],
      ['pharmacist', { who: 'Practitioner/y', organization: 'a' }],
      ['supervisor', { who: 'Practitioner/x', organization: 'c' }],
      ['regulator', { who: 'Practitioner/y', organization: 'c' }],
      ['resident', { who: 'Patient/p0' }],
      ['system', { who: 'Device/his', organization: 'b' }],
      ['platform', { who: 'Device/hub' }],
      ['system-administrator', { who: 'Person/1' }],
      ['doctor', { who: 'Practitioner/x', organization: 'a', scopes: ['user/Observation.rs'] }],
      [
        'doctor',
        {
          who: 'Practitioner/x',
          organization: 'a',
          scopes: ['patient/*.rs'],
          launchPatient: 'p3',
        },
      ],
      ['resident', { who: 'Patient/p1', scopes: ['patient/*.rs'], launchPatient: 'p2' }],
    ] as [RoleCode, object][]
  ).map(([role, given], index) => [`${index + 1}, a ${role}`, standingOf(callerOf(role, given))]),
);

/** The keys of the rows that may be seen. */
async function keysFound(
  pool: Database,
  standing: Standing,
  record: Resolved,
): Promise<Set<string>> {
  const openings = openingsOf(standing, 's');
  const statement = createStatement();
  const visible = visiblePredicate(standing, openings, { record, types: undefined });
  const rows = await pool.run(
    `select r.key from resource r where ${whereText(statement, visible, true)}`,
    statement.parameters,
  );
  return new Set(rows.map((row) => String(row['key'])));
}

describe('The rule about a row, and the same rule in SQL', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  async function fill(rows: readonly Guarded[], reasons: readonly StoredReason[]): Promise<void> {
    const { sql } = database;
    await sql`truncate resource, reason`;
    for (const row of rows) {
      await sql`insert into resource (bucket, key, type, method, version, seq, updated, patient,
        owner, level, id, tokens, body) values (${row.bucket}, ${row.key},
        ${typeNumber(row.type)!}, 1, 1, ${row.key}, 0, ${row.patient ?? null},
        ${row.owner ?? null}, ${row.level}, ${row.key}, '{}', '{}')`;
    }
    for (const [n, reason] of reasons.entries()) {
      await sql`insert into reason
        (bucket, key, n, patient, party, kind, type, target, scope, since, until)
        values (${bucket}, ${reason.source.key}, ${n}, ${reason.patient}, ${reason.party},
        ${reasonKinds[reason.kind]}, ${reason.type}, ${reason.target}, ${reason.scope},
        ${reason.since}, ${reason.until})`;
    }
  }

  for (const seed of [1, 2, 3, 4, 5, 6]) {
    test(`They agree for every caller, over 400 rows and 40 reasons drawn by ${seed}`, async () => {
      const random = createRandom(seed, 'visible');
      const rows = drawRows(random);
      const reasons = drawReasons(random, rows);
      await fill(rows, reasons);
      const pool = postgresDatabase(() => database.sql);
      const parts: AccessParts = {
        pool,
        search: undefined as never,
        lookup: createReasonLookup(pool, () => now),
        levels: new WeakMap(),
        register: { types: new Set<string>(), check: async () => undefined },
        checkEntry: async () => undefined,
        now: () => now,
      };
      const few = patients.slice(0, 3);
      for (const [name, standing] of Object.entries(standings)) {
        const ways = {
          'row by row': recordPredicate(standing, now),
          'by lists': await recordRows(parts, standing, { sql: pool, patients: undefined }),
          'of few': await recordRows(parts, standing, { sql: pool, patients: few }),
          'of one': await recordRows(parts, standing, { sql: pool, patients: few.slice(0, 1) }),
        };
        for (const [way, record] of Object.entries(ways)) {
          const found = await keysFound(pool, standing, record);
          const about = way === 'of few' ? few : way === 'of one' ? few.slice(0, 1) : undefined;
          for (const row of rows) {
            if (about !== undefined && !about.includes(row.patient ?? '')) continue;
            const own = reasons.filter(({ patient }) => patient === row.patient);
            const decision = decide(standing, row, { reasons: own, now });
            const said = JSON.stringify({ name, way, row, decision });
            assert.equal(found.has(row.key), 'why' in decision, said);
          }
        }
      }
    });
  }
});
