/** R4 validation: structures compiled to closures when a type is first seen; every problem at once. https://hl7.org/fhir/R4/validation.html */
import type { Issue, Resource } from '#model/fhir.ts';
import type { ElementRule } from '#fhir/definitions/condensed.ts';
import type { Definitions } from '#fhir/definitions/load.ts';
import { compileCodes, isObject } from './codes.ts';
import { compileInvariants } from './invariants.ts';
import { compilePrimitive } from './primitive.ts';
import { checkReference } from './reference.ts';
import { type Report, problem, within } from './report.ts';
import { isNarrative } from './xhtml.ts';

type JsonObject = Record<string, unknown>;
type Check = (value: unknown, report: Report) => void;

/** Checks resources against the R4 definitions. */
export interface Validator {
  /**
   * Every problem of a resource, none where it is valid; texts never hold a value of the resource.
   * @param options whether references may be searches, as in a transaction before it is resolved.
   */
  validate(resource: unknown, options?: { allowConditionalReferences?: boolean }): Issue[];
}

/** What may stand under a name of an object. */
interface Member {
  /** The element's name, without the type of a choice. */
  element: string;
  many: boolean;
  check: Check;
  /** The check of the object beside a primitive, `_name`: its id and extensions. */
  extended: Check | undefined;
}

/** What an object may hold. */
interface Shape {
  members: ReadonlyMap<string, Member>;
  /** Elements that must be there, and the choices, of which at most one name may be. */
  required: readonly string[];
  choices: ReadonlyMap<string, readonly string[]>;
}

/** Everything compiled so far. */
interface Compiled {
  definitions: Definitions;
  checks: Map<string, Check>;
  primitives: Map<string, Check>;
}

/** A validator on the R4 definitions. */
export function compileValidator(definitions: Definitions): Validator {
  const compiled: Compiled = { definitions, checks: new Map(), primitives: new Map() };
  return {
    validate(resource, options = {}) {
      const root = resource as Resource;
      const report: Report = {
        issues: [],
        place: [],
        root,
        resource: root,
        allowConditionalReferences: options.allowConditionalReferences ?? false,
      };
      checkResource(compiled, resource, report);
      return report.issues;
    },
  };
}

/** Checks a resource of any type: the outermost, a contained one, or one in an entry. */
function checkResource(compiled: Compiled, value: unknown, report: Report): void {
  if (!isObject(value)) return problem(report, 'object');
  const type = value['resourceType'];
  const structure = typeof type === 'string' ? compiled.definitions.structures.get(type) : undefined;
  if (structure?.kind !== 'resource' || structure.abstract) {
    return within(report, 'resourceType', () => problem(report, 'type'));
  }
  const outer = report.resource;
  const outermost = report.place.length === 0;
  if (outermost) report.place.push(structure.name);
  report.resource = value;
  typeCheck(compiled, structure.name)(value, report);
  report.resource = outer;
  if (outermost) report.place.pop();
}

/** The check of a type with elements, compiled when it is first asked for. */
function typeCheck(compiled: Compiled, type: string): Check {
  return pathCheck(compiled, type, () => {
    const elements = compiled.definitions.structures.get(type)?.snapshot.element ?? [];
    return objectCheck(compiled, { path: type, elements, rule: elements[0] });
  });
}

function pathCheck(compiled: Compiled, path: string, make: () => Check): Check {
  let check = compiled.checks.get(path);
  if (check === undefined) {
    // Types hold themselves (Extension): what is compiled meanwhile finds this one.
    let made: Check | undefined;
    compiled.checks.set(path, (value, report) => made?.(value, report));
    made = make();
    check = made;
    compiled.checks.set(path, check);
  }
  return check;
}

interface Source {
  path: string;
  elements: readonly ElementRule[];
  rule: ElementRule | undefined;
}

/** The check of an object: no unknown name, nothing missing, nothing empty, each member, then the invariants. */
function objectCheck(compiled: Compiled, source: Source): Check {
  const shape = shapeOf(compiled, source);
  const invariants = compileInvariants(
    compiled.definitions,
    source.path,
    source.rule?.constraint ?? [],
  );
  const isResource = compiled.definitions.structures.get(source.path)?.kind === 'resource';
  return (value, report) => {
    if (!isObject(value)) return problem(report, 'object');
    const before = report.issues.length;
    checkMembers(shape, value, { report, isResource });
    for (const name of shape.required) {
      const names = shape.choices.get(name) ?? [name];
      if (!names.some((key) => value[key] !== undefined || value[`_${key}`] !== undefined)) {
        problem(report, 'missing', { name });
      }
    }
    // Invariants presume a sound structure: on a broken one they would only repeat it.
    if (report.issues.length === before) invariants?.(value, report);
  };
}

