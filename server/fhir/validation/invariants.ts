/**
 * The error-level invariants of an element, compiled.
 * https://hl7.org/fhir/R4/conformance-rules.html#constraints
 */
import type { Definitions } from '#fhir/definitions/load.ts';
import type { Shapes } from '#fhir/definitions/shapes.ts';
import type { FhirPath } from '#fhir/fhirpath/compile.ts';
import type { Truth } from '#fhir/fhirpath/evaluate.ts';
import type { FhirNode } from '#fhir/fhirpath/node.ts';
import { type Report, problem } from './report.ts';

/** Checks every invariant of an element. */
export type InvariantCheck = (element: unknown, report: Report) => void;

/** What invariants are compiled with. */
export interface InvariantSource {
  definitions: Definitions;
  shapes: Shapes;
  fhirPath: FhirPath;
}

/** Checked with the structure: nothing is empty, and the narrative is XHTML. */
const structural = new Set(['ele-1', 'txt-1', 'txt-2']);

/**
 * Expressions of R4 that do not say what their text says, as later versions of the specification
 * correct them.
 */
const corrected: Readonly<Record<string, string>> = {
  // `Boolean` is a system type, which no answer has.
  // https://hl7.org/fhir/R4B/questionnaire.html#que-7
  'que-7': "operator = 'exists' implies (answer is boolean)",
  // `#` alone is the container. https://hl7.org/fhir/R5/references.html#ref-1
  'ref-1':
    "reference.startsWith('#').not() or reference = '#' or " +
    'reference.substring(1) in %rootResource.contained.id',
};

/**
 * The check of these constraints on an element; undefined where there is nothing to check.
 * Only false is a breach: an expression that stays undecided, as `start <= end` of dates of unlike
 * precision, is none.
 * @param path of the element, as `Observation.component`, or its type where it has one.
 * @param keys as the definitions name them.
 */
export function compileInvariants(
  source: InvariantSource,
  path: string,
  keys: readonly string[],
): InvariantCheck | undefined {
  const { definitions, shapes, fhirPath } = source;
  const checks: { key: string; human: string; holds: Truth; onlyWith: string | undefined }[] = [];
  for (const name of keys) {
    const [key = name] = name.split('~');
    const constraint = definitions.constraints[name];
    if (constraint === undefined || structural.has(key)) continue;
    const { human, expression } = constraint;
    const holds = fhirPath.compileTruth(corrected[name] ?? expression);
    checks.push({ key, human, holds, onlyWith: key.startsWith('dom-') ? 'contained' : undefined });
  }
  if (checks.length === 0) return undefined;
  const shape = shapes.at(path);
  return (value, report) => {
    const node: FhirNode = { value, type: shape?.type ?? path, shape, sibling: undefined };
    const self = [node];
    const { environment } = report;
    environment.context = node;
    const scope = { environment, self, index: 0 };
    for (const { key, human, holds, onlyWith } of checks) {
      // All the rules of DomainResource are about contained resources, which are rare.
      if (onlyWith !== undefined && !Object.hasOwn(Object(value) as object, onlyWith)) continue;
      if (holds(scope, self) === false) problem(report, 'invariant', { key, human });
    }
  };
}
