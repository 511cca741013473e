/**
 * Reads answers of operations: Parameters with parts. https://hl7.org/fhir/R4/parameters.html
 */
import type { Fact, Reference } from '../../../fhir/shapes.ts';

interface Parameter {
  name: string;
  part?: Parameter[];
  [value: string]: unknown;
}

/** The parts of a parameter, by name. What is not there is empty, 0 or false. */
export interface Parts {
  text: (name: string) => string;
  /** Every text of a name. */
  texts: (name: string) => string[];
  count: (name: string) => number;
  flag: (name: string) => boolean;
  reference: (name: string) => Reference;
  all: (name: string) => Parts[];
}

/** The parameters of a name. */
export function partsNamed(answer: Fact, name: string): Parts[] {
  const { parameter = [] } = answer as Fact & { parameter?: Parameter[] };
  return parameter.filter((one) => one.name === name).map(partsOf);
}

/** The one parameter of a name, where it is a whole number; 0 where it is not there. */
export function countNamed(answer: Fact, name: string): number {
  const { parameter = [] } = answer as Fact & { parameter?: Parameter[] };
  return partsOf({ name: '', part: parameter }).count(name);
}

function partsOf({ part = [] }: Parameter): Parts {
  const heldIn = (found: Parameter | undefined): unknown =>
    Object.entries(found ?? {}).find(([key]) => key.startsWith('value'))?.[1];
  const value = (name: string): unknown => heldIn(part.find((one) => one.name === name));
  return {
    text: (name) => {
      const found = value(name);
      return typeof found === 'string' ? found : '';
    },
    texts: (name) =>
      part
        .filter((one) => one.name === name)
        .map(heldIn)
        .filter((held) => typeof held === 'string'),
    count: (name) => {
      const found = value(name);
      return typeof found === 'number' ? found : 0;
    },
    flag: (name) => value(name) === true,
    reference: (name) => (value(name) ?? {}) as Reference,
    all: (name) => part.filter((one) => one.name === name).map(partsOf),
  };
}

/** A value that goes into a request: a text, a whole number or a reference. */
export function parametersOf(values: Record<string, string | number | Reference>): object {
  return {
    resourceType: 'Parameters',
    parameter: Object.entries(values).map(([name, value]) => ({ name, ...typed(name, value) })),
  };
}

/** What these operations take as a code or a date; other texts are strings. */
const kinds: Record<string, string> = {
  pool: 'valueCode',
  deed: 'valueCode',
  from: 'valueDate',
  to: 'valueDate',
};

function typed(name: string, value: string | number | Reference): object {
  if (typeof value === 'number') return { valueInteger: value };
  if (typeof value === 'string') return { [kinds[name] ?? 'valueString']: value };
  return { valueReference: value };
}
