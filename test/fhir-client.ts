/**
 * A client for stories: FHIR requests in one line, answers as objects.
 * https://hl7.org/fhir/R4/http.html
 */
import assert from 'node:assert/strict';
import type { OperationOutcome } from '@medplum/fhirtypes';

/** What came back. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as a resource of the kind that the story expects. */
  as<Kind>(): Kind;
}

/** Sends requests below the base of the API. */
export type Send = (
  method: string,
  path: string,
  given?: { body?: unknown; headers?: Record<string, string> },
) => Promise<Answer>;

/** A client of the API at `url`. A body that is a string goes as it is. */
export function fhirClient(url: string): Send {
  return async (method, path, given = {}) => {
    const { body, headers = {} } = given;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/fhir+json' };
    const response = await fetch(`${url}/fhir/R4${path === '' ? '' : '/'}${path}`, {
      method,
      headers: { ...type, ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    const answered = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text: answered,
      as: <Kind>() => JSON.parse(answered) as Kind,
    };
  };
}

/** The same client for somebody: the token is a name that the test server knows, or a real one. */
export function sendAs(client: Send, token: string): Send {
  return (method, path, given = {}) =>
    client(method, path, {
      ...given,
      headers: { authorization: `Bearer ${token}`, ...given.headers },
    });
}

/**
 * Asserts that an answer is a refusal of this status with an OperationOutcome that a person
 * understands.
 */
export function assertRefused(answer: Answer, status: number, words: RegExp = /./): void {
  assert.equal(answer.status, status, answer.text);
  const outcome = answer.as<OperationOutcome>();
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.ok(outcome.issue[0]?.code, 'the outcome has an issue type');
  assert.ok(outcome.issue[0]?.details?.text, 'the outcome speaks Chinese');
  assert.match(outcome.issue.map((issue) => issue.diagnostics).join('\n'), words);
}
