/**
 * The last release's data moves forward: rows exactly as that release wrote them, dumped from a
 * server of it, are found, guarded and sealed as today's; also where the move was stopped half way.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Bundle, Condition } from '@medplum/fhirtypes';
import type { Caller } from '#fhir/handling/caller.ts';
import { Refusal } from '#fhir/refusals.ts';
import { listMigrations, migrate } from '#server/database/migrate.ts';
import { indexAnew } from '#server/start/index-anew.ts';
import { callerOf } from '#test/callers.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { type TestHub, openTestHub } from '#test/hub.ts';
import { type TestKeys, testKeys } from '#test/keys.ts';

const migrations = join(import.meta.dirname, '../../sql');
const dump = readFileSync(join(import.meta.dirname, 'data/last-release.json'), 'utf8');
const tables = Object.keys(JSON.parse(dump) as object);

/** What must be in clear nowhere: numbers, phones, addresses, what was said of an HIV infection. */
const secrets = [
  '610902199003070027',
  '610902198101012218',
  '610902197505050016',
  '610902196502020025',
  '13900001111',
  '13900002222',
  '13900003333',
  '13900004444',
  '13900005555',
  '13811112222',
  '向阳巷12号',
  '旧居路3号',
  '河堤路8号',
  '桥头街5号',
  '医生巷9号',
  '本人要求保密',
];

/** A database as the last release left it. */
async function lastRelease(): Promise<TestDatabase> {
  const database = await testDatabase();
  const { sql } = database;
  const [first] = listMigrations(migrations);
  await sql.unsafe('drop schema public cascade; create schema public').simple();
  await sql
    .unsafe(`create table migration (number integer primary key, name text not null,
    sha text not null, applied timestamptz not null default now()); ${first!.text}`)
    .simple();
  for (const table of tables) {
    await sql.unsafe(
      `insert into ${table} select (json_populate_recordset(null::${table}, $1::text::json->$2)).*`,
      [dump, table],
    );
  }
  return database;
}

/** Every text of every table in which a secret stands in clear, as `table.column`. */
async function leaks({ sql }: TestDatabase): Promise<string[]> {
  const columns = await sql`select table_name as name, column_name as column
    from information_schema.columns where table_schema = 'public'`;
  const found: string[] = [];
  for (const { name, column } of columns) {
    const rows = await sql.unsafe(
      `select distinct s from "${name}", unnest($1::text[]) as s
        where position(s in "${column}"::text) > 0`,
      [`{${secrets.join(',')}}`],
    );
    for (const { s } of rows) found.push(`${name}.${column}: ${s}`);
  }
  return found;
}

/** All rows that the move writes; sealed texts, which differ each time, as they open. */
async function rowsOf({ sql }: TestDatabase, { house }: TestHub): Promise<unknown[]> {
  const texts = ['resource', 'history', 'reason', 'term', 'ordered', 'locator'].map(
    (table) => `select * from ${table} order by ${table}::text collate "C"`,
  );
  const bodies = await house.sql.run(
    `select key, 0 as version, body from resource union all select key, version, body from history
      order by 1, 2`,
    [],
  );
  const rows = await Promise.all(texts.map((text) => sql.unsafe(text)));
  const bare = (name: string, value: unknown) => (name === 'body' ? undefined : value);
  const kept = rows.flat().map((row) => JSON.stringify(row, bare));
  return [...kept.toSorted(), ...bodies.map(({ key, body }) => `${key} ${body}`)];
}

interface Moved {
  database: TestDatabase;
  hub: TestHub;
}

/** Sends a request as a caller; the status of a refusal, or the answer. */
async function send({ hub }: Moved, caller: Caller | undefined, url: string) {
  const [path = '', query = ''] = url.split('?');
  const store = hub.control.bind(hub.house, { caller, address: '127.0.0.1', request: '' });
  const request = {
    method: 'GET',
    path: path.split('/'),
    query: [...new URLSearchParams(query)],
    headers: {},
    base: '',
  };
  try {
    const { status, body = '' } = await hub.router.answer(request, store);
    return { status, body };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: '' };
    throw error;
  }
}

