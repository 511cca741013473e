/**
 * Answers in place of the server's, each as its rooms make it: so a story puts a page into a state
 * that a healthy house seldom has.
 * https://playwright.dev/docs/mock
 */
import type { Page, Route } from 'playwright-core';

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
