/**
 * What type an element on a path has, from the structure definitions.
 * https://hl7.org/fhir/R4/elementdefinition.html
 */
import type { ElementRule } from '#fhir/definitions/condensed.ts';
import type { Step } from './expression.ts';

/** One JSON property that a step may stand for, with the type of its values. */
export interface TypedStep {
  /** The JSON property, as `valueQuantity`. */
  property: string;
  /** The FHIR type, as `Quantity`; `BackboneElement` inside a resource. */
  datatype: string;
  /** Where the children are defined, as `Observation.component` or `Quantity`. */
  definedAt: string;
  repeats: boolean;
  /** The types that a reference may go to, as `Patient`. */
  targets: readonly string[];
  /** The url of the value set that is required. */
  valueSet: string | undefined;
}

/** Finds elements by path, as `Observation.component.value[x]`. */
export type FindElement = (path: string) => ElementRule | undefined;

/**
 * The properties that a step from `definedAt` may stand for: several for a choice, none where there
 * is no such element.
 */
export function typeSteps(find: FindElement, definedAt: string, step: Step): TypedStep[] {
  const plain = find(`${definedAt}.${step.property}`);
  if (plain !== undefined) {
    return typesOf(plain)
      .filter((type) => matchesAs(type.code, step.as))
      .slice(0, 1)
      .map((type) => typedStep(plain, step.property, type));
  }
  const choice = find(`${definedAt}.${step.property}[x]`);
  if (choice === undefined) return [];
  return typesOf(choice)
    .filter((type) => matchesAs(type.code, step.as))
    .map((type) => typedStep(choice, step.property + upperFirst(type.code), type));
}

function typesOf(element: ElementRule): { code: string; targets?: string[] }[] {
  if (element.contentReference !== undefined) return [{ code: 'BackboneElement' }];
  return element.type ?? [];
}

function typedStep(
  element: ElementRule,
  property: string,
  type: { code: string; targets?: string[] },
): TypedStep {
  const datatype = type.code;
  const inline = datatype === 'BackboneElement' || datatype === 'Element';
  return {
    property,
    datatype,
    definedAt: inline ? (element.contentReference ?? element.path) : datatype,
    repeats: element.max === '*',
    targets: type.targets ?? [],
    valueSet: element.valueSet,
  };
}

/** `as(DateTime)` is what R4 writes once for dateTime: the first letter is taken either way. */
function matchesAs(code: string, as: string | undefined): boolean {
  return as === undefined || upperFirst(code) === upperFirst(as);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
