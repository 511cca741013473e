/**
 * The one way to the server: reads and searches sent together in the body of a batch, so that no
 * address ever
 * holds patient data. https://hl7.org/fhir/R4/http.html#transaction
 */
import type { Bundle, Fact, OperationOutcome, OutcomeIssue } from './shapes.ts';

const base = '/fhir/R4';

/** How a request leaves the page: a session's way, which adds the token. */
export type Send = (url: string, init?: RequestInit) => Promise<Response>;

/** A request the server did not fulfil. `status` is 0 when it could not be reached. */
export class FhirFailure extends Error {
  readonly status: number;
  /** What the server says of it, in each language that it spoke. */
  readonly said: { zh?: string; en?: string };
  /** The code of the refusal, as `step-up-needed`. */
  readonly code: string | undefined;
  /** Everything that was wrong, each with its place, as `Organization.partOf`. */
  readonly issues: readonly OutcomeIssue[];
  constructor(status: number, outcome?: OperationOutcome) {
    super(reasonOf(outcome));
    this.name = 'FhirFailure';
    this.status = status;
    this.said = saidOf(outcome?.issue?.[0]);
    this.issues = outcome?.issue ?? [];
    this.code = this.issues[0]?.details?.coding?.[0]?.code;
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
export async function batch(
  send: Send,
  requests: readonly string[],
  signal?: AbortSignal,
): Promise<Answer[]> {
  const entry = requests.map((url) => ({ request: { method: 'GET', url } }));
  const body = { resourceType: 'Bundle', type: 'batch', entry };
  const answered = await ask(send, '', { method: 'POST', body, ...(signal ? { signal } : {}) });
  if (answered.resourceType !== 'Bundle') throw new FhirFailure(200);
  const bundle = answered as unknown as Bundle;
  return requests.map((_, index) => answerOf(bundle.entry?.[index]));
}

/** One request that is no search: an operation, a creation, an update. */
export interface Asking {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends one request to a path below the base, `Patient/1/$why`, which holds opaque ids and nothing
 * of a patient. Throws a FhirFailure.
 */
export async function ask(send: Send, path: string, asking: Asking): Promise<Fact> {
  const { method, body, signal } = asking;
  const headers = { accept: 'application/fhir+json', ...asking.headers };
  const response = await reached(send, path === '' ? base : `${base}/${path}`, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/fhir+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const answered = (await response.json().catch(() => undefined)) as Fact | undefined;
  if (response.status === 204) return { resourceType: 'OperationOutcome' };
  if (!response.ok || answered === undefined) {
    const outcome = answered as OperationOutcome | undefined;
    throw new FhirFailure(response.status, outcome);
  }
  return answered;
}

async function reached(send: Send, url: string, init: RequestInit): Promise<Response> {
  try {
    return await send(url, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new FhirFailure(0);
  }
}

type Entry = NonNullable<Bundle['entry']>[number];

/** The answer that one entry of a batch response holds. */
export function answerOf(entry: Entry | undefined): Answer {
  const status = Number.parseInt(entry?.response?.status ?? '0', 10);
  if (entry?.resource !== undefined && status < 400) return { resource: entry.resource };
  const outcome = entry?.response?.outcome ?? (entry?.resource as OperationOutcome | undefined);
  return { failure: new FhirFailure(status, outcome) };
}

function reasonOf(outcome: OperationOutcome | undefined): string {
  const [issue] = outcome?.issue ?? [];
  return issue?.diagnostics ?? issue?.details?.text ?? '';
}

/** The house's outcomes have Chinese in the details and English in the diagnostics. */
export function saidOf(issue: OutcomeIssue | undefined): { zh?: string; en?: string } {
  const zh = issue?.details?.text;
  const en = issue?.diagnostics;
  return { ...(zh === undefined ? {} : { zh }), ...(en === undefined ? {} : { en }) };
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
  if (answer === undefined) throw new FhirFailure(0);
  if ('failure' in answer) throw answer.failure;
  return answer.resource as Fact;
}
