/**
 * Signing in by an identity provider of somebody else, and whom it knows: an administrator says
 * which account a subject has here; a subject without one is nobody.
 * https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { readBody } from '../body.ts';
import type { OAuthParts } from '../parts.ts';
import { type State, stateId } from '../tokens/state.ts';
import type { OutsideProvider, OutsideQuestion } from './outside-provider.ts';

/** What the routes work with. */
export interface OutsideParts {
  parts: OAuthParts;
  state: State;
  outside: OutsideProvider;
}

/** Where the identity provider sends browsers back, below the public address. */
export const outsideCallback = '/api/oauth/outside/callback';

const cookieName = 'yishu_outside';
const lifeSeconds = 600;

/** The routes of signing in elsewhere, and those by which its subjects get accounts. */
export function outsideRoutes(given: OutsideParts): PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/oauth/outside',
      access: 'anyone',
      audit: undefined,
      summary: 'Sends a browser to the outside identity provider',
      handler: (request) => leave(given, request),
    },
    {
      method: 'GET',
      path: outsideCallback,
      access: 'anyone',
      audit: 'sign-in',
      summary: 'Where the outside identity provider sends a browser back',
      handler: (request) => comeBack(given, request),
    },
    ...identityRoutes(given),
  ];
}

async function leave(given: OutsideParts, { query }: PlainRequest): Promise<PlainResponse> {
  const { parts, state, outside } = given;
  const { url, question } = await outside.ask();
  // Whoever comes back must be the browser that left: a stranger's answer would sign the stranger
  // in here.
  const browser = parts.randomBytes(32).toString('base64url');
  await state.put({
    kind: 'Outside',
    id: question.state,
    payload: {
      ...question,
      browser: stateId(browser),
      uid: readUid(query),
      expires: parts.now() + lifeSeconds * 1000,
    },
    seconds: lifeSeconds,
  });
  return { status: 303, location: url, setCookies: [cookie(parts, browser, lifeSeconds)] };
}

function readUid(query: URLSearchParams): string {
  const uid = query.get('uid') ?? '';
  return /^[\w-]{1,64}$/.test(uid) ? uid : '';
}

function cookie({ addresses }: OAuthParts, value: string, seconds: number): string {
  const secure = addresses.publicAddress.startsWith('https:') ? '; Secure' : '';
  const path = `Path=/api/oauth/outside; Max-Age=${seconds}`;
  return `${cookieName}=${value}; ${path}; HttpOnly; SameSite=Lax${secure}`;
}

async function comeBack(given: OutsideParts, request: PlainRequest): Promise<PlainResponse> {
  const { parts, state } = given;
  const asked = request.query.get('state') ?? '';
  const kept = (await state.find('Outside', asked)) as
    | (OutsideQuestion & { browser: string; uid: string; expires: number })
    | undefined;
  const browser = stateId(request.cookies[cookieName] ?? '');
  if (kept === undefined || kept.browser !== browser || kept.expires <= parts.now()) {
    throw refuse('unknown-interaction');
  }
  if (!(await state.consume('Outside', asked))) throw refuse('unknown-interaction');
  const cookies = await signInBy(given, request, kept);
  const clear = cookie(parts, '', 0);
  if (cookies === undefined) {
    return {
      status: 303,
      location: `/sign-in?uid=${kept.uid}&outside=unknown`,
      setCookies: [clear],
    };
  }
  const location = kept.uid === '' ? '/' : `/oauth/interaction/${kept.uid}`;
  return { status: 303, location, setCookies: [...cookies, clear] };
}

/** The cookies of a new sign-in; undefined where nobody here is meant. */
async function signInBy(
  { parts, outside }: OutsideParts,
  request: PlainRequest,
  question: OutsideQuestion,
): Promise<string[] | undefined> {
  let subject: string;
  try {
    subject = await outside.hear(request.query, question);
  } catch {
    return undefined;
  }
  const [row] = await parts.database.run(
    'select account from outside_identity where issuer = $1 and subject = $2',
    [outside.issuer, subject],
  );
  if (row === undefined) return undefined;
  return parts.accounts.openSession(String(row['account']), request.address);
}

const identity = z.object({
  subject: z.string().min(1).max(255),
  account: z.string().min(1).max(100),
});

function identityRoutes({ parts, outside }: OutsideParts): PlainRoute[] {
  const { database } = parts;
  const access = ['security-administrator'] as const;
  return [
    {
      method: 'GET',
      path: '/api/outside-identities',
      access,
      audit: 'list-outside-identities',
      summary: 'Which subjects of the outside identity provider have which accounts',
      handler: async () => ({
        status: 200,
        body: {
          issuer: outside.issuer,
          identities: await database.run(
            `select subject, account, made_by, created from outside_identity
             where issuer = $1 order by subject`,
            [outside.issuer],
          ),
        },
      }),
    },
    {
      method: 'POST',
      path: '/api/outside-identities',
      access,
      audit: 'add-outside-identity',
      summary: 'Says which account a subject of the outside identity provider has',
      handler: async ({ body, caller }) => {
        const { subject, account } = readBody(identity, body);
        if ((await parts.accounts.find(account)) === undefined) {
          throw refuse('bad-input', { member: 'account' });
        }
        await database.run(
          `insert into outside_identity (issuer, subject, account, made_by, created)
           values ($1, $2, $3, $4, $5::bigint)
           on conflict (issuer, subject) do update set account = excluded.account,
             made_by = excluded.made_by, created = excluded.created`,
          [outside.issuer, subject, account, caller?.who ?? '', parts.now()],
        );
        return { status: 204 };
      },
    },
    {
      method: 'DELETE',
      path: '/api/outside-identities/:subject',
      access,
      audit: 'remove-outside-identity',
      summary: 'Takes the account of a subject away: it is nobody here any more',
      handler: async ({ names }) => {
        await database.run('delete from outside_identity where issuer = $1 and subject = $2', [
          outside.issuer,
          names['subject'] ?? '',
        ]);
        return { status: 204 };
      },
    },
  ];
}
