/**
 * R4 validation: structures compiled to closures when a type is first seen; every problem at once.
 * https://hl7.org/fhir/R4/validation.html
 */
import type { Issue } from '#model/fhir.ts';
import type { Definitions } from '#fhir/definitions/load.ts';
import { createShapes } from '#fhir/definitions/shapes.ts';
import { createFhirPath } from '#fhir/fhirpath/compile.ts';
import { resourceNode } from '#fhir/fhirpath/node.ts';
import { isObject } from './codes.ts';
import type { Check, Compiled } from './element.ts';
import { objectCheck } from './object.ts';
import { type Report, problem, within } from './report.ts';

/** Checks resources against the R4 definitions. */
export interface Validator {
  /**
   * Every problem of a resource, none where it is valid; texts never hold a value of the resource.
   * @param options whether references may be searches, as in a transaction before it is resolved.
   */
  validate(resource: unknown, options?: { allowConditionalReferences?: boolean }): Issue[];
}

/** A validator on the R4 definitions. */
export function compileValidator(definitions: Definitions): Validator {
  const shapes = createShapes(definitions);
  const checks = new Map<string, Check>();

  function checkOf(path: string): Check {
    const known = checks.get(path);
    if (known !== undefined) return known;
    const shape = shapes.at(path);
    if (shape === undefined) throw new Error(`The definitions have no ${path}`);
    // Types hold themselves (Extension): members look their checks up when they are first used.
    const made = objectCheck(compiled, shape);
    checks.set(path, made);
    return made;
  }

  function checkResource(value: unknown, report: Report): void {
    if (!isObject(value)) return problem(report, 'object');
    const shape = shapes.resource(value['resourceType']);
    if (shape === undefined) {
      return within(report, 'resourceType', () => problem(report, 'type'));
    }
    const outer = report.environment;
    const node = resourceNode(shapes, value);
    const root = report.isContained ? outer.root : node;
    report.environment = { resource: node, root, context: node, memo: new Map() };
    if (report.place.length === 0) report.place.push(shape.type);
    checkOf(shape.path)(value, report);
    report.environment = outer;
  }

  const compiled: Compiled = {
    definitions,
    shapes,
    fhirPath: createFhirPath(shapes),
    primitives: new Map(),
    checkOf,
    checkResource,
  };

  return {
    validate(resource, { allowConditionalReferences = false } = {}) {
      const none = { value: undefined, type: '', shape: undefined, sibling: undefined };
      const environment = { resource: none, root: none, context: none, memo: new Map() };
      const report: Report = {
        issues: [],
        place: [],
        depth: 0,
        environment,
        isContained: false,
        allowConditionalReferences,
      };
      checkResource(resource, report);
      return report.issues;
    },
  };
}
