/**
 * Runs the HL7 FHIRPath cases, from FHIR/fhir-test-cases (Apache-2.0), against an evaluator.
 * https://github.com/FHIR/fhir-test-cases/tree/master/r4/fhirpath
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Resource } from '#model/fhir.ts';

/** One case. */
export interface FhirPathCase {
  name: string;
  expression: string;
  /** The resource it runs on; none for expressions of literals. */
  input?: string;
  /** The expression must be refused. */
  invalid?: string;
  /** `strict`: elements that do not exist are an error. */
  mode?: string;
  /** Only whether something is found is asked. */
  predicate?: string;
  outputs: { type?: string; value: string }[];
}

/** What an evaluator finds; throws where the expression is refused. */
export type Evaluator = (expression: string, resource: Resource) => unknown[];

function readData<Data>(file: string): Data {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'data', file), 'utf8')) as Data;
}

/** Inputs of the suite that the official examples hold too. */
const official: Readonly<Record<string, string>> = {
  'valueset-example-expansion': 'ValueSet-example-expansion.json',
  'appointment-examplereq': 'Appointment-examplereq.json',
  'explanationofbenefit-example': 'ExplanationOfBenefit-EB3500.json',
};
const folder = dirname(createRequire(import.meta.url).resolve('hl7.fhir.r4.examples/package.json'));

/**
 * The inputs by name. Of four the suite's own file is not to be had: `parameters-example-types`,
 * `patient-example-period`, `patient-container-example` and `patient-name-extensions` are written
 * after what
 * their cases ask.
 */
export function suiteInputs(): Record<string, Resource> {
  const inputs = readData<Record<string, Resource>>('fhirpath-inputs.json');
  for (const [name, file] of Object.entries(official)) {
    inputs[name] = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Resource;
  }
  // The one thing in which the suite's copy differs where a case looks.
  Object.assign(inputs['valueset-example-expansion'] ?? {}, { version: '20150622' });
  return inputs;
}

/** The cases. */
export function suiteCases(): FhirPathCase[] {
  return readData<FhirPathCase[]>('fhirpath-cases.json');
}

/** What is wrong with an evaluator's answer to a case; undefined where it is right. */
export function judge(
  given: FhirPathCase,
  resource: Resource,
  evaluate: Evaluator,
): string | undefined {
  let found: string[];
  try {
    found = evaluate(given.expression, resource).map(String);
  } catch (error) {
    return given.invalid === undefined
      ? `refused: ${error instanceof Error ? error.message : ''}`
      : undefined;
  }
  if (given.invalid !== undefined) return `not refused (${given.invalid})`;
  if (given.predicate === 'true') found = [String(found.length > 0)];
  const expected = given.outputs.map(({ value, type }) => plain(value, type));
  const same =
    found.length === expected.length &&
    found.every((text, at) => sameValue(text, expected[at] ?? ''));
  return same ? undefined : `expected [${expected.join(', ')}], found [${found.join(', ')}]`;
}

function plain(value: string, type: string | undefined): string {
  return type === 'string' ? value : value.replace(/^@T?/, '');
}

/**
 * Numbers are the same however they are written; a date and time may be written with or without
 * milliseconds.
 */
function sameValue(found: string, expected: string): boolean {
  const text = found.replace(/^@T?/, '');
  if (text === expected || found === expected) return true;
  return expected.trim() !== '' && Number(text) === Number(expected);
}