/** Names of what a search finds, in order. */
async function find(moved: Moved, caller: Caller, url: string): Promise<string[]> {
  const { status, body } = await send(moved, caller, url);
  assert.equal(status, 200, url);
  const bundle = JSON.parse(body) as Bundle;
  return (bundle.entry ?? []).map(({ resource }) => {
    const { resourceType, id } = resource as { resourceType: string; id: string };
    return `${resourceType}/${id}`;
  });
}

const platform = callerOf('platform');
const countyDoctor = callerOf('doctor', { who: 'Practitioner/doctor', organization: 'county' });
const otherDoctor = callerOf('doctor', { who: 'Practitioner/x', organization: 'elsewhere' });
const system = callerOf('system', { who: 'Device/his', organization: 'county' });

describe('Data of the last release', () => {
  let moved: Moved;
  before(async () => {
    const database = await lastRelease();
    await migrate(database.sql, migrations);
    moved = { database, hub: await openTestHub(database) };
    await indexAnew(moved.hub.house, { pool: () => database.sql, stream: process.stdout });
  });
  after(() => moved.database.drop());

  test('SEC-11: no number, phone or address is left in clear in any column', async () => {
    assert.deepEqual(await leaks(moved.database), []);
    const untouched = await lastRelease();
    assert.ok((await leaks(untouched)).length > secrets.length, 'the search finds what is there');
    await untouched.drop();
  });

  const card = 'urn:oid:2.16.156.10011.1.3';
  const searches: [string, string[]][] = [
    [`Patient?identifier=${card}|610902199003070027`, ['Patient/li']],
    ['Patient?identifier=610902199003070027', ['Patient/li']],
    ['Patient?phone=13900002222', ['Patient/li']],
    [`Patient?address=${encodeURIComponent('陕西省安康县向阳巷12号')}`, ['Patient/li']],
    [`Patient?address=${encodeURIComponent('陕西省安康县旧居路3号')}`, []],
    [`Patient?address-state=${encodeURIComponent('陕西省')}&phone=13900002222`, ['Patient/li']],
    [`Patient?name=${encodeURIComponent('李')}`, ['Patient/li']],
    [`Patient?birthdate=1990-03-07&name=${encodeURIComponent('李')}`, ['Patient/li']],
    [`RelatedPerson?identifier=${card}|610902196502020025`, ['RelatedPerson/mother']],
    ['Practitioner?phone=13900001111', ['Practitioner/doctor']],
    ['Task?_id=follow-up', ['Task/follow-up']],
  ];
  for (const [url, expected] of searches) {
    test(`A search finds what it found: ${decodeURIComponent(url)}`, async () => {
      assert.deepEqual(await find(moved, platform, url), expected);
    });
  }

  test('SEC-07: the institution that sent a record sees it, another one does not', async () => {
    assert.deepEqual(await find(moved, countyDoctor, 'Patient'), ['Patient/li']);
    assert.equal((await send(moved, countyDoctor, 'Patient/li')).status, 200);
    assert.deepEqual(await find(moved, countyDoctor, 'Observation'), [], 'of the township');
    for (const url of ['Patient', 'Encounter', 'Condition', 'RelatedPerson', 'Task']) {
      assert.deepEqual(await find(moved, otherDoctor, url), [], url);
    }
    assert.equal((await send(moved, otherDoctor, 'Patient/li')).status, 404);
    assert.deepEqual(await find(moved, callerOf('resident', { who: 'Patient/li' }), 'Condition'), [
      ...(await find(moved, platform, 'Condition')),
    ]);
  });

  test('SEC-20: what is specially protected has its label and its level', async () => {
    const code = 'Condition?code=http://hl7.org/fhir/sid/icd-10|B20.9';
    const { body } = await send(moved, system, code);
    const [entry] = (JSON.parse(body) as Bundle<Condition>).entry ?? [];
    const { meta, note } = entry?.resource ?? {};
    assert.deepEqual(
      meta?.security?.map((label) => label.code),
      ['5'],
    );
    assert.equal(meta?.versionId, '1');
    assert.equal(note?.[0]?.text, '本人要求保密');
    // Its window ended with that of the encounter: 30 days after it.
    assert.deepEqual(await find(moved, countyDoctor, code), []);
  });

  test('An encounter gives its reasons as if it were written today', async () => {
    const { sql } = moved.database;
    const rows = await sql`select r.kind, e.type, r.until from reason r
      join resource e on e.bucket = r.bucket and e.key = r.key`;
    assert.ok(rows.length >= 2, 'to the doctor and to the institution');
    const end = Date.parse('2026-03-02T09:30:00+08:00');
    assert.ok(rows.every(({ until }) => Number(until) > end));
  });

  test('What was deleted is guarded as it was, in history too', async () => {
    const at = (caller: Caller) => send(moved, caller, 'Patient/gone/_history/1');
    assert.equal((await at(countyDoctor)).status, 200);
    assert.equal((await at(otherDoctor)).status, 404);
    assert.equal((await send(moved, countyDoctor, 'Patient/gone')).status, 410);
    assert.equal((await send(moved, otherDoctor, 'Patient/gone')).status, 404);
    const { body } = await send(moved, countyDoctor, 'Patient/li/_history/1');
    assert.match(body, /旧居路3号/);
  });

  test('A second start changes nothing and does not walk', async () => {
    let batches = 0;
    const { database, hub } = moved;
    const counted = { written: () => (batches += 1) };
    await indexAnew(hub.house, { pool: () => database.sql, stream: process.stdout, ...counted });
    assert.equal(batches, 0);
  });
});

