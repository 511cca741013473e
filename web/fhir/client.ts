/**
 * The one way to the server: reads and searches sent together in the body of a batch, so that no
 * address ever
 * holds patient data. https://hl7.org/fhir/R4/http.html#transaction
 */
import type { Bundle, Fact, OperationOutcome } from './shapes.ts';

const base = '/fhir/R4';

/** A request the server did not fulfil. `status` is 0 when it could not be reached. */
export class FhirFailure extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'FhirFailure';
    this.status = status;
  }
}

/** One answer of a batch: a resource (perhaps a page of a search), or why there is none. */
export type Answer = { resource: Fact | Bundle } | { failure: FhirFailure };

/** One page of a search. `next` is the request for the page after it. */
export interface Page {
  found: Fact[];
  included: Fact[];
  next?: string;
  failure?: FhirFailure;
}

/**
 * Sends GET requests (`Patient/1`, `Observation?patient=1&_count=100`) as one batch and returns the
 * answers in their
 * order. Throws a FhirFailure when the batch as a whole fails.
 */
export async function batch(requests: readonly string[], signal?: AbortSignal): Promise<Answer[]> {
  const entry = requests.map((url) => ({ request: { method: 'GET', url } }));
  const response = await post({ resourceType: 'Bundle', type: 'batch', entry }, signal);
  const body = (await response.json().catch(() => undefined)) as
    | Bundle
    | OperationOutcome
    | undefined;
  if (!response.ok || body?.resourceType !== 'Bundle') {
    throw new FhirFailure(response.status, reasonOf(body as OperationOutcome | undefined));
  }
  return requests.map((_, index) => answerOf(body.entry?.[index]));
}

async function post(bundle: object, signal: AbortSignal | undefined): Promise<Response> {
  const headers = { 'content-type': 'application/fhir+json', accept: 'application/fhir+json' };
  const body = JSON.stringify(bundle);
  try {
    return await fetch(base, { method: 'POST', headers, body, ...(signal ? { signal } : {}) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new FhirFailure(0, '');
  }
}

type Entry = NonNullable<Bundle['entry']>[number];

/** The answer that one entry of a batch response holds. */
export function answerOf(entry: Entry | undefined): Answer {
  const status = Number.parseInt(entry?.response?.status ?? '0', 10);
  if (entry?.resource !== undefined && status < 400) return { resource: entry.resource };
  const outcome = entry?.response?.outcome ?? (entry?.resource as OperationOutcome | undefined);
  return { failure: new FhirFailure(status, reasonOf(outcome)) };
}

function reasonOf(outcome: OperationOutcome | undefined): string {
  const [issue] = outcome?.issue ?? [];
  return issue?.diagnostics ?? issue?.details?.text ?? '';
}

/** A search answer as a page; a failed answer is an empty page that says so. */
export function pageOf(answer: Answer | undefined): Page {
  if (answer === undefined) return { found: [], included: [] };
  if ('failure' in answer) return { found: [], included: [], failure: answer.failure };
  const bundle = answer.resource as Bundle;
  const entries = bundle.entry ?? [];
  const of = (mode: (mode: string) => boolean) =>
    entries.flatMap((entry) =>
      entry.resource && mode(entry.search?.mode ?? 'match') ? [entry.resource] : [],
    );
  const next = bundle.link?.find((link) => link.relation === 'next')?.url;
  return {
    found: of((mode) => mode === 'match'),
    included: of((mode) => mode === 'include'),
    ...(next === undefined ? {} : { next: relativeToBase(next) }),
  };
}

/** A page link as the request of a batch entry: relative to the base of the API. */
export function relativeToBase(link: string): string {
  const at = link.indexOf(`${base}/`);
  if (at >= 0) return link.slice(at + base.length + 1);
  const query = link.indexOf(`${base}?`);
  return query >= 0 ? link.slice(query + base.length) : link;
}

/** The resource of an answer; throws its failure. */
export function resourceOf(answer: Answer | undefined): Fact {
  if (answer === undefined) throw new FhirFailure(0, '');
  if ('failure' in answer) throw answer.failure;
  return answer.resource as Fact;
}
