/** How notices get through: in order, once, again where they must, and only where they may. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { noticeSystem } from '#model/notices/notice-codes.ts';
import { openNotices } from '#server/notices/open-notices.ts';
import type { NoticeParts } from '#server/notices/parts.ts';
import { type Stage, openStage, operation, report, saidIn } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(async () => {
  await stage.stop();
});

const second = 1000;

/** A further server on the same database. */
const server = (changed: Partial<NoticeParts> = {}) =>
  openNotices({
    ...stage.channels,
    house: stage.server.store,
    requireScope: () => undefined,
    mayActFor: async () => false,
    ...changed,
  });
/** So many reports of a resident, one after the other. */
async function reports(name: string, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await stage.put(report(stage, name, { id: `${name}-${n}` }));
  }
}
/** What the notices that a browser was pushed are about, in order. */
async function aboutsIn(name: string, browser: Parameters<typeof saidIn>[0]): Promise<string[]> {
  const notices = await stage.noticesOf(name, name);
  return saidIn(browser).map(
    ({ id }) => notices.find((notice) => notice.id === id)?.about?.[0]?.reference ?? '',
  );
}
const waiting = async (name: string) => {
  const [row] = await stage.server.store.sql.run(
    `select count(*)::integer as n from notice_delivery d join account a on a.id = d.account
     where a.who = $1 and d.state = 1`,
    [`Patient/${name}`],
  );
  return row?.['n'];
};

describe('A push', () => {
  it('that is not taken goes again after growing pauses, and none overtakes it', async () => {
    await stage.resident('li');
    const browser = await stage.browser('li');
    stage.pushes.answers.push(500, 'silence', 503);
    await reports('li', 2);
    const asked = stage.pushes.asked.length;
    const tries = () => stage.pushes.asked.length - asked;
    await stage.tick();
    assert.equal(tries(), 1);
    stage.pass(second);
    await stage.tick();
    assert.equal(tries(), 1, 'not before two seconds');
    stage.pass(second);
    await stage.tick();
    assert.equal(tries(), 2);
    stage.pass(3 * second);
    await stage.tick();
    assert.equal(tries(), 2, 'not before four more');
    stage.pass(second);
    await stage.tick();
    stage.pass(8 * second);
    await stage.tick();
    assert.deepEqual(await aboutsIn('li', browser), [
      'DiagnosticReport/li-1',
      'DiagnosticReport/li-2',
    ]);
  });

  it('waits as long as the service asks', async () => {
    await stage.resident('bo');
    const browser = await stage.browser('bo');
    stage.pushes.answers.push({ status: 429, headers: { 'retry-after': '120' } });
    await reports('bo', 1);
    await stage.tick();
    stage.pass(119 * second);
    await stage.tick();
    assert.equal(browser.received.length, 0);
    stage.pass(second);
    await stage.tick();
    assert.equal(browser.received.length, 1);
  });

  it('to a browser that is gone ends its subscription and what waits for it', async () => {
    await stage.resident('go');
    await stage.browser('go');
    stage.pushes.answers.push(410);
    await reports('go', 2);
    await stage.tick();
    const listed = await stage.plain('go', ['GET', '/api/notices/push']);
    assert.deepEqual(((await listed.json()) as { browsers: object[] }).browsers, []);
    assert.equal(await waiting('go'), 0);
    assert.equal(stage.texts('go').length, 2, 'text messages go on');
  });

  it('that is of no use any more is given up', async () => {
    await stage.resident('fu');
    const browser = await stage.browser('fu');
    await stage.put(operation('fu', 'in-progress'));
    stage.pushes.answers.push(500);
    await stage.tick();
    stage.pass(5 * 3600 * second);
    await stage.tick();
    assert.equal(browser.received.length, 0);
    assert.equal(await waiting('fu'), 0);
  });

  it('tells the service how long, how urgent, and what it takes the place of', async () => {
    await stage.resident('an');
    const browser = await stage.browser('an');
    await stage.put(operation('an', 'in-progress'));
    await stage.tick();
    const { ttl, urgency, topic } = browser.received[0]!.headers;
    assert.ok(Number(ttl) > 0 && Number(ttl) <= 4 * 3600);
    assert.equal(urgency, 'high');
    assert.equal(topic, saidIn(browser)[0]?.id.replaceAll('-', ''));
    const subject = { reference: 'Patient/an' };
    await stage.put({
      resourceType: 'Communication',
      id: 'called',
      status: 'completed',
      category: [{ coding: [{ system: noticeSystem, code: 'appointment-called' }] }],
      subject,
      recipient: [subject],
    });
    await stage.tick();
    const { headers, text } = browser.received[1]!;
    assert.ok(Number(headers['ttl']) <= 1800, 'who is called is called now');
    assert.equal(headers['urgency'], 'high');
    assert.ok(text.includes('"code":"appointment-called"'));
  });
});