function checkMembers(
  shape: Shape,
  value: JsonObject,
  given: { report: Report; isResource: boolean },
): void {
  const { report, isResource } = given;
  let count = 0;
  let chosen: string | undefined;
  for (const key in value) {
    count += 1;
    if (isResource && key === 'resourceType') continue;
    const extended = key.startsWith('_');
    const name = extended ? key.slice(1) : key;
    const member = shape.members.get(name);
    if (member === undefined || (extended && member.extended === undefined)) {
      within(report, key.slice(0, 64), () => problem(report, 'unknown', { name: key.slice(0, 64) }));
      continue;
    }
    if (member.element !== name) {
      if (chosen !== undefined && chosen !== name && shape.members.get(chosen)?.element === member.element) {
        problem(report, 'choice', { name: member.element });
      }
      chosen = name;
    }
    report.place.push(key);
    checkMember(member, value, { key, extended, report });
    report.place.pop();
  }
  if (count === 0) problem(report, 'empty');
}

function checkMember(
  member: Member,
  owner: JsonObject,
  given: { key: string; extended: boolean; report: Report },
): void {
  const { key, extended, report } = given;
  const value = owner[key];
  if (!member.many) {
    if (Array.isArray(value)) problem(report, 'single');
    else checkOne(member, value, given);
    return;
  }
  if (!Array.isArray(value)) return problem(report, 'list');
  if (value.length === 0) return problem(report, 'empty');
  const twin = owner[extended ? key.slice(1) : `_${key}`];
  if (Array.isArray(twin) && twin.length !== value.length) return problem(report, 'twin');
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    // In lists of primitives null keeps the place of an item that has only extensions, or none.
    if (item === null && member.extended !== undefined && Array.isArray(twin) && twin[index] !== null) continue;
    report.place.push(index);
    checkOne(member, item, given);
    report.place.pop();
  }
}

function checkOne(
  member: Member,
  value: unknown,
  given: { extended: boolean; report: Report },
): void {
  if (given.report.place.length > 200) problem(given.report, 'deep');
  else if (value === null) problem(given.report, 'empty');
  else if (given.extended) member.extended?.(value, given.report);
  else member.check(value, given.report);
}

function shapeOf(compiled: Compiled, { path, elements }: Source): Shape {
  const members = new Map<string, Member>();
  const required: string[] = [];
  const choices = new Map<string, string[]>();
  const depth = path.split('.').length + 1;
  for (const rule of elements) {
    if (!rule.path.startsWith(`${path}.`) || rule.path.split('.').length !== depth) continue;
    const last = rule.path.slice(path.length + 1);
    const element = last.replace('[x]', '');
    if (rule.min > 0) required.push(element);
    for (const { key, type, targets } of namesOf(last, rule)) {
      const check = elementCheck(compiled, { rule, type, targets, elements });
      const many = rule.max !== '1' && rule.max !== '0';
      const extended = isPrimitive(compiled, type) ? lazyType(compiled, 'Element') : undefined;
      members.set(key, { element, many, check, extended });
      if (last.endsWith('[x]')) choices.set(element, [...(choices.get(element) ?? []), key]);
    }
  }
  return { members, required, choices };
}

interface Named {
  key: string;
  type: string;
  targets: ReadonlySet<string> | undefined;
}

/** The JSON names of an element, one a type where it is a choice. */
function namesOf(last: string, rule: ElementRule): Named[] {
  const types = rule.type ?? [{ code: rule.contentReference === undefined ? '' : '@' }];
  return types.map(({ code, targets }) => ({
    key: last.endsWith('[x]') ? last.slice(0, -3) + code[0]!.toUpperCase() + code.slice(1) : last,
    type: code,
    targets:
      targets === undefined || targets.includes('Resource') ? undefined : new Set(targets),
  }));
}

