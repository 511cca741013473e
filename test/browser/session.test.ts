/**
 * The workstation of somebody who signed in: tokens, their renewal, the end of a session, the own
 * account. China's rules SEC-01, SEC-02, SEC-04.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
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

const wangChart = '/workstation#/patient/wang-xiuying';

/** A page at an address with somebody signed in. */
async function openAt(address: string, page: Promise<Page> = stage.newPageOf()): Promise<Page> {
  const opened = await page;
  await opened.goto(stage.url + address);
  await opened.locator('#content').waitFor();
  return opened;
}

/** How often the page asked the server to end the session. */
function signOutsOf(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/sign-out') count += 1;
  });
  return () => count;
}

test('every request carries the token, which is in the memory of the page alone', async () => {
  const page = await stage.newPageOf();
  const sent = new Set<string | undefined>();
  const tokens = new Set<string>();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/fhir')) sent.add(request.headers()['authorization']);
  });
  page.on('response', (response) => {
    if (!response.url().endsWith('/oauth/token')) return;
    void response.json().then(({ access_token: token }) => tokens.add(String(token)));
  });
  await page.goto(stage.url + wangChart);
  await page.locator('.row').first().waitFor();
  const [token = ''] = tokens;
  assert.match(token, /^[\w-]{43,}$/);
  assert.deepEqual([...sent], [`Bearer ${token}`]);
  const stored = await page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage, document.cookie]),
  );
  assert.ok(!stored.includes(token));
  assert.doesNotMatch(page.url(), /code|token/);
});

test('without a session one comes to the sign-in, and back to the same record', async () => {
  const page = await stage.newPage();
  await page.goto(stage.url + wangChart);
  await page.getByRole('heading', { name: '登录', exact: true }).waitFor();
  assert.match(new URL(page.url()).search, /^\?uid=[\w-]+$/);
  assert.equal(await page.getByText('登录已超时').count(), 0);
  await stage.comeBack(page, 'chen');
  await page.getByRole('heading', { name: '王秀英' }).waitFor();
  assert.equal(new URL(page.url()).search, '');
  assert.equal(new URL(page.url()).hash, '#/patient/wang-xiuying');
});

test('who comes back after the session ended is told that it timed out (SEC-02)', async () => {
  const page = await stage.newPageAlone();
  await stage.house.timeOut(stage.accounts.zhou);
  await page.goto(stage.url + wangChart);
  await page.getByText('登录已超时，请重新登录').waitFor();
});

test('a code with a state that nobody sent is not taken', async () => {
  const page = await stage.newPageOf();
  const tokens: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/oauth/token')) tokens.push(request.postData() ?? '');
  });
  await page.goto(`${stage.url}/signed-in?code=stolen&state=forged`);
  await page.locator('#content').waitFor();
  assert.ok(tokens.every((body) => !body.includes('stolen')));
});

test('a token that the server no longer takes is renewed without anybody noticing', async () => {
  const page = await openAt('/workstation');
  let refused = 0;
  await page.route('**/fhir/R4', async (route) => {
    refused += 1;
    if (refused > 1) return route.continue();
    return route.fulfill(refusal(401, 'session-expired', ['登录已超时', 'expired']));
  });
  await page.getByRole('combobox').fill('王秀英');
  await page.getByRole('option', { name: '王秀英' }).waitFor();
  assert.ok(refused >= 2);
});

