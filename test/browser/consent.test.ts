/** What an app of somebody else is allowed, and the demonstration's simulated inbox. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { answer, refusal } from './answers.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const app = {
  client: { id: 'glucose', name: '掌上血糖', uri: 'https://glucose.example/app?x=<b>' },
  scopes: ['openid', 'launch/patient', 'patient/Observation.rs', 'patient/Condition.rs'],
  needsPatient: true,
  patients: [
    { id: 'wang', name: '王秀英' },
    { id: 'xin', name: '王心怡' },
  ],
};

test('an app gets what was left ticked, for the person that was chosen', async () => {
  const page = await stage.newPage();
  const given = await answer(page, '/api/oauth/interaction/u1', (body) =>
    body === undefined ? { json: app } : { json: { location: '/oauth/auth/u1' } },
  );
  await page.goto(`${stage.url}/sign-in/consent?uid=u1`);
  await page.getByRole('heading', { name: '“掌上血糖”想查看您的数据' }).waitFor();
  await page.getByText('来自 glucose.example').waitFor();
  const allow = page.getByRole('button', { name: '允许' });
  assert.equal(await allow.isDisabled(), true, 'no person is chosen yet');
  await page.getByLabel('王秀英').check();
  await page.getByLabel('查看所选之人的诊断和健康问题').uncheck();
  const reached = page.waitForRequest((request) => request.isNavigationRequest());
  await allow.click();
  assert.equal(new URL((await reached).url()).pathname, '/oauth/auth/u1');
  assert.deepEqual(given.at(-1), {
    decision: 'allow',
    scopes: ['openid', 'launch/patient', 'patient/Observation.rs'],
    patient: 'wang',
  });
});

test('an answer that leads to another host is stopped (no open redirect)', async () => {
  const page = await stage.newPage();
  await answer(page, '/api/oauth/interaction/u1', (body) =>
    body === undefined ? { json: app } : { json: { location: 'https://evil.example/' } },
  );
  await page.goto(`${stage.url}/sign-in/consent?uid=u1`);
  await page.getByRole('button', { name: '拒绝' }).click();
  await page.getByRole('alert').filter({ hasText: '地址不对' }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/sign-in/consent');
});

test('a request that is over says what to do', async () => {
  const page = await stage.newPage();
  await answer(page, '/api/oauth/interaction/u1', () =>
    refusal(404, 'interaction-expired', ['这次登录已失效', 'over']),
  );
  await page.goto(`${stage.url}/sign-in/consent?uid=u1`);
  await page.getByRole('heading', { name: '这次请求已经失效' }).waitFor();
  await page.getByText('请回到那个应用').waitFor();
});

test('the demonstration says that it is one and shows what was never sent', async () => {
  await stage.house.signIn(stage.accounts.wang);
  const page = await stage.newPage();
  await page.goto(`${stage.url}/sign-in`);
  const link = page.getByRole('link', { name: '打开模拟收件箱' });
  assert.equal(await link.getAttribute('href'), '/development/inbox');
  await page.goto(`${stage.url}/development/inbox`);
  await page.getByText(/模拟：.*并未真实发送/).waitFor();
  await page.getByText(/【医枢】验证码 \d{6}/).waitFor();
  const code = page.locator('li', { hasText: 'chen' });
  assert.match(await code.innerText(), /\d{6}/);
  const first = await code.getByText(/秒后更换/).innerText();
  await page.waitForFunction((before) => !document.body.innerText.includes(before), first);
});

test('without a demonstration there is neither a note nor an inbox', async () => {
  const page = await stage.newPage();
  const none = refusal(404, 'unknown-route', ['没有这个地址', 'no such route']);
  const asked = await answer(page, '/api/development/inbox', () => none);
  await page.goto(`${stage.url}/sign-in`);
  await page.getByLabel('登录名').waitFor();
  while (asked.length === 0) await page.waitForTimeout(50);
  assert.equal(await page.getByText('演示模式').count(), 0);
  await page.goto(`${stage.url}/development/inbox`);
  await page.getByRole('heading', { name: '这里没有模拟收件箱' }).waitFor();
});

test('staff who open an app by itself say whose record it is for', async () => {
  const page = await stage.newPage();
  const { patients: _, ...alone } = app;
  const given = await answer(page, '/api/oauth/interaction/u1', (body) =>
    body === undefined ? { json: alone } : { json: { location: '/oauth/auth/u1' } },
  );
  await page.goto(`${stage.url}/sign-in/consent?uid=u1`);
  const allow = page.getByRole('button', { name: '允许' });
  await allow.waitFor();
  assert.equal(await allow.isDisabled(), true);
  await page.getByLabel('病人的档案编号').fill(' wang-xiuying ');
  const reached = page.waitForRequest((request) => request.isNavigationRequest());
  await allow.click();
  await reached;
  assert.equal((given.at(-1) as { patient: string }).patient, 'wang-xiuying');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious at ${width} pixels in the ${colorScheme} theme`, async () => {
      const page = await stage.newPage({ colorScheme, viewport: { width, height: 844 } });
      await answer(page, '/api/oauth/interaction/u1', () => ({ json: app }));
      await page.goto(`${stage.url}/sign-in/consent?uid=u1`);
      await page.getByRole('heading', { name: /掌上血糖/ }).waitFor();
      assert.deepEqual(await violations(page), []);
      assert.equal(await overflow(page), 0);
      if (width < 768) assert.deepEqual(await smallTargets(page), []);
    });
  }
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});
