/** Criteria on composites: `code$value`. https://hl7.org/fhir/R4/search.html#composite */
import { type Predicate, allOf, anyOf } from '../predicate.ts';
import type { Branch, CompositeRule, Parameter, TypeSchema } from '../schema/search-schema.ts';
import { pairSlot, pairToken } from '../values/keys.ts';
import { parseReference } from '../values/reference.ts';
import { foldCode } from '../values/token-forms.ts';
import { badValue } from './bad-value.ts';
import { splitEscaped, unescape } from './escapes.ts';
import { type RangeReading, branchRange, readRange } from './range.ts';
import { branchPredicate } from './reference.ts';
import { textPredicate } from './text.ts';
import { type TokenValue, branchTokens, readToken } from './token.ts';

/** Where a criterion stands. */
interface Surroundings {
  reading: RangeReading;
  type: TypeSchema;
}

interface Given {
  name: string;
  text: string;
}

/** Resources where the components stand together. */
export function compositePredicate(
  around: Surroundings,
  parameter: Parameter,
  given: Given,
): Predicate {
  const { rules = [], componentTypes = [] } = parameter.composite ?? {};
  const texts = splitEscaped(given.text, '$');
  if (texts.length !== componentTypes.length) {
    const count = componentTypes.length;
    throw badValue(
      given.name,
      `应为以 $ 分隔的 ${count} 个值`,
      `it must be ${count} values with $ between`,
    );
  }
  return anyOf(
    rules.map((rule) => {
      const parts = rule.components.map((branches, index): Part => ({
        branches,
        type: componentTypes[index] ?? 'token',
        name: given.name,
        text: texts[index] ?? '',
      }));
      return rule.kind === 'and'
        ? allOf(parts.map((part) => alone(around, part)))
        : together(around, rule, parts);
    }),
  );
}

interface Part extends Given {
  branches: readonly Branch[];
  type: Parameter['type'];
}

/** A component asked of the whole resource. */
function alone({ reading, type }: Surroundings, part: Part): Predicate {
  const { branches, text, name } = part;
  switch (part.type) {
    case 'token': {
      const value = readToken(name, text);
      return {
        kind: 'tokens',
        any: branches.flatMap((branch) => branchTokens(reading.schema, branch, value)),
      };
    }
    case 'reference': {
      const target = targetOf(reading, part);
      return anyOf(branches.map((branch) => branchPredicate(type, branch, [target])));
    }
    case 'string': {
      const parameter = { code: name, type: part.type, url: '', targets: [] };
      return textPredicate(
        reading.schema,
        { ...parameter, branches: [...branches] },
        { name, text, modifier: undefined },
      );
    }
    default: {
      const read = readRange(reading, part.type, part);
      return anyOf(branches.map((branch) => branchRange(branch, read)));
    }
  }
}

/**
 * Components that are indexed as pairs, without their systems: a system that is named is asked for
 * besides.
 */
function together(
  around: Surroundings,
  rule: Extract<CompositeRule, { kind: 'pairs' }>,
  [first, second, third]: readonly Part[],
): Predicate {
  if (first === undefined || second === undefined)
    throw new Error(`composite ${rule.path} has no pair`);
  const code = codeOf(first);
  const also = systemsOf(around.reading, first, code.value);
  if (second.type === 'token') {
    const other = codeOf(second);
    const any = [pairToken(rule.path, code.bare, other.bare)];
    return allOf([
      { kind: 'tokens', any },
      ...also,
      ...systemsOf(around.reading, second, other.value),
    ]);
  }
  if (second.type === 'reference') {
    const target = targetOf(around.reading, second).target;
    return allOf([{ kind: 'tokens', any: [pairToken(rule.path, code.bare, target)] }, ...also]);
  }
  const slots = [pairSlot(rule.path, code.bare)];
  const { test, ...units } = readRange(around.reading, second.type, second);
  if (third === undefined)
    return allOf([{ kind: 'ordered', slots, tests: [test], ...units }, ...also]);
  const end = readRange(around.reading, third.type, third).test;
  const tests = [
    { ...test, end: 'low' as const },
    { ...end, end: 'high' as const },
  ];
  return allOf([{ kind: 'ordered', slots, tests }, ...also]);
}

function codeOf({ name, text }: Part): { bare: string; value: TokenValue } {
  const value = readToken(name, text);
  if (value.code === '') throw badValue(name, '组合检索需要代码', 'a composite needs a code');
  return { bare: foldCode(value.code, value.system), value };
}

function systemsOf(reading: RangeReading, { branches }: Part, value: TokenValue): Predicate[] {
  if (value.system === undefined) return [];
  return [
    {
      kind: 'tokens',
      any: branches.flatMap((branch) => branchTokens(reading.schema, branch, value)),
    },
  ];
}

function targetOf({ schema }: RangeReading, { name, text, branches }: Part) {
  const value = unescape(text);
  const [only, ...others] = [
    ...new Set(branches.flatMap(({ ways }) => ways.flatMap((way) => way.targets))),
  ];
  const full =
    !value.includes('/') && only !== undefined && others.length === 0 ? `${only}/${value}` : value;
  const reference = parseReference(full, schema.settings.baseUrls);
  if (reference === undefined) throw badValue(name, '应为引用', 'it must be a reference');
  return reference;
}
