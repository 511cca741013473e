/**
 * Criteria on texts, names, addresses, sounds and uris. https://hl7.org/fhir/R4/search.html#string
 */
import type { Hash } from '#fhir/store/hash.ts';
import { partsOf } from '../indexers/text.ts';
import { type Predicate, anyOf } from '../predicate.ts';
import { isSecret, secretExactToken, secretToken } from '../values/secret.ts';
import type { Branch, Parameter, SearchSchema } from '../schema/search-schema.ts';
import { fold } from '../values/fold.ts';
import { textSlot, textToken } from '../values/keys.ts';
import { soundsTyped } from '../values/sound.ts';
import { badModifier, badValue } from './bad-value.ts';
import { unescape } from './escapes.ts';

interface Given {
  name: string;
  text: string;
  modifier: string | undefined;
}

/**
 * Texts that begin so, contain it, or are it to the letter; a sealed one only where it is asked for
 * whole.
 */
export function textPredicate(
  { settings }: SearchSchema,
  parameter: Parameter,
  given: Given,
): Predicate {
  const { name, modifier } = given;
  const value = unescape(given.text);
  if (parameter.branches.some((branch) => branch.index === 'sound')) {
    return soundPredicate(parameter, { ...given, text: value });
  }
  const slots = slotsOf(parameter.branches);
  const secretPaths = parameter.branches
    .filter(({ path, datatypes }) => datatypes.some((datatype) => isSecret(path, datatype)))
    .map(({ path }) => path);
  if (modifier === 'exact') {
    const exact = secretPaths.map((path) => secretExactToken(settings.keyedHash, path, value));
    return { kind: 'tokens', any: [...slots.map((slot) => textToken(slot, value)), ...exact] };
  }
  if (modifier !== undefined && modifier !== 'contains') throw badModifier(name, modifier);
  const text = fold(value);
  if (text === '') throw badValue(name, '不能为空', 'it must not be empty');
  const terms: Predicate = { kind: 'terms', slots, match: modifier ?? 'prefix', text, name };
  if (secretPaths.length === 0) return terms;
  const any = secretPaths.map((path) => secretToken(settings.keyedHash, path, text));
  return { kind: 'any', of: [terms, { kind: 'tokens', any }] };
}

/** The slots of a branch, and of the parts of names and addresses. */
function slotsOf(branches: readonly Branch[]): Hash[] {
  return branches.flatMap(({ path, datatypes }) => {
    const parts = datatypes.flatMap((datatype) => partsOf[datatype] ?? []);
    return [path, ...parts.map((part) => `${path}.${part}`)].map((each) => textSlot(each, 'value'));
  });
}

function soundPredicate({ branches }: Parameter, { name, text, modifier }: Given): Predicate {
  if (modifier !== undefined) throw badModifier(name, modifier);
  const slots = branches.map(({ path }) => textSlot(path, 'sound'));
  const sounds = soundsTyped(text).filter((sound) => sound !== '');
  if (sounds.length === 0) throw badValue(name, '不能为空', 'it must not be empty');
  return anyOf(
    sounds.map((sound): Predicate => ({
      kind: 'terms',
      slots,
      match: 'prefix',
      text: sound,
      name,
    })),
  );
}

/**
 * Uris as they stand; `:below` finds those that begin so, `:above` those that this one begins with.
 */
export function uriPredicate({ branches }: Parameter, given: Given): Predicate {
  const { name, modifier } = given;
  const value = unescape(given.text);
  const slots = branches.map(({ path }) => textSlot(path, 'value'));
  switch (modifier) {
    case undefined:
      return exactly(slots, [value]);
    case 'below':
      return { kind: 'terms', slots, match: 'prefix', text: value.slice(0, 600), name };
    case 'above':
      if (value.length > uriMax) {
        throw badValue(name, `最多 ${uriMax} 个字符`, `it may have ${uriMax} characters at most`);
      }
      return exactly(slots, uriAncestors(value));
    default:
      throw badModifier(name, modifier);
  }
}

/** Characters of a uri whose ancestors are looked for: each of them is a text of its own. */
const uriMax = 2000;

function exactly(slots: readonly Hash[], values: readonly string[]): Predicate {
  return {
    kind: 'tokens',
    any: slots.flatMap((slot) => values.map((value) => textToken(slot, value))),
  };
}

/** A uri and every uri that it stands below, with and without the last slash. */
function uriAncestors(uri: string): string[] {
  const ancestors = [uri];
  for (let at = uri.length - 1; at > 0; at -= 1) {
    const char = uri[at];
    if (char !== '/' && char !== ':') continue;
    ancestors.push(uri.slice(0, at), uri.slice(0, at + 1));
  }
  return ancestors;
}
