/**
 * Required bindings: the code must be one of the value set.
 * https://hl7.org/fhir/R4/terminologies.html#required
 */
import type { CodeRule } from '#fhir/definitions/condensed.ts';
import { type Report, problem } from './report.ts';

type JsonObject = Record<string, unknown>;

/** The check of a value whose element has a required binding. */
export type CodeCheck = (value: unknown, report: Report) => void;

/**
 * The check of a required binding; undefined where only a terminology server could tell.
 * @param type the type of the element: code, Coding, CodeableConcept, Quantity, or a text.
 */
export function compileCodes(
  type: string,
  valueSet: string,
  rule: CodeRule | undefined,
): CodeCheck | undefined {
  if (rule === undefined || rule === 'any') return undefined;
  const pairs = new Set<string>();
  const codes = new Set<string>();
  for (const [system, list] of Object.entries(rule)) {
    for (const code of list) {
      pairs.add(`${system}|${code}`);
      codes.add(code);
    }
  }
  const name = valueSet.replace('http://hl7.org/fhir/ValueSet/', '');
  const fits = (coding: JsonObject) =>
    pairs.has(`${String(coding['system'])}|${String(coding['code'])}`);
  if (type === 'CodeableConcept') {
    return (value, report) => {
      const codings = (value as JsonObject)['coding'];
      if (!Array.isArray(codings) || codings.length === 0) {
        if (!hasExtension(value)) problem(report, 'noCode', { valueSet: name });
      } else if (!codings.some((coding) => isObject(coding) && fits(coding))) {
        problem(report, 'code', { valueSet: name });
      }
    };
  }
  if (type === 'Coding' || type === 'Quantity') {
    return (value, report) => {
      if (isObject(value) && value['code'] !== undefined && !fits(value)) {
        problem(report, 'code', { valueSet: name });
      }
    };
  }
  return (value, report) => {
    if (typeof value === 'string' && !codes.has(value)) problem(report, 'code', { valueSet: name });
  };
}

function hasExtension(value: unknown): boolean {
  return isObject(value) && value['extension'] !== undefined;
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
