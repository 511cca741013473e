/** Reads _include and _revinclude. https://hl7.org/fhir/R4/search.html#revinclude */
import type { IncludeRule } from '../query.ts';
import type { SearchSchema } from '../schema/search-schema.ts';
import { badModifier, badValue } from './bad-value.ts';
import { reaches } from './reference.ts';

/**
 * `Observation:subject:Patient`, `Observation:*` or `*`; `:iterate` (`:recurse`) is a modifier of
 * the name.
 */
export function readInclude(
  schema: SearchSchema,
  given: { name: string; value: string },
): IncludeRule {
  const [code = '', modifier] = given.name.split(':');
  if (modifier !== undefined && modifier !== 'iterate' && modifier !== 'recurse') {
    throw badModifier(code, modifier);
  }
  const reverse = code === '_revinclude';
  const iterate = modifier !== undefined;
  const [source = '', parameter = '*', target] = given.value.split(':');
  if (source === '*' && parameter === '*') {
    return { reverse, iterate, source: undefined, code: undefined, target };
  }
  const known = schema.types.get(source);
  const found = known?.parameters.get(parameter);
  const isKnown = parameter === '*' ? known !== undefined : found?.type === 'reference';
  const goes =
    target === undefined ||
    (schema.types.has(target) && (found === undefined || reaches(found, target)));
  if (!isKnown || !goes) {
    throw badValue(code, '应为 类型:引用参数[:目标类型]', 'it must be Type:parameter[:Target]');
  }
  return { reverse, iterate, source, code: parameter === '*' ? undefined : parameter, target };
}
