/** What residents want: which browsers, which channels; and where pushes may go at all. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Stage, openStage, report } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(async () => {
  await stage.stop();
  assert.deepEqual(stage.reported, []);
});

const push = '/api/notices/push';
const preferences = '/api/notices/preferences';

describe('A browser', () => {
  it('is nobody’s to subscribe, to list or to end without a user, and not for staff', async () => {
    for (const [method, path] of [
      ['GET', push],
      ['POST', push],
      ['DELETE', `${push}/00000000-0000-4000-8000-000000000000`],
      ['GET', preferences],
      ['POST', preferences],
    ] as const) {
      assert.equal((await stage.plain('nobody', [method, path])).status, 401, `${method} ${path}`);
      assert.equal((await stage.plain('doctor', [method, path])).status, 404, `${method} ${path}`);
    }
  });

  it('is listed without its address, and ended by its owner alone', async () => {
    await stage.resident('mo');
    await stage.resident('other');
    const { subscription } = await stage.browser('mo');
    const listed = await (await stage.plain('mo', ['GET', push])).text();
    const { browsers } = JSON.parse(listed) as { browsers: { id: string; service: string }[] };
    assert.equal(browsers.length, 1);
    assert.ok(!listed.includes(subscription.endpoint));
    const { id } = browsers[0]!;
    assert.equal((await stage.plain('other', ['DELETE', `${push}/${id}`])).status, 404);
    assert.equal((await stage.plain('mo', ['DELETE', `${push}/${id}`])).status, 204);
    assert.equal((await stage.plain('mo', ['DELETE', `${push}/${id}`])).status, 404);
  });

  it('belongs to who subscribed with it last', async () => {
    await stage.resident('earlier');
    await stage.resident('later');
    const { subscription, received } = await stage.browser('earlier');
    await stage.put(report(stage, 'earlier'));
    assert.equal((await stage.plain('later', ['POST', push], subscription)).status, 201);
    await stage.put(report(stage, 'later'));
    await stage.tick();
    assert.equal(received.length, 1, 'nothing of whom it belonged to before');
    assert.deepEqual(
      stage.server.told.filter(({ event }) => event === 'push-subscribe').map((one) => one.outcome),
      [4, 4, 0, 0, 0],
    );
  });

  it('stands sealed in the database', async () => {
    const rows = await stage.server.store.sql.run('select sealed, hash from push_subscription', []);
    assert.ok(rows.length > 0);
    assert.ok(rows.every((row) => !JSON.stringify(row).includes('127.0.0.1')));
  });

  it('whose service is not allowed is refused, whatever it looks like', async () => {
    await stage.resident('eve');
    const { subscription } = stage.pushes.browser();
    const port = new URL(stage.pushes.origin).port;
    for (const endpoint of [
      'http://169.254.169.254/latest/meta-data',
      'https://127.0.0.1/push',
      `http://localhost:${port}/push/1`,
      `https://127.0.0.1:${port}/push/1`,
      `http://user@127.0.0.1:${port}/push/1`,
      `http://127.0.0.1:${Number(port) + 1}/push/1`,
      `http://127.0.0.1:${port}.evil.example/push/1`,
      'https://fcm.googleapis.com/fcm/send/1',
      'file:///etc/passwd',
      'nonsense',
    ]) {
      const answer = await stage.plain('eve', ['POST', push], { ...subscription, endpoint });
      assert.equal(answer.status, 422, endpoint);
    }
  });

  it('whose keys are none is refused', async () => {
    const { subscription } = stage.pushes.browser();
    const { keys } = subscription;
    const noPoint = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]).toString('base64url');
    for (const bad of [
      { ...subscription, keys: { ...keys, p256dh: noPoint } },
      { ...subscription, keys: { ...keys, p256dh: 'AAAA' } },
      { ...subscription, keys: { ...keys, auth: 'AAAA' } },
      { endpoint: subscription.endpoint },
      [],
    ]) {
      assert.equal((await stage.plain('eve', ['POST', push], bad)).status, 400);
    }
  });

  it('is not followed to where its service sends on', async () => {
    await stage.resident('yan');
    const { received } = await stage.browser('yan');
    const elsewhere = `${stage.pushes.origin}/push/elsewhere`;
    stage.pushes.answers.push({ status: 307, headers: { location: elsewhere } });
    await stage.put(report(stage, 'yan'));
    await stage.tick();
    assert.ok(!stage.pushes.asked.includes('/push/elsewhere'));
    assert.equal(received.length, 0);
  });
});

describe('Channels', () => {
  it('are wanted until a resident says otherwise; then what waits goes no more', async () => {
    await stage.resident('qi');
    const { received } = await stage.browser('qi');
    const asked = await stage.plain('qi', ['GET', preferences]);
    assert.deepEqual(await asked.json(), { push: true, sms: true });
    stage.pushes.answers.push(500);
    await stage.put(report(stage, 'qi'));
    await stage.tick();
    const said = await stage.plain('qi', ['POST', preferences], { push: false, sms: true });
    assert.equal(said.status, 200);
    await stage.put(report(stage, 'qi', { id: 'second' }));
    stage.pass(10_000);
    await stage.tick();
    assert.equal(received.length, 0);
    assert.equal(stage.texts('qi').length, 2);
    await stage.plain('qi', ['POST', preferences], { push: true, sms: false });
    await stage.put(report(stage, 'qi', { id: 'third' }));
    await stage.tick();
    assert.equal(received.length, 1);
    assert.equal(stage.texts('qi').length, 2);
    assert.equal((await stage.noticesOf('qi', 'qi')).length, 3, 'the house itself always tells');
  });

  it('are said as true or false', async () => {
    const answer = await stage.plain('qi', ['POST', preferences], { push: 'yes', sms: true });
    assert.equal(answer.status, 400);
  });
});