test('when the session is over one is told so at the sign-in (SEC-02)', async () => {
  const page = await openAt(wangChart, stage.newPageAlone());
  await page.locator('.row').first().waitFor();
  await stage.house.endSessions(stage.accounts.zhou);
  await page.locator('.measurement', { hasText: '空腹血糖' }).locator('.measurement-open').click();
  await page.getByText('登录已超时，请重新登录').waitFor();
  const kept = await page.evaluate(() => sessionStorage.getItem('yishu.asked') ?? '');
  assert.match(kept, /#\/patient\/wang-xiuying/);
});

test('an idle session is counted down for a minute, can be kept, and ends (SEC-02)', async () => {
  const page = await stage.newPageAlone();
  await page.clock.install();
  const signOuts = signOutsOf(page);
  await openAt(wangChart, Promise.resolve(page));
  await page.locator('.row').first().waitFor();
  await page.clock.fastForward(14 * 60_000 + 5000);
  await page
    .getByRole('dialog')
    .getByText(/秒后自动退出/)
    .waitFor();
  await page.mouse.move(100, 100);
  await page.getByRole('button', { name: '继续使用' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(signOuts(), 0);
  await page.clock.fastForward(15 * 60_000 + 5000);
  await page.getByText('登录已超时，请重新登录').waitFor();
  assert.equal(signOuts(), 1);
  await stage.comeBack(page, 'zhou');
  await page.getByRole('heading', { name: '王秀英' }).waitFor();
});

test('the bar says who, as what and where; signing out ends session and token', async () => {
  const page = await stage.newPageAlone();
  const sent: string[] = [];
  page.on('request', (request) => {
    const { authorization } = request.headers();
    if (authorization !== undefined) sent.push(authorization);
  });
  await openAt('/workstation', Promise.resolve(page));
  const menu = page.getByRole('button', { name: /周明/ });
  await page.getByText('云和市第一人民医院').waitFor();
  assert.match(await menu.innerText(), /周明[\s\S]*执业医师[\s\S]*云和市第一人民医院/);
  const token = sent.at(-1) ?? '';
  const read = () =>
    fetch(`${stage.url}/fhir/R4/Organization/yunhe-first`, { headers: { authorization: token } });
  assert.equal((await read()).status, 200);
  await menu.click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByText('您已退出登录').waitFor();
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  assert.equal((await read()).status, 401);
});

test('a sign-out that the server did not hear of is not called one', async () => {
  const page = await openAt('/workstation');
  await page.route('**/api/sign-out', (route) => route.abort());
  await page.getByRole('button', { name: /陈志远/ }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByText('没有退出成功').waitFor();
});

test('a resident who comes to the workstation is shown the own record instead', async () => {
  const page = await stage.newPageOf('wang');
  await page.goto(`${stage.url}/workstation`);
  await page.getByRole('region', { name: '下一步' }).waitFor();
});

const devices = [
  {
    id: 'd1',
    name: 'Chrome · Windows',
    firstSeen: '2026-10-01T09:00:00+08:00',
    lastSeen: '2026-11-20T09:00:00+08:00',
    address: '10.1.2.3',
    current: true,
  },
  {
    id: 'd2',
    name: 'Safari · iPhone',
    firstSeen: '2026-08-01T09:00:00+08:00',
    lastSeen: '2026-11-18T09:00:00+08:00',
    address: '10.1.9.3',
    current: false,
  },
];

/** The page of the account, on a device that nothing can be removed from without a step-up. */
async function openAccount(
  options: Parameters<Stage['newPage']>[0] = {},
): Promise<{ page: Page; removed: unknown[] }> {
  const page = await stage.newPageOf('chen', options);
  let shown = false;
  let left = devices;
  await answer(page, '/api/account/devices', () => ({ json: left }));
  await answer(page, '/api/account/passkeys', () => ({ json: [] }));
  await answer(page, '/api/account/step-up', (body) => {
    shown = (body as { code: string }).code === '123456';
    if (shown) return { status: 204 };
    return refusal(401, 'bad-code', ['验证码不正确、已使用或已过期', 'wrong']);
  });
  const removed = await answer(page, '/api/account/devices/d2', () => {
    if (!shown) return refusal(403, 'step-up-needed', ['此操作需要再次验证身份', 'step up']);
    left = devices.slice(0, 1);
    return { status: 204 };
  });
  await page.goto(`${stage.url}/account`);
  await page.getByText('Safari · iPhone').waitFor();
  return { page, removed };
}

test('a device is removed after a strong factor was shown once more (SEC-04)', async () => {
  const { page, removed } = await openAccount();
  await page.getByText('这台设备').waitFor();
  await page.getByRole('button', { name: '移除设备 Safari · iPhone' }).click();
  const dialog = page.getByRole('dialog', { name: '再确认一次是您本人' });
  await dialog.getByLabel('验证码').fill('000000');
  await dialog.getByRole('button', { name: '确认' }).click();
  await dialog.getByText('验证码不正确').waitFor();
  await dialog.getByLabel('验证码').fill('123 456');
  await dialog.getByRole('button', { name: '确认' }).click();
  await page.getByText('Safari · iPhone').waitFor({ state: 'hidden' });
  await page.getByText('Chrome · Windows').waitFor();
  assert.equal(removed.length, 2);
});

test('a step-up that is given up does nothing', async () => {
  const { page, removed } = await openAccount();
  await page.getByRole('button', { name: '移除设备 Safari · iPhone' }).click();
  const dialog = page.getByRole('dialog', { name: '再确认一次是您本人' });
  await dialog.getByRole('button', { name: '取消' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Safari · iPhone').waitFor();
  assert.equal(removed.length, 1);
});

test('a new password is saved, and a weak one says why not (SEC-01)', async () => {
  const { page } = await openAccount();
  const given = await answer(page, '/api/account/password', (body) =>
    (body as { password: string }).password === 'weak'
      ? refusal(422, 'weak-password', ['密码不符合要求：太短', 'too short'])
      : { status: 204 },
  );
  await page.getByLabel('现在的密码').fill('old');
  await page.getByLabel('新密码').fill('weak');
  await page.getByRole('button', { name: '保存新密码' }).click();
  await page.getByText('密码不符合要求：太短').waitFor();
  await page.getByLabel('新密码').fill('Brand-new-1');
  await page.getByRole('button', { name: '保存新密码' }).click();
  await page.getByText('密码已改').waitFor();
  assert.deepEqual(given.at(-1), { old: 'old', password: 'Brand-new-1' });
  assert.equal(await page.getByLabel('新密码').inputValue(), '');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious at ${width} pixels in the ${colorScheme} theme`, async () => {
      const options = { colorScheme, viewport: { width, height: 844 } };
      const { page } = await openAccount(options);
      const check = async (what: string) => {
        assert.deepEqual(await violations(page), [], what);
        assert.equal(await overflow(page), 0, what);
        if (width < 768) assert.deepEqual(await smallTargets(page), [], what);
      };
      await check('account');
      await page.getByRole('button', { name: /移除设备/ }).click();
      await page.getByRole('dialog').waitFor();
      await check('step-up');
    });
  }
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});
