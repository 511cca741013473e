/**
 * The check of one value of an element: its type, its binding, what it may refer to, its own
 * invariants. https://hl7.org/fhir/R4/elementdefinition.html
 */
import type { Member } from '#fhir/definitions/shapes.ts';
import { compileCodes, isObject } from './codes.ts';
import { type InvariantSource, compileInvariants } from './invariants.ts';
import { compilePrimitive } from './primitive.ts';
import { checkReference } from './reference.ts';
import { type Report, problem } from './report.ts';
import { isNarrative } from './xhtml.ts';

/** Checks a value; what is wrong goes into the report. */
export type Check = (value: unknown, report: Report) => void;

/** Everything compiled so far. */
export interface Compiled extends InvariantSource {
  /** The checks of primitive types. */
  primitives: Map<string, Check>;
  /**
   * The check of a type with elements or of a path with parts, compiled when it is first asked
   * for.
   */
  checkOf: (path: string) => Check;
  /** Checks a resource of any type: the outermost, a contained one, or one in an entry. */
  checkResource: Check;
}

/** The check of one value of a member. */
export function elementCheck(compiled: Compiled, member: Member): Check {
  const { rule, type } = member;
  const checks: Check[] = [typeCheck(compiled, member)];
  if (type === 'Reference') checks.push(referenceCheck(member));
  if (rule.valueSet !== undefined) {
    const codes = compileCodes(type, rule.valueSet, compiled.definitions.codes.get(rule.valueSet));
    if (codes !== undefined) checks.push(codes);
  }
  const invariants = compileInvariants(compiled, type, ownConstraints(compiled, member));
  if (invariants !== undefined) checks.push(invariants);
  const [first, second] = checks;
  if (first === undefined || second === undefined) return first ?? (() => undefined);
  if (checks.length === 2) {
    return (value, report) => {
      first(value, report);
      second(value, report);
    };
  }
  return (value, report) => {
    for (const check of checks) check(value, report);
  };
}

/**
 * Constraints of the element itself. Parts bring theirs with their own shape, types with the type;
 * a part that
 * is defined elsewhere (contentReference) brings those of that place, and its own are left.
 */
function ownConstraints({ shapes, definitions }: Compiled, { rule, type }: Member): string[] {
  const isPart = type === 'BackboneElement' || type === 'Element';
  if (isPart && rule.contentReference === undefined) return [];
  const holder = definitions.elements.get(rule.contentReference ?? type);
  const given = new Set(holder?.constraint);
  const own = (rule.constraint ?? []).filter((key) => !given.has(key));
  // A choice carries the constraints of a profile on one of its types.
  const simple = new Set(['sqty-1', 'qty-3']);
  const isQuantity = shapes.at(type)?.path === 'Quantity';
  return own.filter((key) => isQuantity || !simple.has(key));
}

function typeCheck(compiled: Compiled, { rule, type, siblingKey }: Member): Check {
  if (siblingKey !== undefined)
    return primitiveCheck(compiled, isResourceId(compiled, rule.path) ? 'id' : type);
  if (type === 'Resource') return nestedResource(compiled, rule.path.endsWith('.contained'));
  const isPart = type === 'BackboneElement' || type === 'Element';
  const path = rule.contentReference ?? (isPart ? rule.path : type);
  let check: Check | undefined;
  return (value, report) => {
    check ??= compiled.checkOf(path);
    check(value, report);
  };
}

function nestedResource({ checkResource }: Compiled, isContained: boolean): Check {
  return (value, report) => {
    const before = report.isContained;
    report.isContained = isContained;
    checkResource(value, report);
    report.isContained = before;
  };
}

/**
 * The definitions give the id of a resource as a string; it is an id.
 * https://hl7.org/fhir/R4/resource.html#id
 */
function isResourceId({ definitions }: Compiled, path: string): boolean {
  const [type = '', name, ...rest] = path.split('.');
  return (
    name === 'id' && rest.length === 0 && definitions.structures.get(type)?.kind === 'resource'
  );
}

function primitiveCheck(compiled: Compiled, type: string): Check {
  const known = compiled.primitives.get(type);
  if (known !== undefined) return known;
  const test = compilePrimitive(type, compiled.definitions.patterns[type]);
  const check: Check = (value, report) => {
    const fault = test(value);
    if (fault === 'shape') problem(report, 'primitive', { type });
    else if (fault === 'format') problem(report, 'format', { type });
    else if (type === 'xhtml' && !isNarrative(String(value))) problem(report, 'xhtml');
  };
  compiled.primitives.set(type, check);
  return check;
}

function referenceCheck({ rule, type }: Member): Check {
  const targets = rule.type?.find(({ code }) => code === type)?.targets;
  const allowed =
    targets === undefined || targets.includes('Resource') ? undefined : new Set(targets);
  return (value, report) => {
    if (isObject(value)) checkReference(value, allowed, report);
  };
}
