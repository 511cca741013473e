/**
 * The 935 HL7 FHIRPath cases run against both evaluators: the library, for patches, and the
 * compiler, for invariants. https://hl7.org/fhirpath/N1/
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Resource } from '#model/fhir.ts';
import { loadDefinitions } from '#fhir/definitions/load.ts';
import { createShapes } from '#fhir/definitions/shapes.ts';
import { createFhirPath } from '#fhir/fhirpath/compile.ts';
import { ExpressionError } from '#fhir/fhirpath/lex.ts';
import { resourceNode } from '#fhir/fhirpath/node.ts';
import { type Evaluator, judge, suiteCases, suiteInputs } from './fhirpath-suite.ts';

const inputs = suiteInputs();
const cases = suiteCases();

/** The names of failing cases, by the reason they share. */
function failures(file: string): Map<string, string> {
  const path = join(import.meta.dirname, 'data', file);
  const listed = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string[]>;
  return new Map(
    Object.entries(listed).flatMap(([reason, names]) => names.map((name) => [name, reason])),
  );
}

const library: Evaluator = (expression, resource) =>
  fhirpath.evaluate(resource, expression, {}, r4) as unknown[];

const shapes = createShapes(loadDefinitions());
const compiler = createFhirPath(shapes);

const compiled: Evaluator = (expression, resource) => {
  const evaluate = compiler.compile(expression);
  const node = resourceNode(shapes, resource);
  const environment = { resource: node, root: node, context: node, memo: new Map() };
  return evaluate({ environment, self: [node], index: 0 }, [node]).map(({ value }) => value);
};

/** Whether the compiler takes an expression; the invariants of R4 are all among those it does. */
function isSupported(expression: string): boolean {
  try {
    compiler.compile(expression);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return !error.unsupported;
    throw error;
  }
}

function runSuite(evaluate: Evaluator, suite: { file: string; of: typeof cases }): void {
  const listed = failures(suite.file);
  const nothing: Resource = { resourceType: 'Basic' };
  for (const given of suite.of) {
    const wrong = judge(given, inputs[given.input ?? ''] ?? nothing, evaluate);
    const reason = listed.get(given.name);
    listed.delete(given.name);
    test(reason === undefined ? given.name : `${given.name} fails: ${reason}`, () => {
      if (reason === undefined) assert.equal(wrong, undefined);
      else assert.notEqual(wrong, undefined, `it passes: take it out of ${suite.file}`);
    });
  }
  test('every listed failure is a case of the suite', () =>
    assert.deepEqual([...listed.keys()], []));
}

describe('the FHIRPath library', () => {
  test('is given every case', () => assert.equal(cases.length, 935));
  runSuite(library, { file: 'fhirpath-library-failures.json', of: cases });
});

describe('the FHIRPath compiler', () => {
  const supported = cases.filter(({ expression }) => isSupported(expression));
  test('takes at least half of the cases', () =>
    assert.ok(supported.length > 467, `${supported.length}`));
  runSuite(compiled, { file: 'fhirpath-compiler-failures.json', of: supported });

  test('takes every error-level invariant of R4', () => {
    for (const { expression } of Object.values(loadDefinitions().constraints)) {
      if (!expression.includes('htmlChecks'))
        assert.equal(typeof compiler.compile(expression), 'function');
    }
  });
});
