/** What type an element on a path has, from the structure definitions. https://hl7.org/fhir/R4/elementdefinition.html */
import type { Step } from './expression.ts';

/** The part of an ElementDefinition that search needs. */
export interface Element {
  path: string;
  min?: number;
  max?: string;
  type?: { code: string; targetProfile?: string[] }[];
  contentReference?: string;
  binding?: { strength?: string; valueSet?: string };
}

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
  targets: string[];
  /** Canonical url of the bound value set, without its version. */
  valueSet: string | undefined;
}

/** Finds elements by path, as `Observation.component.value[x]`. */
export type FindElement = (path: string) => Element | undefined;

/** The properties that a step from `definedAt` may stand for: several for a choice, none where there is no such element. */
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

function typesOf(element: Element): { code: string; targetProfile?: string[] }[] {
  if (element.contentReference !== undefined) return [{ code: 'BackboneElement' }];
  return element.type ?? [];
}

function typedStep(
  element: Element,
  property: string,
  type: { code: string; targetProfile?: string[] },
): TypedStep {
  const datatype = type.code.replace('http://hl7.org/fhirpath/System.String', 'string');
  const inline = datatype === 'BackboneElement' || datatype === 'Element';
  return {
    property,
    datatype,
    definedAt: inline ? (element.contentReference?.slice(1) ?? element.path) : datatype,
    repeats: element.max === '*',
    targets: (type.targetProfile ?? []).map((url) => url.slice(url.lastIndexOf('/') + 1)),
    valueSet: element.binding?.valueSet?.split('|')[0],
  };
}

/** `as(DateTime)` is what R4 writes once for dateTime: the first letter is taken either way. */
function matchesAs(code: string, as: string | undefined): boolean {
  return as === undefined || upperFirst(code) === upperFirst(as);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
