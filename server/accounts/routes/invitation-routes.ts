/**
 * Coming in by an invitation: who is invited, and the password that takes its place.
 * https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html
 */
import { z } from 'zod';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { acceptInvitation, invitedAccount } from '../invitations.ts';
import { afterPassword } from '../sign-in.ts';
import { passwordField, readBody, tokenField } from './body.ts';

const route = { method: 'POST', access: 'anyone', audit: undefined } as const;

/** The routes of an invitation. */
export function invitationRoutes(accounts: Accounts): PlainRoute[] {
  return [
    {
      ...route,
      path: '/api/sign-in/invitation',
      summary: 'Tells who a link invites, without using it up',
      handler: (request) => open(accounts, request),
    },
    {
      ...route,
      path: '/api/sign-in/invitation/password',
      summary: 'Sets the password of who is invited and uses the link up',
      handler: (request) => accept(accounts, request),
    },
  ];
}

async function open(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  accounts.requests.take(request.address);
  const { token } = readBody(z.object({ token: tokenField }), request.body);
  const { login, name, role } = await invitedAccount(accounts, token);
  return { status: 200, body: { login, name, role } };
}

const acceptBody = z.object({ token: tokenField, password: passwordField });

async function accept(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  accounts.requests.take(request.address);
  const { token, password } = readBody(acceptBody, request.body);
  const account = await acceptInvitation(accounts, token, password);
  await accounts.audit({
    event: 'invitation-accept',
    action: 'U',
    outcome: 0,
    address: request.address,
    entities: entitiesOf(account),
  });
  return afterPassword(accounts, account);
}
