/** The providers of the settings: all of one or nothing, and keys that are keys. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ProviderSettings, providersOf } from './from-settings.ts';

const parts = {
  fetch,
  now: Date.now,
  randomBytes: () => new Uint8Array(16),
  timeoutMs: 1000,
  publicAddress: 'https://yishu.example',
};

describe('The settings of payments', () => {
  let folder = '';
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const settings = { wechat: {} as ProviderSettings, alipay: {} as ProviderSettings };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-payment-'));
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const own = file('own.pem', String(privateKey.export({ type: 'pkcs8', format: 'pem' })));
    const theirs = file('theirs.pem', String(publicKey.export({ type: 'spki', format: 'pem' })));
    settings.wechat = {
      wechatApp: 'wx1',
      wechatMerchant: '19',
      wechatSerial: 'AB',
      wechatKeyFile: own,
      wechatSealKeyFile: file('seal', `${'k'.repeat(32)}\n`),
      wechatPlatformKeys: `A=${theirs},B=${theirs}`,
    };
    settings.alipay = {
      alipayApp: '2021',
      alipayMerchant: '2088',
      alipayKeyFile: own,
      alipayPlatformKeyFile: theirs,
    };
  });
  after(() => rmSync(folder, { recursive: true }));

  test('Each provider is there where all of it is set', () => {
    const channels = (given: ProviderSettings) =>
      providersOf(given, parts).map(({ channel, merchant }) => `${channel} ${merchant}`);
    assert.deepEqual(channels({}), []);
    assert.deepEqual(channels(settings.alipay), ['alipay 2088']);
    const both = { ...settings.wechat, ...settings.alipay };
    assert.deepEqual(channels(both), ['wechat 19', 'alipay 2088']);
  });

  test('A part of one, or a file without a key, keeps the server from starting', () => {
    const { wechat, alipay } = settings;
    const bad: [ProviderSettings, RegExp][] = [
      [{ ...wechat, wechatSerial: undefined }, /YISHU_WECHAT_… go together/],
      [{ ...alipay, alipayApp: undefined }, /YISHU_ALIPAY_… go together/],
      [{ ...alipay, alipayKeyFile: join(folder, 'none') }, /cannot be read/],
      [{ ...alipay, alipayKeyFile: file('no-key', 'text') }, /no key/],
      [{ ...wechat, wechatSealKeyFile: file('short', 'k') }, /32 characters/],
    ];
    for (const [given, message] of bad) {
      assert.throws(() => providersOf(given, parts), { name: 'StartFailure', message });
    }
  });
});
