/**
 * Every way in and out, on a house as it is started: by invitation, by passkey, by an app of
 * somebody else; the lock, and the end of an idle session. China's rules SEC-01 to SEC-06.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { accountByLogin } from '#server/accounts/account.ts';
import { createAccount } from '#server/accounts/administer.ts';
import { currentCode } from '#server/accounts/factors/totp.ts';
import { invite } from '#server/accounts/invitations.ts';
import { newClient, putClient } from '#server/oauth/clients/registry.ts';
import { challengeOf } from '../../web/session/pkce.ts';
import { addAuthenticator } from './authenticator.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage({ YISHU_IDLE_STAFF_MINUTES: '2' });
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const wangChart = '/workstation#/patient/wang-xiuying';

async function giveLogin(
  page: Page,
  given: { login?: string | undefined; password?: string | undefined },
): Promise<void> {
  await page.getByLabel('登录名').fill(given.login ?? '');
  await page.getByLabel('密码', { exact: true }).fill(given.password ?? '');
  await page.getByRole('button', { name: '下一步' }).click();
}

test('the invited set a password and an authenticator, and are in (SEC-01, SEC-04)', async () => {
  const { accounts } = stage.house.house.signIn;
  const account = await createAccount(accounts, {
    role: 'doctor',
    login: 'new-doctor',
    name: '林新',
    who: 'Practitioner/lin',
    organization: 'yunhe-first',
  });
  const link = await invite(accounts, account);
  const page = await stage.newPage();
  await page.goto(link);
  await page.getByRole('heading', { name: '欢迎，林新' }).waitFor();
  await page.getByLabel('新密码').fill('Yunhe-2026!x');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '绑定验证器' }).waitFor();
  const shown = await page.getByText(/^(?:[A-Z2-7]{4} ?)+$/).innerText();
  const { code } = currentCode(shown.replace(/\s/g, ''), Date.now());
  await page.getByLabel('6 位数字').fill(code);
  await page.getByRole('button', { name: /林新/ }).waitFor();
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByRole('heading', { name: '这个邀请用不了' }).waitFor();
});

test('five wrong passwords lock an account for a while, the right one too (SEC-02)', async () => {
  const page = await stage.newPage();
  const { login = '', password = '' } = stage.accounts.zhou;
  await page.goto(`${stage.url}/sign-in`);
  for (let tries = 0; tries < 5; tries += 1) {
    const answered = page.waitForResponse('**/api/sign-in/password');
    await giveLogin(page, { login, password: `wrong-${tries}` });
    await answered;
  }
  await giveLogin(page, { login, password });
  const alert = page.getByRole('alert');
  await alert.filter({ hasText: /锁定/ }).waitFor();
  assert.match(await alert.innerText(), /分钟/);
  const account = await accountByLogin(stage.house.house.signIn.accounts, login);
  assert.ok((account?.lockedUntil ?? 0) > Date.now());
});

test('an idle session ends with a word, and one comes back to the chart (SEC-02)', async () => {
  const page = await stage.newPageAlone('chen');
  await page.clock.install();
  await page.goto(stage.url + wangChart);
  await page.locator('.row').first().waitFor();
  await page.clock.fastForward(65_000);
  await page
    .getByRole('dialog')
    .getByText(/秒后自动退出/)
    .waitFor();
  await page.clock.fastForward(60_000);
  await page.getByText('登录已超时，请重新登录').waitFor();
  await giveLogin(page, stage.accounts.chen);
  await page.getByLabel('验证码').fill(await stage.house.codeOf(stage.accounts.chen));
  await page.getByRole('heading', { name: '王秀英' }).waitFor();
});

test('a passkey is added after a step-up and signs in by itself (SEC-04)', async () => {
  const page = await stage.newPageAlone('chen');
  await addAuthenticator(page);
  await stage.house.ageFactors();
  await page.goto(`${stage.url}/workstation#/account`);
  await page.getByRole('button', { name: '添加通行密钥' }).click();
  const dialog = page.getByRole('dialog', { name: '再确认一次是您本人' });
  await dialog.getByLabel('验证码').fill(await stage.house.codeOf(stage.accounts.chen));
  await dialog.getByRole('button', { name: '确认' }).click();
  await page.getByText('已添加').waitFor();
  await page.getByRole('button', { name: /删除通行密钥/ }).waitFor();
  await page.getByRole('button', { name: /陈志远/ }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByText('您已退出登录').waitFor();
  await page.getByRole('button', { name: /用通行密钥登录/ }).click();
  await page.getByRole('button', { name: /陈志远/ }).waitFor();
});

test('an app of somebody else gets what was left ticked, and nothing else', async () => {
  const back = `${stage.url}/healthz`;
  const client = newClient({
    id: 'glucose',
    name: '掌上血糖',
    kind: 'app',
    redirectUris: [back],
    homeUri: 'https://glucose.example/',
    scopes: 'openid launch/patient patient/Observation.rs patient/Condition.rs',
    status: 'active',
  });
  await putClient(stage.house.house.hub.house.database, client);
  const verifier = 'a'.repeat(43);
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: back,
    scope: client.scopes,
    aud: `${stage.url}/fhir/R4`,
    state: 'state-of-the-app',
    code_challenge: await challengeOf(verifier, globalThis.crypto),
    code_challenge_method: 'S256',
  });
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/oauth/auth?${query}`);
  await page.getByRole('heading', { name: '“掌上血糖”想查看您的数据' }).waitFor();
  await page.getByText('来自 glucose.example').waitFor();
  await page.getByLabel(/诊断和健康问题/).uncheck();
  await page.getByRole('button', { name: '允许' }).click();
  await page.waitForURL(/\/healthz\?/);
  const { searchParams } = new URL(page.url());
  assert.equal(searchParams.get('state'), 'state-of-the-app');
  const response = await fetch(`${stage.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: client.id,
      redirect_uri: back,
      code: searchParams.get('code') ?? '',
      code_verifier: verifier,
    }),
  });
  const token = (await response.json()) as { access_token: string; scope: string; patient: string };
  assert.equal(token.patient, 'wang-xiuying');
  assert.match(token.scope, /patient\/Observation\.rs/);
  assert.doesNotMatch(token.scope, /Condition/);
  const headers = { authorization: `Bearer ${token.access_token}` };
  const read = async (path: string) =>
    (await fetch(`${stage.url}/fhir/R4/${path}`, { headers })).status;
  assert.equal(await read('Observation/pressure'), 200);
  assert.equal(await read('Condition/diabetes'), 404);
});

test('nothing failed in the pages or on the server, and no other host was asked', () => {
  assert.deepEqual(stage.errors, []);
});