describe('Moving data', () => {
  let keys: TestKeys;
  before(async () => {
    keys = await testKeys();
  });
  after(() => keys.database.drop());

  const databases: TestDatabase[] = [];
  after(() => Promise.all(databases.map((database) => database.drop())));

  async function opened(): Promise<Moved> {
    const database = await lastRelease();
    databases.push(database);
    await migrate(database.sql, migrations);
    return { database, hub: await openTestHub(database, keys) };
  }

  const parts = ({ database }: Moved) => ({
    pool: () => database.sql,
    stream: process.stdout,
    batchSize: 3,
  });

  test('What is stopped after any batch goes on, and ends the same', async () => {
    const whole = await opened();
    let batches = 0;
    await indexAnew(whole.hub.house, { ...parts(whole), written: () => (batches += 1) });
    const broken = await opened();
    const written = () => {
      throw new Error('the lights go out');
    };
    for (let stopped = 0; stopped < batches; stopped += 1) {
      const moving = indexAnew(broken.hub.house, { ...parts(broken), written });
      await assert.rejects(moving, /the lights go out/);
    }
    await indexAnew(broken.hub.house, parts(broken));
    assert.deepEqual(
      await rowsOf(broken.database, broken.hub),
      await rowsOf(whole.database, whole.hub),
    );
    assert.deepEqual(await leaks(broken.database), []);
  });

  test('Rules that change once more walk over everything once more, to the same end', async () => {
    const twice = await opened();
    let walked = 0;
    const counting = { ...parts(twice), written: (count: number) => (walked += count) };
    await indexAnew(twice.hub.house, counting);
    const [once, rows] = [walked, await rowsOf(twice.database, twice.hub)];
    await twice.database.sql`update fact set value = 'of-before' where name = 'index-version'`;
    await twice.database.sql`update fact set value = regexp_replace(value, '^[^ ]+', 'of-before')
      where name = 'index-progress'`;
    await indexAnew(twice.hub.house, counting);
    assert.equal(walked, 2 * once);
    assert.deepEqual(await rowsOf(twice.database, twice.hub), rows);
  });

  test('Servers that start together move the data once', async () => {
    const first = await opened();
    const { sql } = first.database;
    let rows = 0;
    const starts = Array.from({ length: 3 }, async () => {
      const { house } = await openTestHub(first.database, keys);
      await indexAnew(house, { ...parts(first), written: (count) => (rows += count) });
    });
    await Promise.all(starts);
    const [counted] = await sql`select (select count(*) from resource)
      + (select count(*) from history where body is not null) as rows`;
    assert.equal(rows, Number(counted?.['rows']));
  });
});
