/** Stories of recording: what was promised is there, what was rolled back is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBlock } from '#server/audit/stored-event.ts';
import { doctor, event, testJournal, testLog, type TestLog } from './sample.ts';

async function stored(log: TestLog) {
  const rows = await log.sql`select bucket, id, body from audit_block order by at_last, id`;
  return rows.flatMap((row) =>
    decodeBlock({ bucket: Number(row['bucket']), id: String(row['id']), body: row['body'] }),
  );
}

test('SEC-08: who, what, when and the outcome are on disk once record resolves', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const line = event({
    query: 'Observation?code=a|b&_text="引"',
    refusal: 'not-found',
    outcome: 4,
  });
  await log.journal.record(line);
  const [found] = await stored(log);
  assert.deepEqual(found?.caller, {
    who: 'Practitioner/doctor-1',
    name: '测试医师',
    kind: 'staff',
    role: 'doctor',
    organization: 'township-1',
    client: 'workstation',
    session: 'session-1',
    address: '10.1.2.3',
  });
  const {
    at,
    event: name,
    action,
    outcome,
    why,
    entities,
    patients,
    query,
    refusal,
    request,
  } = found!;
  assert.deepEqual(
    { at, event: name, action, outcome, why, entities, patients, query, refusal, request },
    {
      at: line.at,
      event: 'read',
      action: 'R',
      outcome: 4,
      why: 'care',
      entities: line.entities,
      patients: line.patients,
      query: line.query,
      refusal: 'not-found',
      request: line.request,
    },
  );
});

test('Events that arrive together share blocks, and none is lost', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const callers = [doctor(), doctor({ who: 'Practitioner/doctor-2' })];
  const lines = Array.from({ length: 3000 }, (_, index) => event({ caller: callers[index % 2] }));
  await Promise.all(lines.map((line) => log.journal.record(line)));
  const found = await stored(log);
  assert.deepEqual(
    found.map(({ request }) => request).toSorted(),
    lines.map(({ request }) => request).toSorted(),
  );
  const [row] = await log.sql`select count(*)::int as blocks, sum(count)::int as events
    from audit_block`;
  assert.equal(row?.['events'], 3000);
  assert.ok(row?.['blocks'] < 20, `${row?.['blocks']} blocks`);
});

test('Events more than a second apart never share a block, in whatever order', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const times = [9000, 0, 1000, 5000, 1001, 4200];
  await Promise.all(times.map((at) => log.journal.record(event({ at }))));
  const rows = await log.sql`select at_first::int as first, at_last::int as last from audit_block
    order by at_first`;
  assert.deepEqual(
    rows.map(({ first, last }) => [first, last]),
    [
      [0, 1000],
      [1001, 1001],
      [4200, 5000],
      [9000, 9000],
    ],
  );
});

test('record resolves only after the commit, and never without one', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const opened = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const blocker = log.sql.begin(async (tx) => {
    await tx`lock table audit_waiting in exclusive mode`;
    locked.resolve();
    await opened.promise;
  });
  await locked.promise;
  let resolved = false;
  const recorded = log.journal.record(event()).then(() => {
    resolved = true;
  });
  const waiting = async () => {
    const [row] = await log.sql`select count(*)::int as n from pg_locks
      where not granted and relation = 'audit_waiting'::regclass`;
    return row?.['n'] as number;
  };
  while ((await waiting()) === 0);
  assert.equal(resolved, false);
  opened.resolve();
  await blocker;
  await recorded;
  assert.equal((await stored(log)).length, 1);

  await log.sql`alter table audit_block rename to audit_block_away`;
  await assert.rejects(log.journal.record(event()), { code: '42P01' });
  await log.sql`alter table audit_block_away rename to audit_block`;
  await log.journal.record(event());
  assert.equal((await stored(log)).length, 2);
});

test('What a transaction appends commits with it and vanishes when it rolls back', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  await assert.rejects(
    log.database.transaction(async (tx) => {
      await log.journal.append(tx, [event(), event()]);
      throw new Error('the write failed');
    }),
    { message: 'the write failed' },
  );
  assert.deepEqual(await stored(log), []);
  assert.equal((await log.sql`select from audit_waiting`).length, 0);
  await log.database.transaction((tx) =>
    log.journal.append(tx, [event({ patients: [{ key: '5', bucket: 77 }] })]),
  );
  const [row] = await log.sql`select bucket from audit_block`;
  assert.equal(row?.['bucket'], 77);
  await log.database.transaction((tx) => log.journal.append(tx, []));
});

test('settled waits for what was recorded', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const journal = testJournal(log.database, 9);
  for (let index = 0; index < 100; index += 1) void journal.record(event());
  await journal.settled();
  assert.equal((await stored(log)).length, 100);
});