function isPrimitive({ definitions }: Compiled, type: string): boolean {
  return definitions.structures.get(type)?.kind === 'primitive-type';
}

/** The check of a type that may not be compiled yet. */
function lazyType(compiled: Compiled, type: string): Check {
  let check: Check | undefined;
  return (value, report) => {
    check ??= typeCheck(compiled, type);
    check(value, report);
  };
}

/** The check of one value of an element: of its type, its binding, its fixed value, its own invariants. */
function elementCheck(
  compiled: Compiled,
  given: Omit<Named, 'key'> & { rule: ElementRule; elements: readonly ElementRule[] },
): Check {
  const { rule, type, targets } = given;
  const checks: Check[] = [typedCheck(compiled, given)];
  if (type === 'Reference') {
    checks.push((value, report) => {
      if (isObject(value)) checkReference(value, targets, report);
    });
  }
  if (rule.valueSet !== undefined) {
    const codes = compileCodes(type, rule.valueSet, compiled.definitions.codes.get(rule.valueSet));
    if (codes !== undefined) checks.push(codes);
  }
  const fixed = Object.entries(rule).find(([name]) => /^(?:fixed|pattern)[A-Z]/.test(name));
  if (fixed !== undefined) {
    checks.push((value, report) => {
      if (JSON.stringify(value) !== JSON.stringify(fixed[1])) problem(report, 'fixed');
    });
  }
  const own = ownConstraints(compiled, rule, type);
  const invariants = compileInvariants(compiled.definitions, invariantBase(rule, type), own);
  if (invariants !== undefined) checks.push(invariants);
  if (checks.length === 1) return checks[0]!;
  return (value, report) => {
    const before = report.issues.length;
    for (const check of checks) if (report.issues.length === before) check(value, report);
  };
}

/** Backbone elements carry their constraints themselves; of the others those of the type are checked with the type. */
function ownConstraints({ definitions }: Compiled, rule: ElementRule, type: string): string[] {
  if (type === 'BackboneElement' || type === 'Element') return [];
  const ofType = definitions.structures.get(type)?.snapshot.element[0]?.constraint ?? [];
  return (rule.constraint ?? []).filter((key) => !ofType.includes(key));
}

function invariantBase(rule: ElementRule, type: string): string {
  return type === '' || type === '@' ? rule.path : type;
}

function typedCheck(
  compiled: Compiled,
  given: { rule: ElementRule; type: string; elements: readonly ElementRule[] },
): Check {
  const { rule, type, elements } = given;
  if (rule.contentReference !== undefined) {
    const path = rule.contentReference;
    return lazyPath(compiled, path, elements);
  }
  if (type === 'BackboneElement' || (type === 'Element' && hasChildren(rule, elements))) {
    return lazyPath(compiled, rule.path, elements);
  }
  if (type === 'Resource') return (value, report) => checkResource(compiled, value, report);
  if (isPrimitive(compiled, type)) return primitiveCheck(compiled, rule, type);
  return lazyType(compiled, type);
}

function hasChildren(rule: ElementRule, elements: readonly ElementRule[]): boolean {
  return elements.some((other) => other.path.startsWith(`${rule.path}.`));
}

function lazyPath(compiled: Compiled, path: string, elements: readonly ElementRule[]): Check {
  let check: Check | undefined;
  return (value, report) => {
    check ??= pathCheck(compiled, path, () => {
      const rule = elements.find((element) => element.path === path);
      return objectCheck(compiled, { path, elements, rule });
    });
    check(value, report);
  };
}

function primitiveCheck(compiled: Compiled, rule: ElementRule, type: string): Check {
  // The definitions give the id of a resource as a string; it is an id.
  const isId = /^[A-Z]\w+\.id$/.test(rule.path) && compiled.definitions.structures.get(rule.path.slice(0, -3))?.kind === 'resource';
  const name = isId ? 'id' : type;
  let check = compiled.primitives.get(name);
  if (check === undefined) {
    const test = compilePrimitive(name, compiled.definitions.patterns[name]);
    check = (value, report) => {
      const fault = test(value);
      if (fault === 'shape') problem(report, 'primitive', { type: name });
      else if (fault === 'format') problem(report, 'format', { type: name });
      else if (name === 'xhtml' && !isNarrative(String(value))) problem(report, 'xhtml');
    };
    compiled.primitives.set(name, check);
  }
  return check;
}
