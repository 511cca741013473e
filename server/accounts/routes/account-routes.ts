/**
 * Every route of the room of accounts.
 * https://fastify.dev/docs/latest/Reference/Routes/
 */
import type { PlainRoute } from '#server/http/plain-route.ts';
import type { Accounts } from '../accounts.ts';
import { administrationRoutes } from './administration.ts';
import { type Inbox, inboxRoutes } from './inbox.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { ownAccountRoutes } from './own-account.ts';
import { ownPasskeyRoutes } from './own-passkeys.ts';
import { passkeySignInRoutes } from './passkey-sign-in.ts';
import { passwordRoutes } from './password-routes.ts';
import { phoneRoutes } from './phone-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/**
 * The routes of accounts.
 * @param parts.inbox undefined outside demonstration mode: then there is no inbox.
 */
export function accountRoutes(parts: {
  accounts: Accounts;
  inbox: Inbox | undefined;
}): PlainRoute[] {
  const { accounts, inbox } = parts;
  return [
    ...passwordRoutes(accounts),
    ...passkeySignInRoutes(accounts),
    ...phoneRoutes(accounts),
    ...invitationRoutes(accounts),
    ...sessionRoutes(accounts, inbox !== undefined),
    ...ownAccountRoutes(accounts),
    ...ownPasskeyRoutes(accounts),
    ...administrationRoutes(accounts),
    ...(inbox === undefined ? [] : inboxRoutes(accounts, inbox)),
  ];
}
