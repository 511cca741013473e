/**
 * The pages of signing in, state by state, on answers that the contract of the server allows.
 * China's rules SEC-01 to SEC-04.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { answer, refusal } from './answers.ts';
import { addAuthenticator } from './authenticator.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const square =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9h-9z"/></svg>';
const secret = 'JBSWY3DPEHPK3PXP';

/** The sign-in page of a server where nobody is signed in. */
async function openSignIn(
  address = '/sign-in',
  options: Parameters<Stage['newPage']>[0] = {},
): Promise<Page> {
  const page = await stage.newPage(options);
  await page.goto(stage.url + address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

async function givePassword(page: Page): Promise<void> {
  await page.getByLabel('登录名').fill('chen');
  await page.getByLabel('密码', { exact: true }).fill('correct horse');
  await page.getByRole('button', { name: '下一步' }).click();
}

/** Where the page went once it left for the first page or for an interaction. */
async function destination(page: Page, go: () => Promise<void>): Promise<string> {
  const reached = page.waitForRequest((request) => {
    const { pathname } = new URL(request.url());
    return request.isNavigationRequest() && !pathname.startsWith('/sign-in');
  });
  await go();
  const url = new URL((await reached).url());
  return url.origin === stage.url ? url.pathname : url.href;
}

test('staff sign in with a password and a code, and come back to the app that asked', async () => {
  const page = await openSignIn('/sign-in?uid=abc_DEF-1');
  const passwords = await answer(page, '/api/sign-in/password', () => ({
    json: { next: 'second-factor', ways: ['totp', 'passkey'] },
  }));
  const codes = await answer(page, '/api/sign-in/totp', () => ({ json: { next: 'done' } }));
  await givePassword(page);
  const went = await destination(page, () => page.getByLabel('验证码').fill('123 456'));
  assert.equal(went, '/oauth/interaction/abc_DEF-1');
  assert.deepEqual(passwords, [{ login: 'chen', password: 'correct horse' }]);
  assert.deepEqual(codes, [{ code: '123456' }]);
});

test('each request carries the header that a page elsewhere cannot send', async () => {
  const page = await openSignIn();
  let header: string | undefined;
  await answer(page, '/api/sign-in/password', (_body, route) => {
    header = route.request().headers()['x-yishu'];
    return refusal(401, 'bad-credentials', ['账号或密码不正确', 'wrong']);
  });
  await givePassword(page);
  await page.getByRole('alert').waitFor();
  assert.equal(header, '1');
});

for (const address of [
  '/sign-in?uid=//evil.example',
  '/sign-in?uid=https%3A%2F%2Fevil.example',
  '/sign-in?next=https://evil.example&returnTo=//evil.example&redirect_uri=//evil.example',
  '/sign-in#https://evil.example',
]) {
  test(`a sign-in at ${address} leads to the first page and nowhere else`, async () => {
    const page = await openSignIn(address);
    await answer(page, '/api/sign-in/password', () => ({ json: { next: 'done' } }));
    assert.equal(await destination(page, () => givePassword(page)), '/');
  });
}

test('a wrong password is said in the language of the page, and can be tried again', async () => {
  const page = await openSignIn();
  await answer(page, '/api/sign-in/password', () =>
    refusal(401, 'bad-credentials', ['账号或密码不正确', 'The login or the password is wrong']),
  );
  await givePassword(page);
  await page.getByRole('alert').filter({ hasText: '账号或密码不正确' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('alert').filter({ hasText: 'The login or the password is wrong' }).waitFor();
  assert.equal(await page.getByLabel('Login').inputValue(), 'chen');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

test('a locked account says how long, and who can help (SEC-02)', async () => {
  const page = await openSignIn();
  await answer(page, '/api/sign-in/password', () =>
    refusal(429, 'account-locked', ['错误次数过多，已锁定，请 15 分钟后再试', 'Locked']),
  );
  await givePassword(page);
  const alert = page.getByRole('alert');
  await alert.filter({ hasText: '15 分钟' }).waitFor();
  assert.match(await alert.innerText(), /安全管理员/);
});

test('a server that cannot be reached is said so', async () => {
  const page = await openSignIn();
  await page.route('**/api/sign-in/password', (route) => route.abort());
  await givePassword(page);
  await page.getByRole('alert').filter({ hasText: '连不上服务器' }).waitFor();
});

test('the first sign-in sets up an authenticator: picture, key, first code (SEC-04)', async () => {
  const page = await openSignIn();
  await answer(page, '/api/sign-in/password', () => ({
    json: { next: 'enrol', secret, uri: `otpauth://totp/chen?secret=${secret}`, qr: square },
  }));
  const codes = await answer(page, '/api/sign-in/enrol', () => ({ json: { next: 'done' } }));
  await givePassword(page);
  const picture = page.getByRole('img', { name: '验证器二维码' });
  await picture.waitFor();
  const width = await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);
  assert.ok(width > 0, 'the picture is not drawn');
  await page.getByText('JBSW Y3DP EHPK 3PXP').waitFor();
  const went = await destination(page, () => page.getByLabel('6 位数字').fill('654321'));
  assert.equal(went, '/');
  assert.deepEqual(codes, [{ code: '654321' }]);
});

test('a script in the picture of the authenticator does not run', async () => {
  const page = await openSignIn();
  const qr = square.replace('<path', '<script>parent.evil = 1; evil = 1</script><path');
  await answer(page, '/api/sign-in/password', () => ({
    json: { next: 'enrol', secret, uri: 'javascript:evil=1', qr },
  }));
  await givePassword(page);
  await page.getByRole('img', { name: '验证器二维码' }).waitFor();
  assert.equal(await page.evaluate(() => 'evil' in globalThis), false);
  assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
});

test('a password that must change is changed before one goes on (SEC-01)', async () => {
  const page = await openSignIn();
  await answer(page, '/api/sign-in/password', () => ({ json: { next: 'change-password' } }));
  let weak = true;
  const given = await answer(page, '/api/sign-in/new-password', () => {
    if (!weak) return { json: { next: 'done' } };
    weak = false;
    return refusal(422, 'weak-password', ['密码不符合要求：与最近 5 个相同', 'will not do']);
  });
  await givePassword(page);
  await page.getByLabel('新密码').fill('Old-pass-1');
  await page.getByRole('button', { name: '保存新密码' }).click();
  await page.getByRole('alert').filter({ hasText: '与最近 5 个相同' }).waitFor();
  await page.getByLabel('新密码').fill('New-pass-2');
  const save = page.getByRole('button', { name: '保存新密码' });
  assert.equal(await destination(page, () => save.click()), '/');
  assert.deepEqual(given, [{ password: 'Old-pass-1' }, { password: 'New-pass-2' }]);
});

test('residents sign in with a telephone and a code, which can be sent again later', async () => {
  const page = await openSignIn();
  await page.clock.install();
  const phones = await answer(page, '/api/sign-in/phone', () => ({ status: 204 }));
  let right = false;
  await answer(page, '/api/sign-in/phone/code', () =>
    right
      ? { json: { next: 'done' } }
      : refusal(401, 'bad-code', ['验证码不正确、已使用或已过期', 'wrong']),
  );
  await page.getByRole('tab', { name: '居民' }).click();
  await page.getByLabel('手机号').fill('1395701');
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByText('手机号应是 11 位数字').waitFor();
  await page.getByLabel('手机号').fill('+86 139 5701 2345');
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByText('139 5701 2345').waitFor();
  await page.getByRole('button', { name: '60 秒后可重新发送' }).waitFor();
  for (let second = 0; second < 61; second += 1) await page.clock.runFor(1000);
  await page.getByRole('button', { name: '重新发送', exact: true }).click();
  await page.getByRole('button', { name: /秒后可重新发送/ }).waitFor();
  assert.deepEqual(phones, [{ phone: '13957012345' }, { phone: '13957012345' }]);
  await page.getByLabel('短信验证码').fill('111111');
  await page.getByRole('alert').filter({ hasText: '验证码不正确' }).waitFor();
  assert.equal(await page.getByLabel('短信验证码').inputValue(), '');
  right = true;
  assert.equal(await destination(page, () => page.getByLabel('短信验证码').fill('222222')), '/');
});

test('an invitation says for whom it is, leaves the address bar, asks for a password', async () => {
  const page = await stage.newPage();
  const asked = await answer(page, '/api/sign-in/invitation', () => ({
    json: { login: 'li-admin', name: '李管理', role: 'system-administrator' },
  }));
  const given = await answer(page, '/api/sign-in/invitation/password', () => ({
    json: { next: 'enrol', secret, uri: 'otpauth://totp/x', qr: square },
  }));
  await page.goto(`${stage.url}/sign-in#invite=token-0123456789`);
  await page.getByRole('heading', { name: '欢迎，李管理' }).waitFor();
  await page.getByText('li-admin（系统管理员）').waitFor();
  assert.equal(new URL(page.url()).hash, '');
  await page.getByLabel('新密码').fill('Brand-new-1');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '绑定验证器' }).waitFor();
  assert.deepEqual(asked, [{ token: 'token-0123456789' }]);
  assert.deepEqual(given, [{ token: 'token-0123456789', password: 'Brand-new-1' }]);
});

test('an invitation that is used up says whom to ask', async () => {
  const page = await stage.newPage();
  await answer(page, '/api/sign-in/invitation', () =>
    refusal(404, 'invitation-invalid', ['邀请链接无效、已使用或已过期', 'not valid']),
  );
  await page.goto(`${stage.url}/sign-in#invite=token-0123456789`);
  await page.getByRole('heading', { name: '这个邀请用不了' }).waitFor();
  await page.getByText('请找发邀请的管理员').waitFor();
});

test('a passkey signs in without a password, and a refused one says so (SEC-04)', async () => {
  const page = await openSignIn();
  await addAuthenticator(page);
  await answer(page, '/api/sign-in/passkey/options', () => ({
    json: {
      challenge: 'Y2hhbGxlbmdl',
      rpId: 'localhost',
      userVerification: 'required',
      timeout: 800,
    },
  }));
  await page.getByRole('button', { name: /用通行密钥登录/ }).click();
  // There is no passkey in the authenticator.
  await page.getByRole('alert').filter({ hasText: '没有用成通行密钥' }).waitFor();
});

test('who was idle for too long is told so, and that the page comes back (SEC-02)', async () => {
  const page = await openSignIn();
  await page.evaluate(() => sessionStorage.setItem('yishu.ending', 'idle workstation'));
  await page.reload();
  await page.getByText('登录已超时，请重新登录').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: '登录' }).waitFor();
  assert.equal(await page.getByText('登录已超时').count(), 0);
});

test('somebody who is signed in already may go on, or let another in', async () => {
  const page = await stage.newPageAlone();
  await page.goto(`${stage.url}/sign-in`);
  await page.getByText('您已登录：周明').waitFor();
  await page.getByRole('button', { name: '换人登录' }).click();
  await page.getByText('您已登录').waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByLabel('登录名').waitFor();
  assert.equal(await page.getByText('您已登录').count(), 0);
});

test('the sign-in page loads at most 80 KB of compressed script', async () => {
  const folder = join(import.meta.dirname, '../../web/dist');
  const page = await readFile(join(folder, 'sign-in.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file = '']) => file);
  assert.ok(scripts.length > 0);
  let bytes = 0;
  for (const file of scripts)
    bytes += brotliCompressSync(await readFile(join(folder, file))).length;
  assert.ok(bytes <= 80 * 1024, `${bytes} bytes`);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious at ${width} pixels in the ${colorScheme} theme`, async () => {
      const options = { colorScheme, viewport: { width, height: 844 } };
      const page = await openSignIn('/sign-in', options);
      const check = async (what: string) => {
        assert.deepEqual(await violations(page), [], what);
        assert.equal(await overflow(page), 0, what);
        if (width < 768) assert.deepEqual(await smallTargets(page), [], what);
      };
      await check('staff');
      await answer(page, '/api/sign-in/password', () => ({
        json: { next: 'enrol', secret, uri: `otpauth://totp/x`, qr: square },
      }));
      await givePassword(page);
      await page.getByRole('heading', { name: '绑定验证器' }).waitFor();
      await check('enrol');
      await page.reload();
      await page.getByRole('tab', { name: '居民' }).click();
      await check('resident');
      await answer(page, '/api/sign-in/phone', () => ({ status: 204 }));
      await page.getByLabel('手机号').fill('13957012345');
      await page.getByRole('button', { name: '获取验证码' }).click();
      await page.getByLabel('短信验证码').waitFor();
      await check('code');
    });
  }
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});
