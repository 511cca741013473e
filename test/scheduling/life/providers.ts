/**
 * Both simulated payment providers in the process of the test, and the adapters to them in that of
 * the house: what is paid while the house is dead is paid all the same.
 * https://nodejs.org/api/crypto.html
 */
import {
  type KeyObject,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
} from 'node:crypto';
import { createAlipayProvider } from '#server/payment/providers/alipay/adapter.ts';
import type { PaymentProvider } from '#server/payment/providers/provider.ts';
import { createWechatProvider } from '#server/payment/providers/wechat/adapter.ts';
import { callbackPath } from '#server/payment/routes.ts';
import { alipayDialect } from '#server/payment/simulators/alipay.ts';
import { type Simulator, startSimulator } from '#server/payment/simulators/simulator.ts';
import { wechatDialect } from '#server/payment/simulators/wechat.ts';

/** What both sides know: keys in PEM, so that they go to another process as text. */
export interface PaymentKeys {
  wechat: { ours: string; theirs: string; sealKey: string };
  alipay: { ours: string; theirs: string };
}

/** Where the simulators listen. */
export interface Booths {
  wechat: string;
  alipay: string;
}

/** Where notices are sent to, whichever process the house is at the moment. */
export const placeholder = 'http://house.test';

const known = {
  wechat: { appId: 'wx-simulator', merchant: '1900000001' },
  alipay: { appId: '2021000000000001', merchant: '2088000000000001' },
};
const serials = { ours: 'A'.repeat(40), theirs: 'B'.repeat(40) };

/** New keys of everybody. */
export function makePaymentKeys(): PaymentKeys {
  const pem = () =>
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string;
  const sealKey = randomBytes(16).toString('hex');
  return {
    wechat: { ours: pem(), theirs: pem(), sealKey },
    alipay: { ours: pem(), theirs: pem() },
  };
}

const publicOf = (pem: string): KeyObject => createPublicKey(createPrivateKey(pem));

/** Starts both simulators. */
export async function startBooths(
  { wechat, alipay }: PaymentKeys,
  given: { now: () => number; fetch: typeof fetch },
): Promise<Record<'wechat' | 'alipay', Simulator>> {
  const parts = { now: given.now, randomBytes };
  return {
    wechat: await startSimulator(
      wechatDialect({
        ...parts,
        ...known.wechat,
        merchantSerial: serials.ours,
        merchantKey: publicOf(wechat.ours),
        sealKey: wechat.sealKey,
        platformSerial: serials.theirs,
        platformKey: createPrivateKey(wechat.theirs),
      }),
      given,
    ),
    alipay: await startSimulator(
      alipayDialect({
        ...parts,
        ...known.alipay,
        merchantKey: publicOf(alipay.ours),
        platformKey: createPrivateKey(alipay.theirs),
      }),
      given,
    ),
  };
}

/** What the house speaks to them with. */
export function adaptersOf(
  { wechat, alipay }: PaymentKeys,
  booths: Booths,
  now: () => number,
): PaymentProvider[] {
  const parts = { fetch, now, randomBytes, timeoutMs: 10_000 };
  return [
    createWechatProvider({
      ...parts,
      ...known.wechat,
      base: booths.wechat,
      serial: serials.ours,
      key: createPrivateKey(wechat.ours),
      sealKey: wechat.sealKey,
      platformKeys: new Map([[serials.theirs, publicOf(wechat.theirs)]]),
      notifyUrl: placeholder + callbackPath('wechat'),
    }),
    createAlipayProvider({
      ...parts,
      ...known.alipay,
      gateway: `${booths.alipay}/gateway.do`,
      key: createPrivateKey(alipay.ours),
      platformKey: publicOf(alipay.theirs),
      notifyUrl: placeholder + callbackPath('alipay'),
      billOrigins: new Set([booths.alipay]),
    }),
  ];
}
