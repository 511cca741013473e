/**
 * A guarded try at a secret: counted first, locked when it was one too many, audited when it was
 * wrong (SEC-02).
 * https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html
 */
import { Refusal, type RefusalCode, refuse } from '#fhir/refusals.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import { type Account, entitiesOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { type Trier, countTry, forgiveTry, settleFailure } from './tries.ts';

/** What is tried, by whom, and what a wrong try is called. */
export interface Guarded {
  trier: Trier;
  /** Whose secret it is, where that is known. */
  account: Account | undefined;
  caller?: Caller | undefined;
  event: string;
  refusal: RefusalCode;
}

/**
 * Makes a try.
 * @param attempt resolves to undefined where the secret was wrong.
 * @returns what the attempt resolved to. Throws `guarded.refusal` or `account-locked`.
 */
export async function guard<T>(
  accounts: Accounts,
  guarded: Guarded,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const { trier } = guarded;
  try {
    await countTry(accounts, trier);
  } catch (error) {
    if (error instanceof Refusal) await auditFailure(accounts, guarded, error.code);
    throw error;
  }
  const result = await attempt();
  if (result !== undefined) {
    await forgiveTry(accounts, trier);
    return result;
  }
  const lock = await settleFailure(accounts, trier);
  await auditFailure(accounts, guarded, guarded.refusal);
  if (lock === undefined) throw refuse(guarded.refusal);
  await auditFailure(accounts, { ...guarded, event: 'account-lock' }, lock.code);
  throw lock;
}

/** Tells the audit log of a failure of signing in. */
export async function auditFailure(
  accounts: Accounts,
  failed: Pick<Guarded, 'account' | 'caller' | 'event'> & { trier: { address: string } },
  refusal: RefusalCode,
): Promise<void> {
  await accounts.audit({
    event: failed.event,
    action: 'E',
    outcome: refusal === 'account-locked' ? 8 : 4,
    caller: failed.caller,
    address: failed.trier.address,
    refusal,
    entities: failed.account === undefined ? undefined : entitiesOf(failed.account),
  });
}
