/**
 * What the server refused, sorted by the fields of a form: each problem where it can be mended.
 * https://hl7.org/fhir/R4/operationoutcome.html
 */
import type { Language } from '../../../design/moment.ts';
import { FhirFailure, saidOf } from '../../../fhir/client.ts';
import { ApiFailure } from '../../../session/json-api.ts';

/** The problems of a form. */
export interface Problems {
  /** By the name of the field. */
  fields: Readonly<Record<string, string>>;
  /** Those that belong to no field. */
  rest: readonly string[];
}

export const noProblems: Problems = { fields: {}, rest: [] };

/** What is said where the server said nothing. */
export interface Unsaid {
  offline: string;
  failed: string;
}

/**
 * The problems of a failure.
 * @param given.fieldAt the field that a FHIR expression means, as `Organization.partOf`.
 */
export function problemsOf(
  failure: unknown,
  given: {
    language: Language;
    unsaid: Unsaid;
    fieldAt?: (expression: string) => string | undefined;
  },
): Problems {
  const { language, unsaid, fieldAt } = given;
  if (failure instanceof FhirFailure && failure.issues.length > 0) {
    const fields: Record<string, string> = {};
    const rest: string[] = [];
    for (const issue of failure.issues) {
      const said = saidOf(issue);
      const text = said[language] ?? said.zh ?? said.en ?? unsaid.failed;
      const [expression] = issue.expression ?? [];
      const field = expression === undefined ? undefined : fieldAt?.(expression);
      if (field === undefined) rest.push(text);
      else fields[field] = field in fields ? `${fields[field]} ${text}` : text;
    }
    return { fields, rest: [...new Set(rest)] };
  }
  return { fields: {}, rest: [failureText(failure, language, unsaid)] };
}

/** What went wrong, as the server said it where it did. */
export function failureText(failure: unknown, language: Language, unsaid: Unsaid): string {
  if (!(failure instanceof ApiFailure || failure instanceof FhirFailure)) return unsaid.failed;
  if (failure.status === 0) return unsaid.offline;
  return failure.said[language] ?? unsaid.failed;
}
