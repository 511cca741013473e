/**
 * Audit events and consents of 王秀英 as the server answers them, for what her pages show.
 * https://hl7.org/fhir/R4/auditevent.html
 */
import type { Page } from 'playwright-core';

const reasonSystem = 'https://yishu.example/CodeSystem/access-reason';

/** One event. */
export function event(given: {
  id: string;
  at: string;
  who: [reference: string, name: string];
  /** Reference of the institution. */
  where: string;
  role?: string;
  why?: string;
  did?: { subtype: string; action: string; outcome?: string };
  what: readonly string[];
}): object {
  const { subtype, action, outcome = '0' } = given.did ?? { subtype: 'read', action: 'R' };
  const reason = { coding: [{ system: reasonSystem, code: given.why }] };
  return {
    resourceType: 'AuditEvent',
    id: given.id,
    recorded: given.at,
    action,
    outcome,
    subtype: [{ code: subtype }],
    agent: [
      {
        requestor: true,
        role: [{ coding: [{ code: given.role ?? 'doctor' }] }],
        who: { reference: given.who[0], display: given.who[1] },
        name: given.who[1],
      },
      { requestor: false, who: { reference: given.where } },
      { requestor: false, who: { display: 'workstation' } },
      { requestor: false, who: { display: '医枢 Yishu' } },
    ],
    ...(given.why === undefined ? {} : { purposeOfEvent: [reason] }),
    entity: given.what.map((type) => ({ what: { reference: `${type}/1` } })),
  };
}

/** A Consent of hers. */
export function consent(given: {
  id: string;
  type: 'permit' | 'deny';
  whom?: string;
  kind?: string;
}): object {
  const { id, type, whom, kind } = given;
  const system = 'https://yishu.example/CodeSystem/consent-kind';
  const reference = { reference: 'Organization/there', display: whom };
  return {
    resourceType: 'Consent',
    id,
    meta: { versionId: '3' },
    status: 'active',
    dateTime: '2026-10-01T00:00:00Z',
    ...(kind === undefined ? {} : { category: [{ coding: [{ system, code: kind }] }] }),
    provision: {
      type,
      period: { start: '2026-10-01T00:00:00Z' },
      ...(whom === undefined ? {} : { actor: [{ reference }] }),
    },
  };
}

/** Answers searches of these types with these resources; all other requests go on. */
export async function answerSearches(
  page: Page,
  found: Record<string, () => readonly object[]>,
): Promise<void> {
  const answerOf = (url: string) => {
    const resources = found[/^\w+/.exec(url)?.[0] ?? '']?.();
    if (resources === undefined) return undefined;
    const entry = resources.map((resource) => ({ resource, search: { mode: 'match' } }));
    return {
      resource: { resourceType: 'Bundle', type: 'searchset', entry },
      response: { status: '200' },
    };
  };
  await page.route('**/fhir/R4', async (route) => {
    const { entry: asked } = route.request().postDataJSON() as {
      entry: { request: { url: string } }[];
    };
    const answers = asked.map(({ request }) => answerOf(request.url));
    if (answers.some((answer) => answer === undefined)) return route.continue();
    return route.fulfill({ json: { resourceType: 'Bundle', entry: answers } });
  });
}
