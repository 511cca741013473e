/**
 * Starts both simulated providers with keys of their own, and the adapters that talk to them: for
 * a demonstration, and for tests.
 * https://nodejs.org/api/crypto.html
 */
import { type KeyObject, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { createAlipayProvider } from '../providers/alipay/adapter.ts';
import type { PaymentProvider } from '../providers/provider.ts';
import { createWechatProvider } from '../providers/wechat/adapter.ts';
import { callbackPath } from '../routes.ts';
import { alipayDialect } from './alipay.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { wechatDialect } from './wechat.ts';

/** Both simulators, running. */
export interface Simulators {
  wechat: Simulator;
  alipay: Simulator;
  /** For `openPayment`. */
  providers: PaymentProvider[];
  /** Sends again what was not taken, as providers do. @returns what stops it. */
  sendAgain: (everyMs: number) => () => void;
  stop: () => Promise<void>;
}

/** What they are started with. */
export interface SimulatorParts {
  /** Our own address as the simulators reach it, as `http://127.0.0.1:8080`. */
  notify: string;
  fetch: typeof fetch;
  now: () => number;
  randomBytes: (count: number) => Uint8Array;
  /** How long the adapters wait for an answer. */
  timeoutMs: number;
}

const makeKeys = promisify(generateKeyPair);
const rsaKeys = (): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> =>
  makeKeys('rsa', { modulusLength: 2048 });

/** Starts both. */
export async function startSimulators(parts: SimulatorParts): Promise<Simulators> {
  const { wechat, provider: wechatProvider } = await startWechat(parts);
  const { alipay, provider: alipayProvider } = await startAlipay(parts);
  return {
    wechat,
    alipay,
    providers: [wechatProvider, alipayProvider],
    sendAgain(everyMs) {
      const again = () => void Promise.all([wechat.release(), alipay.release()]);
      const timer = setInterval(again, everyMs).unref();
      return () => clearInterval(timer);
    },
    async stop() {
      await Promise.all([wechat, alipay].map((simulator) => simulator.quiet()));
      await Promise.all([wechat, alipay].map((simulator) => simulator.stop()));
    },
  };
}

const hex = ({ randomBytes }: SimulatorParts, count: number) =>
  Buffer.from(randomBytes(count)).toString('hex');

async function startWechat(parts: SimulatorParts) {
  const { now, randomBytes } = parts;
  const [ours, theirs] = await Promise.all([rsaKeys(), rsaKeys()]);
  const known = { appId: 'wx-simulator', merchant: '1900000001', sealKey: hex(parts, 16) };
  const [merchantSerial, platformSerial] = [hex(parts, 20), hex(parts, 20)];
  const dialect = wechatDialect({
    ...known,
    merchantSerial,
    merchantKey: ours.publicKey,
    platformSerial,
    platformKey: theirs.privateKey,
    now,
    randomBytes,
  });
  const wechat = await startSimulator(dialect, parts);
  const provider = createWechatProvider({
    ...parts,
    ...known,
    base: wechat.url,
    serial: merchantSerial,
    key: ours.privateKey,
    platformKeys: new Map([[platformSerial, theirs.publicKey]]),
    notifyUrl: parts.notify + callbackPath('wechat'),
  });
  return { wechat, provider };
}

async function startAlipay(parts: SimulatorParts) {
  const { now, randomBytes } = parts;
  const [ours, theirs] = await Promise.all([rsaKeys(), rsaKeys()]);
  const known = { appId: '2021000000000001', merchant: '2088000000000001' };
  const dialect = alipayDialect({
    ...known,
    merchantKey: ours.publicKey,
    platformKey: theirs.privateKey,
    now,
    randomBytes,
  });
  const alipay = await startSimulator(dialect, parts);
  const provider = createAlipayProvider({
    ...parts,
    ...known,
    gateway: `${alipay.url}/gateway.do`,
    key: ours.privateKey,
    platformKey: theirs.publicKey,
    notifyUrl: parts.notify + callbackPath('alipay'),
    billOrigins: new Set([alipay.url]),
  });
  return { alipay, provider };
}