describe('A text message', () => {
  it('that the gateway does not take goes again', async () => {
    await stage.resident('he');
    stage.faults.sms = 1;
    await reports('he', 1);
    await stage.tick();
    assert.equal(stage.texts('he').length, 0);
    assert.equal(stage.reported.length, 1, 'who runs the house is told');
    stage.pass(2 * second);
    await stage.tick();
    assert.equal(stage.texts('he').length, 1);
  });
});

describe('Several servers', () => {
  it('send each notice once', async () => {
    await stage.resident('ye');
    const browser = await stage.browser('ye');
    await reports('ye', 12);
    const servers = [server(), server(), server()];
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(servers.map((one) => one.tick()));
    }
    const expected = Array.from({ length: 12 }, (_, n) => `DiagnosticReport/ye-${n + 1}`);
    assert.deepEqual(await aboutsIn('ye', browser), expected);
    assert.equal(stage.texts('ye').length, 12);
  });

  it('of which one falls over while it sends: another sends again, in the same place', async () => {
    await stage.resident('xu');
    const browser = await stage.browser('xu');
    await stage.plain('xu', ['POST', '/api/notices/preferences'], { push: true, sms: false });
    await reports('xu', 1);
    // It has sent, and falls over before it could write so.
    const sql = {
      run: (text: string, parameters: never[]) =>
        text.startsWith('update notice_delivery')
          ? Promise.reject(new Error('The power went'))
          : stage.server.store.sql.run(text, parameters),
    };
    const push = { ...stage.channels.push };
    const house = { ...stage.server.store, sql: sql as typeof stage.server.store.sql };
    await server({ house, push }).tick();
    assert.equal(browser.received.length, 1);
    await stage.tick();
    assert.equal(browser.received.length, 1, 'the first may still be at it');
    stage.pass(61 * second);
    await stage.tick();
    assert.equal(browser.received.length, 2);
    const topics = browser.received.map(({ headers }) => headers['topic']);
    assert.equal(topics[0], topics[1]);
    stage.pass(3600 * second);
    await stage.tick();
    assert.equal(browser.received.length, 2, 'what was taken does not go again');
  });

  it('have one pair of keys', async () => {
    const key = async () => {
      const answer = await stage.plain('ye', ['GET', '/api/notices/push']);
      return ((await answer.json()) as { publicKey: string }).publicKey;
    };
    const route = server().plainRoutes.find(
      ({ method, path }) => method === 'GET' && path === '/api/notices/push',
    );
    const caller = stage.server.callers.get('ye');
    const other = await route!.handler({ caller } as never);
    assert.equal((other.body as { publicKey: string }).publicKey, await key());
    const [row] = await stage.server.store.sql.run('select secret from notice_key', []);
    assert.ok(stage.channels.secrets.open(String(row?.['secret'])).length > 40, 'it is sealed');
  });
});

describe('What fails to be told', () => {
  it('is left aside after five times, and holds nobody up', async () => {
    await stage.resident('wei');
    const browser = await stage.browser('wei');
    stage.reported.length = 0;
    const run = stage.server.store.sql.run.bind(stage.server.store.sql);
    await run(
      `insert into notice_event (bucket, n, key, type, version) values (1, 1, 1, 9999, 1)`,
      [],
    );
    await reports('wei', 1);
    for (let n = 0; n < 6; n += 1) await stage.tick();
    assert.equal(stage.reported.length, 5);
    assert.equal(browser.received.length, 1);
    await run('delete from notice_event', []);
  });
});
