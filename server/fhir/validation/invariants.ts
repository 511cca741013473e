/** The error-level invariants of an element, compiled. https://hl7.org/fhir/R4/conformance-rules.html#constraints */
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Definitions } from '#fhir/definitions/load.ts';
import { knownInvariants } from './known-invariants.ts';
import { type Report, problem } from './report.ts';

type JsonObject = Record<string, unknown>;

/** Checks every invariant of an element. */
export type InvariantCheck = (element: unknown, report: Report) => void;

/**
 * The check of these constraints on an element.
 * Structure checks stand for `ele-1` (nothing is empty) and `txt-1`, `txt-2` (the narrative is XHTML).
 * @param path of the element, as `Observation.component`, or its type where it has one.
 * @param keys as the definitions name them.
 */
export function compileInvariants(
  definitions: Definitions,
  path: string,
  keys: readonly string[],
): InvariantCheck | undefined {
  const checks: InvariantCheck[] = [];
  for (const name of keys) {
    const [key = name] = name.split('~');
    if (key === 'ele-1' || key === 'txt-1' || key === 'txt-2') continue;
    const constraint = definitions.constraints[name];
    if (constraint === undefined) continue;
    const known = name === key || key.startsWith('dom-') ? knownInvariants[key] : undefined;
    const holds = known ?? interpret(path, constraint.expression);
    const { human } = constraint;
    checks.push((element, report) => {
      if (!holds(element as JsonObject, report)) problem(report, 'invariant', { key, human });
    });
  }
  if (checks.length === 0) return undefined;
  return (element, report) => {
    for (const check of checks) check(element, report);
  };
}

/** An invariant that the library evaluates, compiled when it is first needed. */
function interpret(
  base: string,
  expression: string,
): (element: JsonObject, report: Report) => boolean {
  let compiled: ((element: unknown, variables: Record<string, unknown>) => unknown) | undefined;
  // Traces are of no use to us.
  const text = expression.replace(/\.trace\((?:'\w+')(?:, \w+)?\)/g, '');
  return (element, report) => {
    compiled ??= fhirpath.compile({ base, expression: text }, r4) as unknown as NonNullable<typeof compiled>;
    const variables = { resource: report.resource, rootResource: report.root };
    try {
      const found = compiled(element, variables) as unknown[];
      // Empty is undecided, as the specification has it for constraints: only false is a breach.
      return found[0] !== false;
    } catch {
      // The expression meets what it does not expect, as several where one may be: that is a breach too.
      return false;
    }
  };
}
