/**
 * The providers that the settings name, with their keys read from files.
 * https://nodejs.org/api/crypto.html#cryptocreateprivatekeykey
 */
import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartFailure } from '#server/start-failure.ts';
import { callbackPath } from '../routes.ts';
import { createAlipayProvider } from './alipay/adapter.ts';
import type { AskParts } from './ask.ts';
import type { PaymentProvider } from './provider.ts';
import { createWechatProvider } from './wechat/adapter.ts';

/** The settings of payments, as server/config/payment-settings.ts reads them. */
export type ProviderSettings = Partial<
  Record<
    | 'wechatApp'
    | 'wechatMerchant'
    | 'wechatSerial'
    | 'wechatKeyFile'
    | 'wechatSealKeyFile'
    | 'wechatPlatformKeys'
    | 'alipayApp'
    | 'alipayMerchant'
    | 'alipayKeyFile'
    | 'alipayPlatformKeyFile',
    string | undefined
  >
>;

type Name = keyof ProviderSettings;

/**
 * The providers that are set; none where nothing is. Throws a `StartFailure` where only a part of
 * one is set, or a file holds no key.
 * @param parts.publicAddress where notices reach us.
 */
export function providersOf(
  settings: ProviderSettings,
  parts: AskParts & { publicAddress: string },
): PaymentProvider[] {
  const { publicAddress } = parts;
  const providers: PaymentProvider[] = [];
  const wechat = together(settings, 'YISHU_WECHAT_…', [
    'wechatApp',
    'wechatMerchant',
    'wechatSerial',
    'wechatKeyFile',
    'wechatSealKeyFile',
    'wechatPlatformKeys',
  ]);
  if (wechat !== undefined) {
    const sealKey = fileText(wechat.wechatSealKeyFile).trim();
    if (Buffer.byteLength(sealKey) !== 32) {
      throw new StartFailure('YISHU_WECHAT_SEAL_KEY_FILE must hold the 32 characters of the key');
    }
    const provider = createWechatProvider({
      ...parts,
      base: 'https://api.mch.weixin.qq.com',
      appId: wechat.wechatApp,
      merchant: wechat.wechatMerchant,
      serial: wechat.wechatSerial,
      key: keyIn(wechat.wechatKeyFile, createPrivateKey),
      sealKey,
      platformKeys: platformKeys(wechat.wechatPlatformKeys),
      notifyUrl: publicAddress + callbackPath('wechat'),
    });
    providers.push(provider);
  }
  const alipay = together(settings, 'YISHU_ALIPAY_…', [
    'alipayApp',
    'alipayMerchant',
    'alipayKeyFile',
    'alipayPlatformKeyFile',
  ]);
  if (alipay !== undefined) {
    const provider = createAlipayProvider({
      ...parts,
      gateway: 'https://openapi.alipay.com/gateway.do',
      appId: alipay.alipayApp,
      merchant: alipay.alipayMerchant,
      key: keyIn(alipay.alipayKeyFile, createPrivateKey),
      platformKey: keyIn(alipay.alipayPlatformKeyFile, createPublicKey),
      notifyUrl: publicAddress + callbackPath('alipay'),
      billOrigins: new Set(['https://dwbillcenter.alipay.com']),
    });
    providers.push(provider);
  }
  return providers;
}

/** All of these settings, or undefined where none is set. */
function together<Names extends Name>(
  settings: ProviderSettings,
  family: string,
  names: readonly Names[],
): Record<Names, string> | undefined {
  const set = names.filter((name) => settings[name] !== undefined);
  if (set.length === 0) return undefined;
  if (set.length < names.length) throw new StartFailure(`The settings ${family} go together`);
  return Object.fromEntries(names.map((name) => [name, settings[name]!])) as Record<Names, string>;
}

function fileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new StartFailure(`The file ${file} of a payment key cannot be read`);
  }
}

function keyIn(file: string, read: (pem: string) => KeyObject): KeyObject {
  const text = fileText(file);
  try {
    return read(text);
  } catch {
    throw new StartFailure(`The file ${file} holds no key in PEM`);
  }
}

/** The keys of `id=file,id=file`. */
function platformKeys(list: string): Map<string, KeyObject> {
  const keys = list.split(',').map((one) => {
    const [id = '', file = ''] = one.split('=');
    return [id, keyIn(file, createPublicKey)] as const;
  });
  return new Map(keys);
}
