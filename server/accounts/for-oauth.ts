/**
 * What the room of OAuth asks of accounts: who is signed in, whether a sign-in still holds, and
 * signing in whom an outside identity provider vouches for.
 * https://openid.net/specs/openid-connect-core-1_0.html
 */
import { Refusal } from '#fhir/refusals.ts';
import type { PlainRequest } from '#server/http/plain-route.ts';
import { type Account, accountById } from './account.ts';
import type { Accounts } from './accounts.ts';
import {
  type SignedIn,
  endSession,
  readSession,
  sessionById,
  touchSession,
} from './sessions/session.ts';
import { type Comer, completeSignIn } from './sign-in.ts';

/** Accounts as the room of OAuth sees them. */
export interface AccountsForOAuth {
  /** Who is signed in by the cookies of a request; does not count as using the session. */
  readSession(cookies: PlainRequest['cookies']): Promise<SignedIn | undefined>;
  /** An account that may act today. */
  find(accountId: string): Promise<Account | undefined>;
  /** Notes that a session is in use; undefined where it has ended. */
  sessionAlive(sessionId: string): Promise<{ strongAt: number } | undefined>;
  endSession(sessionId: string): Promise<void>;
  /**
   * Signs somebody in whom an outside identity provider vouches for: whole Set-Cookie values;
   * undefined where the account may not sign in. No strong factor of this house was shown.
   */
  openSession(accountId: string, address: string, request?: Comer): Promise<string[] | undefined>;
}

/** The accounts of an open room for the room of OAuth. */
export function accountsForOAuth(accounts: Accounts): AccountsForOAuth {
  const find = async (accountId: string) => {
    const account = await accountById(accounts, accountId);
    return account?.status === 'active' ? account : undefined;
  };
  return {
    readSession: (cookies) => readSession(accounts, cookies[accounts.cookies.session]),
    find,
    async sessionAlive(sessionId) {
      const found = await sessionById(accounts, sessionId);
      if (found === undefined) return undefined;
      await touchSession(accounts, found.session);
      return { strongAt: found.session.strongAt };
    },
    async endSession(sessionId) {
      await endSession(accounts, sessionId);
    },
    async openSession(accountId, address, request) {
      const account = await find(accountId);
      if (account === undefined) return undefined;
      const comer = request ?? { cookies: {}, headers: {}, address, id: '' };
      try {
        const done = await completeSignIn(accounts, comer, { account, strongAt: 0 });
        return done.setCookies;
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
  };
}
