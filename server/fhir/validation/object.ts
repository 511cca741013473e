/**
 * The check of an object: no unknown name, nothing missing or empty, each member, then the
 * invariants. https://hl7.org/fhir/R4/json.html
 */
import type { Member, Shape } from '#fhir/definitions/shapes.ts';
import { isObject } from './codes.ts';
import { type Check, type Compiled, elementCheck } from './element.ts';
import { compileInvariants } from './invariants.ts';
import { type Report, deepest, problem, within } from './report.ts';

type JsonObject = Record<string, unknown>;

/** What may stand under one JSON name. */
interface Step {
  member: Member;
  /**
   * The name of the twin: `_birthDate` of `birthDate` and the other way; undefined for complex
   * types.
   */
  twin: string | undefined;
  /** Whether this name holds the id and extensions of a primitive. */
  isSibling: boolean;
  check: Check;
  /** Marks the element in the set of those seen, where it is required or a choice. */
  bit: number;
  isChoice: boolean;
}

interface Plan {
  shape: Shape;
  steps: ReadonlyMap<string, Step>;
  /** The required elements by their bits. */
  required: readonly { bit: number; name: string }[];
  requiredBits: number;
}

/** The check of the objects of a shape. */
export function objectCheck(compiled: Compiled, shape: Shape): Check {
  const plan = planOf(compiled, shape);
  const invariants = compileInvariants(compiled, shape.path, shape.rule.constraint ?? []);
  return (value, report) => {
    if (!isObject(value)) return problem(report, 'object');
    if (report.depth >= deepest) return problem(report, 'deep');
    report.depth += 1;
    const seen = checkMembers(plan, value, report);
    if ((seen & plan.requiredBits) !== plan.requiredBits) {
      for (const { bit, name } of plan.required) {
        if ((seen & bit) === 0) problem(report, 'missing', { name });
      }
    }
    invariants?.(value, report);
    report.depth -= 1;
  };
}

function planOf(compiled: Compiled, shape: Shape): Plan {
  const steps = new Map<string, Step>();
  const required: { bit: number; name: string }[] = [];
  let bits = 0;
  for (const [name, members] of shape.elements) {
    const [first] = members;
    const isChoice = first?.key !== name;
    const isRequired = (first?.rule.min ?? 0) > 0;
    // No structure of R4 has more than 31 of them.
    const bit = isChoice || isRequired ? 1 << bits++ : 0;
    if (isRequired) required.push({ bit, name });
    for (const member of members) addSteps(compiled, steps, { member, bit, isChoice });
  }
  const requiredBits = required.reduce((all, { bit }) => all | bit, 0);
  return { shape, steps, required, requiredBits };
}

function addSteps(
  compiled: Compiled,
  steps: Map<string, Step>,
  given: Pick<Step, 'member' | 'bit' | 'isChoice'>,
): void {
  const { key, siblingKey } = given.member;
  const check = elementCheck(compiled, given.member);
  steps.set(key, { ...given, twin: siblingKey, isSibling: false, check });
  if (siblingKey === undefined) return;
  const sibling: Check = (value, report) => compiled.checkOf('Element')(value, report);
  steps.set(siblingKey, { ...given, twin: key, isSibling: true, check: sibling });
}

function checkMembers(plan: Plan, value: JsonObject, report: Report): number {
  let seen = 0;
  let count = 0;
  for (const key in value) {
    const step = plan.steps.get(key);
    if (step === undefined) {
      if (key === 'resourceType' && plan.shape.isResource) count += 1;
      else unknownMember(key, report);
      continue;
    }
    // An id alone says nothing (ele-1).
    if (key !== 'id' || plan.shape.path === 'Element') count += 1;
    if (step.isChoice && (seen & step.bit) !== 0 && typesOf(plan, step, value) > 1) {
      problem(report, 'choice', { name: step.member.element });
    }
    seen |= step.bit;
    report.place.push(step.member.element);
    checkMember(step, value, { key, report });
    report.place.pop();
  }
  if (count === 0) problem(report, 'empty');
  return seen;
}

function unknownMember(key: string, report: Report): void {
  const name = key.slice(0, 64);
  within(report, name, () => problem(report, 'unknown', { name }));
}

/** How many of the types of a choice are there. */
function typesOf({ shape }: Plan, { member }: Step, value: JsonObject): number {
  const members = shape.elements.get(member.element) ?? [];
  return members.filter(
    ({ key, siblingKey = key }) => Object.hasOwn(value, key) || Object.hasOwn(value, siblingKey),
  ).length;
}

function checkMember(
  step: Step,
  owner: JsonObject,
  { key, report }: { key: string; report: Report },
): void {
  const value = owner[key];
  const twin = step.twin === undefined ? undefined : owner[step.twin];
  if (step.member.many) return checkList(step, { value, twin }, report);
  if (Array.isArray(value)) return problem(report, 'single');
  if (value === null) return problem(report, 'empty');
  if (step.isSibling && twin === undefined && isOnlyId(value)) return problem(report, 'empty');
  step.check(value, report);
}

/** A primitive without a value must have extensions (ele-1). */
function isOnlyId(value: unknown): boolean {
  return isObject(value) && Object.keys(value).every((name) => name === 'id');
}

function checkList(
  step: Step,
  { value, twin }: { value: unknown; twin: unknown },
  report: Report,
): void {
  if (!Array.isArray(value)) return problem(report, 'list');
  if (value.length === 0) return problem(report, 'empty');
  const twins: readonly unknown[] = Array.isArray(twin) ? twin : [];
  if (Array.isArray(twin) && twin.length !== value.length) problem(report, 'twin');
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    // In lists of primitives null keeps the place of an item that has only extensions, or none.
    if (item === null && (twins[index] ?? null) !== null) continue;
    report.place.push(index);
    if (item === null) problem(report, 'empty');
    else step.check(item, report);
    report.place.pop();
  }
}
