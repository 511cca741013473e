/**
 * Residents sign in with their phone and a code by message.
 * https://pages.nist.gov/800-63-4/sp800-63b.html#out-of-band
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { accountByPhone, normalPhone, phoneHash } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { sendPhoneCode, takePhoneCode } from '../factors/phone-code.ts';
import { guard } from '../guard.ts';
import { type StepResponse, completeSignIn } from '../sign-in.ts';
import { accountSubject, phoneSubject } from '../tries.ts';
import { codeField, readBody } from './body.ts';

const route = { method: 'POST', access: 'anyone', audit: undefined } as const;

/** The routes of signing in by phone. */
export function phoneRoutes(accounts: Accounts): PlainRoute[] {
  return [
    {
      ...route,
      path: '/api/sign-in/phone',
      summary: 'Sends a code to a phone; answers the same whether or not it is known',
      handler: (request) => send(accounts, request),
    },
    {
      ...route,
      path: '/api/sign-in/phone/code',
      summary: 'Shows the code that came to the phone',
      handler: (request) => showCode(accounts, request),
    },
  ];
}

const phoneField = z.string().max(30);

async function send(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  accounts.codes.take(request.address);
  const { phone } = readBody(z.object({ phone: phoneField }), request.body);
  await sendPhoneCode(accounts, phoneOf(phone));
  return { status: 204 };
}

async function showCode(accounts: Accounts, request: PlainRequest): Promise<StepResponse> {
  accounts.requests.take(request.address);
  const body = readBody(z.object({ phone: phoneField, code: codeField }), request.body);
  const phone = phoneOf(body.phone);
  const account = await accountByPhone(accounts, phone);
  const subject =
    account === undefined
      ? phoneSubject(phoneHash(accounts.secrets, phone))
      : accountSubject(account.id);
  const trier = { subject, address: request.address };
  const shown = await guard(
    accounts,
    { trier, account, event: 'sign-in', refusal: 'bad-code' },
    () => takePhoneCode(accounts, phone, body.code),
  );
  // One factor: for more, a resident shows a code again, or a passkey.
  return completeSignIn(accounts, request, { account: shown, strongAt: 0 });
}

function phoneOf(text: string): string {
  const phone = normalPhone(text);
  if (phone === undefined) throw refuse('bad-field', { field: 'phone' });
  return phone;
}
