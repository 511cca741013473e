/**
 * Which FHIRPath a patch may use. It is written by whoever sends the patch: what cannot be bounded,
 * as regular expressions and walks through the whole resource, is left out.
 * https://hl7.org/fhir/R4/fhirpatch.html#concept
 */
import { ExpressionError, lex } from '#fhir/fhirpath/lex.ts';

/** Characters. */
const lengthMax = 1000;

/** Open parentheses and brackets within one another. */
const depthMax = 10;

/** They look at what they are asked of and below it, and give no more than that. */
const functions: ReadonlySet<string> = new Set(
  (
    'where exists empty not all count hasValue is as ofType first last tail skip take single ' +
    'extension startsWith endsWith contains lower upper length'
  ).split(' '),
);

/** Whether a path is one that a patch may use. */
export function isPatchPath(path: string): boolean {
  if (path.length > lengthMax) return false;
  try {
    const tokens = lex(path);
    let depth = 0;
    return tokens.every(({ kind, text }, index) => {
      const next = tokens[index + 1];
      const isCalled = next?.kind === 'sign' && next.text === '(';
      if (kind === 'sign' && (text === '(' || text === '[')) depth += 1;
      if (kind === 'sign' && (text === ')' || text === ']')) depth -= 1;
      // The resource as a whole could be walked again for each of its parts.
      if (kind === 'constant' || (kind === 'variable' && text !== '$this')) return false;
      const isWord = kind === 'name' || kind === 'quoted';
      return depth <= depthMax && (!isWord || !isCalled || allows(text));
    });
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** An operator written as a word may stand before a parenthesis. */
const operators: ReadonlySet<string> = new Set(['and', 'or', 'xor', 'implies', 'in', 'div', 'mod']);

function allows(name: string): boolean {
  return functions.has(name) || operators.has(name);
}
