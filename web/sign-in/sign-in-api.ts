/**
 * What the sign-in page asks of the server, and what comes next.
 * https://simplewebauthn.dev/docs/packages/browser
 */
import type { startAuthentication } from '@simplewebauthn/browser';
import { callApi } from '../session/json-api.ts';

/** What the server wants next. */
export type Next =
  | { next: 'done' }
  | { next: 'second-factor'; ways: readonly string[] }
  | { next: 'enrol'; secret: string; uri: string; qr: string }
  | { next: 'change-password' };

/** Who was invited. */
export interface Invited {
  login: string;
  name: string;
  role: string;
}

const send = (url: string, init?: RequestInit) => fetch(url, init);

async function ask(route: string, body: object): Promise<unknown> {
  return callApi(send, `/api/sign-in/${route}`, { body });
}

/** Sends a password, a code, … ; answers what comes next. */
export async function askNext(
  route:
    | 'password'
    | 'totp'
    | 'enrol'
    | 'new-password'
    | 'passkey'
    | 'phone/code'
    | 'invitation/password',
  body: object,
): Promise<Next> {
  return (await ask(route, body)) as Next;
}

/** Has a code sent to a telephone. */
export async function askPhoneCode(phone: string): Promise<void> {
  await ask('phone', { phone });
}

/** Who an invitation is for. */
export async function askInvitation(token: string): Promise<Invited> {
  return (await ask('invitation', { token })) as Invited;
}

type PasskeyOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];

/** Lets the browser ask for a passkey, of any account where no login is given. */
export async function signInWithPasskey(login?: string): Promise<Next> {
  const optionsJSON = (await ask(
    'passkey/options',
    login === undefined ? {} : { login },
  )) as PasskeyOptions;
  // Loaded when it is asked for: most sign-ins do without.
  const browser = await import('@simplewebauthn/browser');
  return askNext('passkey', { response: await browser.startAuthentication({ optionsJSON }) });
}

/** Whose session this browser has, if any. */
export async function askSession(): Promise<{ name: string; demonstration: boolean } | undefined> {
  const response = await fetch('/api/session', { headers: { 'x-yishu': '1' } });
  if (!response.ok) return undefined;
  return (await response.json()) as { name: string; demonstration: boolean };
}

/** Whether this server is a demonstration: its simulated inbox is there without a session. */
export async function isDemonstration(): Promise<boolean> {
  const response = await fetch('/api/development/inbox', { headers: { 'x-yishu': '1' } });
  return response.ok;
}

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  await callApi(send, '/api/sign-out', { method: 'POST' });
}
