/** The whole house as it is started: sessions, jobs and channels together. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { phones, settle, store } from '#test/attack/cast.ts';
import { type House, openAttackedHouse } from '#test/attack/house.ts';
import { type Browser, freshBrowser, signIn } from '#test/attack/browser.ts';
import { type PushSimulator, startPushSimulator } from './push-simulator.ts';

let house: House;
let pushes: PushSimulator;
let victim: Browser;
let stranger: Browser;

before(async () => {
  pushes = await startPushSimulator();
  house = await openAttackedHouse({ pushServices: [pushes.origin] });
  await settle(house);
  victim = await signIn(house, phones.victim);
  stranger = await signIn(house, phones.stranger);
});
after(async () => {
  await house.stop();
  await pushes.stop();
  assert.deepEqual(house.failures, []);
  assert.deepEqual(pushes.faults, []);
});

/** Waits for what comes by itself. */
async function until(found: () => boolean): Promise<void> {
  for (let n = 0; n < 300 && !found(); n += 1) {
    await new Promise((resume) => setTimeout(resume, 100));
  }
  assert.ok(found(), 'it came');
}

describe('A house that runs', () => {
  it('tells browser and phone of a resident by itself, and logs nothing of it', async () => {
    const { subscription, received } = pushes.browser();
    const { subscription: another, received: others } = pushes.browser();
    const made = await victim.api('POST', '/api/notices/push', subscription);
    assert.equal(made.status, 201, await made.text());
    assert.equal((await stranger.api('POST', '/api/notices/push', another)).status, 201);
    await store(house, {
      resourceType: 'DiagnosticReport',
      id: 'told',
      status: 'final',
      code: { text: '绝密检验' },
      subject: { reference: 'Patient/victim' },
    });
    const texts = () =>
      house.signIn.simulator?.messages().filter(({ text }) => /新消息/.test(text));
    await until(() => received.length > 0 && (texts()?.length ?? 0) > 0);
    assert.deepEqual(
      texts()?.map(({ to }) => to),
      [phones.victim],
    );
    assert.deepEqual(others, []);
    const log = house.log.join('');
    for (const secret of ['绝密', subscription.endpoint, phones.victim]) {
      assert.ok(!log.includes(secret), secret);
    }
  });

  it('lets a resident end no browser of another', async () => {
    const listed = await victim.api('GET', '/api/notices/push');
    const { browsers } = (await listed.json()) as { browsers: { id: string }[] };
    const path = `/api/notices/push/${browsers[0]?.id}`;
    assert.equal((await stranger.api('DELETE', path)).status, 404);
    assert.equal((await freshBrowser(house).api('DELETE', path)).status, 401);
    assert.equal((await victim.api('DELETE', path)).status, 204);
  });
});
