/**
 * What operations are asked with, and their answers: Parameters, written and read by their names.
 * https://hl7.org/fhir/R4/parameters.html
 */
import type { Fact, Reference } from './shapes.ts';

/** A text, a whole number, yes or no, a reference; any other by its type: `{ valueCode: 'a' }`. */
export type Value =
  | string
  | number
  | boolean
  | { reference: string }
  | Record<`value${string}`, unknown>;

/** A request; what is undefined is left out. */
export function parametersOf(values: Record<string, Value | undefined> = {}): object {
  const parameter = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, ...typed(value) }],
  );
  // FHIR knows no empty lists.
  return { resourceType: 'Parameters', ...(parameter.length === 0 ? {} : { parameter }) };
}

function typed(value: Value): object {
  if (typeof value === 'string') return { valueString: value };
  if (typeof value === 'number') return { valueInteger: value };
  if (typeof value === 'boolean') return { valueBoolean: value };
  return 'reference' in value ? { valueReference: value } : value;
}

interface Parameter {
  name: string;
  part?: Parameter[];
  [value: string]: unknown;
}

/** An answer, or the parts of one parameter, by name. What is not there is empty, 0 or false. */
export interface Parts {
  text: (name: string) => string;
  /** Every text of a name. */
  texts: (name: string) => string[];
  count: (name: string) => number;
  flag: (name: string) => boolean;
  reference: (name: string) => Reference;
  all: (name: string) => Parts[];
}

/** The parameters of an answer. */
export function partsOf(answer: Fact): Parts {
  const { parameter = [] } = answer as Fact & { parameter?: Parameter[] };
  return partsIn(parameter);
}

function heldIn(parameter: Parameter | undefined): unknown {
  return Object.entries(parameter ?? {}).find(([key]) => key.startsWith('value'))?.[1];
}

function partsIn(list: readonly Parameter[]): Parts {
  const value = (name: string) => heldIn(list.find((one) => one.name === name));
  return {
    text: (name) => {
      const found = value(name);
      return typeof found === 'string' ? found : '';
    },
    texts: (name) =>
      list
        .filter((one) => one.name === name)
        .map(heldIn)
        .filter((held) => typeof held === 'string'),
    count: (name) => {
      const found = value(name);
      return typeof found === 'number' ? found : 0;
    },
    flag: (name) => value(name) === true,
    reference: (name) => (value(name) ?? {}) as Reference,
    all: (name) => list.filter((one) => one.name === name).map(({ part = [] }) => partsIn(part)),
  };
}
