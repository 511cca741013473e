/** Criteria on coded values. https://hl7.org/fhir/R4/search.html#token */
import { kindOf, residentIdForms } from '#model/identifiers.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type Predicate, anyOf } from '../predicate.ts';
import type { Branch, Parameter, SearchSchema, TypeSchema } from '../schema/search-schema.ts';
import { fold } from '../values/fold.ts';
import { codeToken, textSlot } from '../values/keys.ts';
import { isSecret, secretToken } from '../values/secret.ts';
import { foldCode, foldContact } from '../values/token-forms.ts';
import { badValue } from './bad-value.ts';
import { splitEscaped, unescape } from './escapes.ts';

/**
 * `system|code`: an absent system is undefined, `|code` has the system ''. An absent code is ''.
 */
export interface TokenValue {
  system: string | undefined;
  code: string;
}

/** Reads a token. Throws `bad-parameter` where it names nothing. */
export function readToken(name: string, text: string): TokenValue {
  const [first = '', ...rest] = splitEscaped(text, '|');
  const value =
    rest.length === 0
      ? { system: undefined, code: unescape(first) }
      : { system: unescape(first), code: unescape(rest.join('|')) };
  if (value.code === '' && (value.system ?? '') === '') {
    throw badValue(
      name,
      '应为 代码、系统|代码、|代码 或 系统|',
      'it must be code, system|code, |code or system|',
    );
  }
  return value;
}

/** Where a criterion stands. */
interface Surroundings {
  schema: SearchSchema;
  type: TypeSchema;
}

/** Resources with a value of this code. */
export function tokenPredicate(
  { schema, type }: Surroundings,
  parameter: Parameter,
  given: { name: string; text: string },
): Predicate {
  const { branches } = parameter;
  const value = readToken(given.name, given.text);
  if (branches.every(isBoolean) && value.code !== 'true' && value.code !== 'false') {
    throw badValue(given.name, '应为 true 或 false', 'it must be true or false');
  }
  const predicates: Predicate[] = [
    { kind: 'tokens', any: branches.flatMap((branch) => branchTokens(schema, branch, value)) },
  ];
  // Every code that carries no system is of the system of its value set.
  const isOfSystem = branches.some((branch) => hasSystem(schema, branch, value.system));
  if (value.code === '' && isOfSystem) {
    predicates.push({ kind: 'shape', slot: type.shapeSlot, code: parameter.code, has: true });
  }
  return anyOf(predicates);
}

function hasSystem(schema: SearchSchema, branch: Branch, system: string | undefined): boolean {
  return branch.ways.some(({ datatype, valueSet }) => {
    if (datatype !== 'code' || system === undefined) return false;
    const systems = valueSet === undefined ? undefined : schema.systemsOf(valueSet);
    return systems === undefined || systems.includes(system);
  });
}

function isBoolean(branch: Branch): boolean {
  return branch.datatypes.every((datatype) => datatype === 'boolean');
}

/** The tokens under which a branch keeps a value. */
export function branchTokens(schema: SearchSchema, branch: Branch, value: TokenValue): Hash[] {
  const isKnown = hasSystem(schema, branch, value.system);
  const forms = new Set(
    branch.datatypes.flatMap((datatype) => formsOf({ branch, isKnown }, datatype, value)),
  );
  const isSealed = branch.datatypes.some((datatype) => isSecret(branch.path, datatype));
  const { keyedHash } = schema.settings;
  return [...forms].map((form) =>
    isSealed ? secretToken(keyedHash, branch.path, form) : codeToken(branch.path, form),
  );
}

function formsOf(
  { branch, isKnown }: { branch: Branch; isKnown: boolean },
  datatype: string,
  { system, code }: TokenValue,
): string[] {
  switch (datatype) {
    case 'CodeableConcept':
    case 'Coding':
      // A code of UCUM keeps its case, so a bare one is looked for as it stands too.
      if (system === undefined) return [code.toLowerCase(), code];
      return [`${system}|${foldCode(code, system)}`];
    case 'Identifier':
      return identifierCriterion(system, code);
    case 'ContactPoint':
      return contactForm(branch, { system, code });
    case 'boolean':
      return system === undefined || system === '' || system === specialValues ? [code] : [];
    default: {
      const fits = system === undefined || system === '' || (datatype === 'code' && isKnown);
      return fits && code !== '' ? [foldCode(code, undefined)] : [];
    }
  }
}

/**
 * A number of a resident card is found by its 18 digits and by the 15 of old cards, whichever is
 * asked for and whichever stands there (STD-01). A number without a system may be one.
 */
function identifierCriterion(system: string | undefined, code: string): string[] {
  const isCard = system === undefined || kindOf({ system }) === 'resident-id';
  const values = isCard ? residentIdForms(code) : [code];
  return values.map((value) => (system === undefined ? value : `${system}|${value}`));
}

function contactForm(branch: Branch, { system, code }: TokenValue): string[] {
  const wanted = branch.system ?? system;
  if (system !== undefined && system !== wanted) return [];
  return [wanted === undefined ? foldContact(code) : `${wanted}|${foldContact(code)}`];
}

const specialValues = 'http://terminology.hl7.org/CodeSystem/special-values';

/** Resources whose code has a text that begins so. */
export function tokenTextPredicate(
  parameter: Parameter,
  given: { name: string; text: string },
): Predicate {
  const text = fold(unescape(given.text));
  if (text === '') throw badValue(given.name, '不能为空', 'it must not be empty');
  const slots = [...new Set(parameter.branches.map(({ path }) => textSlot(path, 'display')))];
  return { kind: 'terms', slots, match: 'prefix', text, name: given.name };
}
