/**
 * Tells subscribers what is new every second, for as long as the server runs.
 * https://hl7.org/fhir/R4/subscription.html#rest-hook
 */
import type { Store } from '../fhir/handling/interaction.ts';
import { repeat } from '../repeat.ts';
import { type DispatchParts, dispatch } from '../subscriptions/dispatch.ts';

const everyMs = 1000;
/** So long an answer may take. */
const patienceMs = 10_000;

/** Posts a notice. A redirection is not followed: the operator allowed one address, no other. */
export const postNotice: DispatchParts['post'] = async (url, headers, body) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: [...headers, ['content-type', 'application/fhir+json']],
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
  });
  await response.body?.cancel();
  return response.status;
};

/** Starts. @returns what stops, once the notice under way is done. */
export function tellSubscribers(given: {
  house: Store;
  origins: ReadonlySet<string>;
  base: string;
  report: (error: unknown) => void;
}): () => Promise<void> {
  const { report, ...parts } = given;
  return repeat(everyMs, () => dispatch({ ...parts, post: postNotice }), { report });
}
