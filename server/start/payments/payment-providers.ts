/**
 * By whom payments are taken: the providers that the settings name, or in a demonstration
 * simulators of both, which say that they are.
 * https://pay.weixin.qq.com/doc/v3/merchant/4012791911
 */
import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config.ts';
import { providersOf } from '../../payment/providers/from-settings.ts';
import type { PaymentProvider } from '../../payment/providers/provider.ts';
import { startSimulators } from '../../payment/simulators/start-simulators.ts';

/** So long a provider may take to answer. */
const timeoutMs = 10_000;
/** Simulators send again what was not taken. */
const sendAgainMs = 15_000;

/** How payments are taken: for `HubParts.payment`. */
export function takingBy(
  providers: readonly PaymentProvider[],
  given: { settings: Settings; publicAddress: string; report: (error: unknown) => void },
) {
  const { settings, publicAddress, report } = given;
  const askAfterMs = settings.paymentAskSeconds * 1000;
  return { providers, askAfterMs, report, returnTo: `${publicAddress}/record#visits` };
}

/** The providers, and what stops the simulators among them. */
export async function openProviders(
  settings: Settings,
  publicAddress: string,
): Promise<{ providers: readonly PaymentProvider[]; stop: () => Promise<void> }> {
  const parts = { fetch, now: Date.now, randomBytes, timeoutMs };
  const named = providersOf(settings, { ...parts, publicAddress });
  if (named.length > 0 || !settings.demonstration) {
    return { providers: named, stop: async () => undefined };
  }
  const simulators = await startSimulators({ ...parts, notify: publicAddress });
  const stopSending = simulators.sendAgain(sendAgainMs);
  return {
    providers: simulators.providers,
    async stop() {
      stopSending();
      await simulators.stop();
    },
  };
}
