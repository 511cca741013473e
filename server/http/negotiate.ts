/**
 * Content negotiation and preferences of an HTTP request.
 * https://hl7.org/fhir/R4/http.html#mime-type
 */
import { refuse } from '#fhir/refusals.ts';
import type { FhirResponse } from '#fhir/handling/interaction.ts';
import { allOk } from '#fhir/handling/outcome.ts';

/** What this API sends. */
export const fhirJson = 'application/fhir+json; charset=utf-8';

const jsonTypes = ['application/fhir+json', 'application/json', 'text/json'];
const patchTypes = ['application/json-patch+json', ...jsonTypes];
const formType = 'application/x-www-form-urlencoded';

/** Throws `unsupported-media-type` unless the body is of a type that this request takes. */
export function checkContentType(
  method: string,
  path: readonly string[],
  header: string | undefined,
): void {
  const type = (header ?? '').split(';')[0]!.trim().toLowerCase();
  const expected =
    path.at(-1) === '_search' ? [formType] : method === 'PATCH' ? patchTypes : jsonTypes;
  if (!expected.includes(type)) {
    throw refuse('unsupported-media-type', {
      type: type.slice(0, 64),
      expected: expected.slice(0, 2).join(', '),
    });
  }
  const charset = /charset\s*=\s*"?([^";]+)/i.exec(header ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw refuse('unsupported-media-type', { type: `charset=${charset}`, expected: 'utf-8' });
  }
}

/**
 * Throws `not-acceptable` where the caller takes no JSON. `_format` goes before the Accept header.
 */
export function checkAccept(accept: string | undefined, format: string | undefined): void {
  if (format !== undefined) {
    if (/json/.test(format)) return;
    throw refuse('not-acceptable');
  }
  if (accept === undefined || accept === '' || /json|\*\/\*|application\/\*/.test(accept)) return;
  throw refuse('not-acceptable');
}

/**
 * The body to send of a write, by the caller's `Prefer: return`.
 * https://hl7.org/fhir/R4/http.html#ops
 */
export function preferredBody(
  response: FhirResponse,
  prefer: string | undefined,
): string | undefined {
  if (response.written !== true) return response.body;
  const wish = /return\s*=\s*"?(\w+)/.exec(prefer ?? '')?.[1];
  if (wish === 'minimal') return undefined;
  return wish === 'OperationOutcome' ? allOk : response.body;
}
