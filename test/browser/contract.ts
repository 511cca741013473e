/**
 * What the pages expect of the server's sign-in, as a page-level stand-in: each answer is one of
 * the contract's, so that a story can put a page into any state. Stories that go end to end use
 * the server itself.
 */
import type { Page, Route } from 'playwright-core';

/** What GET /api/session answers. */
export const chen = {
  who: 'Practitioner/chen',
  name: '陈志远',
  role: 'doctor',
  kind: 'staff',
  organization: 'yunhe-first' as string | null,
  idleMinutes: 15,
  strongAt: 0,
  demonstration: true,
};

export const wang = {
  ...chen,
  who: 'Patient/wang-xiuying',
  name: '王秀英',
  role: 'resident',
  kind: 'resident',
  organization: null,
  idleMinutes: 30,
};

/** A refusal as the registry makes it. */
export function refusal(status: number, code: string, [zh, en]: [zh: string, en: string]) {
  const issue = [
    {
      severity: 'error',
      code: 'login',
      details: { coding: [{ system: 'https://yishu.example/CodeSystem/refusal', code }], text: zh },
      diagnostics: en,
    },
  ];
  return { status, json: { resourceType: 'OperationOutcome', issue } };
}

/** Answers one route of the API; each call is noted with its body. */
export async function answer(
  page: Page,
  path: string,
  reply: (body: unknown, route: Route) => Parameters<Route['fulfill']>[0],
): Promise<unknown[]> {
  const calls: unknown[] = [];
  const isAsked = (url: URL) => url.pathname === path;
  await page.route(isAsked, async (route) => {
    const request = route.request();
    const text = request.postData();
    const body: unknown = text === null ? undefined : JSON.parse(text);
    calls.push(body);
    await route.fulfill(reply(body, route));
  });
  return calls;
}

/**
 * Somebody is signed in: the authorization answers at once with a code, the code with a token.
 * `signedIn` may turn false, as when the session ends on the server.
 */
export async function signedIn(
  page: Page,
  who: typeof chen | typeof wang = chen,
  state: { signedIn: boolean; code?: string } = { signedIn: true },
): Promise<void> {
  await answer(page, '/api/session', (_body, route) =>
    state.signedIn
      ? route.request().method() === 'POST'
        ? { status: 204 }
        : { json: who }
      : refusal(401, state.code ?? 'not-signed-in', ['请先登录', 'Sign in first']),
  );
  await page.route(
    (url) => url.pathname === '/oauth/auth',
    async (route) => {
      const { searchParams } = new URL(route.request().url());
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', searchParams.get('state') ?? '');
      if (state.signedIn) back.searchParams.set('code', 'code-1');
      else if (searchParams.get('prompt') === 'none') {
        back.searchParams.set('error', 'login_required');
      } else {
        await route.fulfill({ status: 303, headers: { location: '/sign-in?uid=interaction-1' } });
        return;
      }
      await route.fulfill({ status: 303, headers: { location: back.href } });
    },
  );
  await page.route(
    (url) => url.pathname === '/oauth/token',
    (route) =>
      route.fulfill({ json: { access_token: 'token-1', token_type: 'Bearer', expires_in: 300 } }),
  );
}
