/**
 * Names the entry of a Bundle that a refusal is about.
 * https://hl7.org/fhir/R4/http.html#transaction-response
 */
import type { Issue } from '#model/fhir.ts';
import { Refusal } from '#fhir/refusals.ts';

/** Runs the work of one entry; a refusal then names the entry, in its expression and its texts. */
export function inEntry<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(index, error);
  }
}

/** As `inEntry`, for work that takes time. */
export async function inEntryLater<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw named(index, error);
  }
}

function named(index: number, error: unknown): unknown {
  if (!(error instanceof Refusal) || error.issues.some(isNamed)) return error;
  const at = `Bundle.entry[${index}]`;
  const issues = error.issues.map((issue) => ({
    ...issue,
    text: {
      zh: `第 ${index + 1} 条：${issue.text.zh}`,
      en: `Entry ${index + 1}: ${issue.text.en}`,
    },
    expression: `${at}${below(issue.expression)}`,
  }));
  return new Refusal(error.code, issues);
}

function isNamed(issue: Issue): boolean {
  return issue.expression?.startsWith('Bundle.entry[') === true;
}

/** `Patient.name[0]` → `.resource.name[0]`. */
function below(expression: string | undefined): string {
  if (expression === undefined) return '';
  return `.resource${expression.replace(/^[A-Z]\w*(?=\.|$)/, '').replace(/^(?=[a-z])/, '.')}`;
}
