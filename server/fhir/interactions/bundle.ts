/**
 * The batch and transaction interactions: a Bundle in, a Bundle of responses out.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import { STATUS_CODES } from 'node:http';
import { refuse } from '#fhir/refusals.ts';
import { type BundleEntry, readBundle } from '#fhir/transaction/entries.ts';
import { type EntryText, bundleId, bundleText } from '#fhir/handling/bundle-text.ts';
import type { FhirRequest, FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { outcomeText, refusalOf } from '#fhir/handling/outcome.ts';
import { transaction } from './transaction.ts';

/** How many entries of a batch are carried out at once. */
const batchWidth = 16;

/** The interaction of a Bundle, given who answers single requests. */
export function createBundleInteraction(answer: Interaction): Interaction {
  return async (request, store) => {
    const bundle = readBundle(request);
    const responses =
      bundle.type === 'transaction'
        ? await transaction(bundle.entries, store, answer)
        : await batch(bundle.entries, store, answer);
    const wanted = /return\s*=\s*representation/.test(request.headers['prefer'] ?? '');
    const entries = responses.map((response, index) =>
      responseEntry(response, { base: request.base, wanted, entry: bundle.entries[index]! }),
    );
    const body = bundleText({
      id: bundleId(store.randomBytes(16)),
      type: `${bundle.type}-response`,
      updated: store.now(),
      links: [],
      entries,
    });
    // A conditional create that found its resource shows it.
    const shown = responses.filter(
      ({ written, looked }) => written === true && looked !== undefined,
    );
    if (shown.length === 0) return { status: 200, body };
    const looked = {
      entities: shown.flatMap((response) => response.looked?.entities ?? []),
      patients: shown.flatMap((response) => response.looked?.patients ?? []),
    };
    return { status: 200, body, looked };
  };
}

/** Each entry for itself; a refused one answers with its outcome and stops nobody. */
async function batch(
  entries: readonly BundleEntry[],
  store: Store,
  answer: Interaction,
): Promise<FhirResponse[]> {
  const responses: FhirResponse[] = [];
  const waiting = entries.values();
  const worker = async () => {
    for (const { index, request } of waiting) {
      responses[index] = await answerOne(request, store, answer);
    }
  };
  await Promise.all(Array.from({ length: batchWidth }, worker));
  return responses;
}

async function answerOne(
  request: FhirRequest,
  store: Store,
  answer: Interaction,
): Promise<FhirResponse> {
  try {
    if (request.type === undefined && request.method === 'POST') throw refuse('unknown-route');
    return await answer(request, store);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    return { status: refusal.status, body: outcomeText(refusal.issues, refusal.code) };
  }
}

function responseEntry(
  response: FhirResponse,
  context: { base: string; wanted: boolean; entry: BundleEntry },
): EntryText {
  const { status, version, updated, location, body } = response;
  const failed = status >= 400;
  const details: Record<string, unknown> = {
    status: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
  };
  if (location !== undefined) details['location'] = location;
  if (version !== undefined) details['etag'] = `W/"${version}"`;
  if (updated !== undefined) details['lastModified'] = new Date(updated).toISOString();
  if (failed && body !== undefined) details['outcome'] = JSON.parse(body);
  const show = !failed && body !== undefined && (response.written !== true || context.wanted);
  const place = location?.split('/_history/')[0];
  return {
    ...(place === undefined ? {} : { fullUrl: `${context.base}/${place}` }),
    ...(show ? { resource: body } : {}),
    response: details,
  };
}
