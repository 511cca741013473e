/**
 * What is done again and again while the server runs: keys are read anew, what has expired is
 * swept, accounts that nobody uses are disabled.
 * https://nodejs.org/api/timers.html
 */
import { disableStaleAccounts } from '../accounts/administer.ts';
import { sweepAccounts } from '../accounts/sweep.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { SignIn } from './sign-in.ts';

const second = 1000;

/** Starts the timers. @returns what stops them. */
export function startTimers(parts: {
  keyring: Keyring;
  signIn: SignIn;
  report: (error: unknown) => void;
}): () => void {
  const { keyring, signIn, report } = parts;
  const { accounts, oauth } = signIn;
  const every = (seconds: number, work: () => Promise<unknown>) =>
    setInterval(() => void work().catch(report), seconds * second).unref();
  const timers = [
    // A rotation of keys waits a minute for every server to have read the new ones.
    every(15, () => keyring.reload()),
    every(300, () => sweepAccounts(accounts)),
    every(3600, () => oauth.tidy()),
    every(24 * 3600, () => disableStaleAccounts(accounts)),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
