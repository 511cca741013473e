/**
 * What `$guide` is asked with: Parameters read and checked.
 * https://hl7.org/fhir/R4/parameters.html
 */
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import { type Parameter, readParameters, textOf } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Asked } from './decide.ts';
import { answerOf } from './questions.ts';

/** The longest complaint, in characters. */
export const complaintMost = 500;

const dayMs = 86_400_000;
const yearDays = 365.2425;

/**
 * Reads a request. Throws `parameter-missing` for what is not there or has no sense,
 * `complaint-too-long`, `unknown-answer`.
 * @param now milliseconds since 1970.
 */
export function readAsked(
  request: FhirRequest,
  now: number,
): Asked & { organization: string | undefined } {
  const parameters = readParameters(request);
  const complaint = textOf(parameters, 'complaint', ['valueString']);
  if (Array.from(complaint).length > complaintMost) {
    throw refuse('complaint-too-long', { limit: complaintMost });
  }
  const answer = optional(parameters, 'answer', (name) => textOf(parameters, name));
  const answered = answer === undefined ? undefined : answerOf(answer);
  if (answer !== undefined && answered === undefined) throw refuse('unknown-answer');
  return {
    complaint,
    patient: {
      ...ageOf(parameters, now),
      sex: sexOf(parameters),
      pregnant: isPregnant(parameters),
    },
    answer: answered,
    organization: optional(parameters, 'organization', (name) => organizationOf(parameters, name)),
  };
}

type Given = ReadonlyMap<string, Parameter>;

function optional<T>(given: Given, name: string, read: (name: string) => T): T | undefined {
  return given.has(name) ? read(name) : undefined;
}

function ageOf(given: Given, now: number) {
  if (given.has('birthDate')) {
    const born = Date.parse(textOf(given, 'birthDate', ['valueDate']));
    const days = Math.floor((now - born) / dayMs);
    // A day's grace: the zone of the writer may be ahead.
    if (!(days >= -1 && days < 150 * yearDays))
      throw refuse('parameter-missing', { name: 'birthDate' });
    return { ageDays: days, ageYears: Math.floor(days / yearDays) };
  }
  // An emergency is told of even where nobody says how old: see decide.ts.
  if (!given.has('age')) return { ageDays: undefined, ageYears: undefined };
  const age = given.get('age')?.['valueInteger'];
  if (typeof age !== 'number' || !Number.isInteger(age) || age < 0 || age > 150) {
    throw refuse('parameter-missing', { name: 'age' });
  }
  return { ageDays: undefined, ageYears: age };
}

function sexOf(given: Given): 'male' | 'female' | undefined {
  const sex = optional(given, 'sex', (name) => textOf(given, name, ['valueCode']));
  if (sex === undefined || sex === 'other' || sex === 'unknown') return undefined;
  if (sex !== 'male' && sex !== 'female') throw refuse('parameter-missing', { name: 'sex' });
  return sex;
}

function isPregnant(given: Given): boolean {
  const said = given.has('pregnant') ? given.get('pregnant')?.['valueBoolean'] : false;
  if (typeof said !== 'boolean') throw refuse('parameter-missing', { name: 'pregnant' });
  return said;
}

function organizationOf(given: Given, name: string): string {
  const { reference } = (given.get(name)?.['valueReference'] ?? {}) as { reference?: unknown };
  if (typeof reference !== 'string' || !/^Organization\/[A-Za-z0-9.-]{1,64}$/.test(reference)) {
    throw refuse('parameter-missing', { name });
  }
  return reference;
}
