/**
 * The house's own routes beside FHIR, as the pages call them: JSON, from this origin, with the
 * header that a page elsewhere cannot send.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
import type { Language } from '../design/moment.ts';
import type { Send } from '../fhir/client.ts';
import type { OperationOutcome } from '../fhir/shapes.ts';

/** An answer that is no success. `status` is 0 when the server could not be reached. */
export class ApiFailure extends Error {
  readonly status: number;
  /** The code of the refusal, as `bad-credentials`. */
  readonly code: string | undefined;
  /** What the server says of it, in each language that it spoke. */
  readonly said: Partial<Record<Language, string>>;
  constructor(status: number, outcome?: OperationOutcome) {
    super(`the server answered ${status}`);
    this.name = 'ApiFailure';
    this.status = status;
    const { details, diagnostics } = outcome?.issue?.[0] ?? {};
    this.code = details?.coding?.[0]?.code;
    const { text } = details ?? {};
    this.said = {
      ...(text === undefined ? {} : { zh: text }),
      ...(diagnostics === undefined ? {} : { en: diagnostics }),
    };
  }
}

/** One call. */
export interface ApiCall {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON; a file as it is, of its own type. */
  body?: object | Blob;
  /** What comes back: JSON, unless a file is wanted byte for byte. */
  as?: 'json' | 'file';
  signal?: AbortSignal;
}

/**
 * Calls a route and returns its JSON, undefined for an empty answer, or the file as a Blob. Throws
 * an ApiFailure.
 */
export async function callApi(send: Send, url: string, call: ApiCall = {}): Promise<unknown> {
  const { body, signal } = call;
  const method = call.method ?? (body === undefined ? 'GET' : 'POST');
  const init: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      'x-yishu': '1',
      ...(body === undefined ? {} : { 'content-type': typeOfBody(body) }),
    },
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
  let response: Response;
  try {
    response = await send(url, init);
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ApiFailure(0);
  }
  if (response.ok && call.as === 'file') return response.blob();
  const text = await response.text();
  const json = readJson(text);
  if (!response.ok) throw new ApiFailure(response.status, json as OperationOutcome | undefined);
  return json;
}

function typeOfBody(body: object | Blob): string {
  return body instanceof Blob ? body.type : 'application/json';
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // A page where data was expected, say from a proxy in between: as good as no answer.
    return undefined;
  }
}
