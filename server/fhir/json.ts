/**
 * JSON that keeps the numbers as they were written: 1.50 stays 1.50.
 * https://hl7.org/fhir/R4/json.html#decimal
 */
import { refuse } from './refusals.ts';

// ECMAScript's JSON.rawJSON and the source text in a reviver are newer than TypeScript's library.
const json = JSON as unknown as {
  parse(text: string, reviver?: (key: string, value: unknown, context: Source) => unknown): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
};
interface Source {
  source: string;
}

/**
 * A parsed text: `value` with plain numbers, `faithful` with numbers that print as they were
 * written.
 */
export interface ParsedJson {
  value: unknown;
  faithful: unknown;
}

// Numbers that a double may print otherwise: trailing zeros, exponents, many digits, minus zero.
const oddNumber = /[:[,]\s*(-0|-?\d+\.\d*0|-?[\d.]+[eE][+-]?\d+|-?[\d.]{16,})(?=\s*[,\]}])/g;

/**
 * Whether a number of the text would be printed otherwise. Texts are quick to scan, slow to revive.
 */
function hasOddNumber(text: string): boolean {
  for (const [, literal = ''] of text.matchAll(oddNumber)) {
    if (String(Number(literal)) !== literal) return true;
  }
  return false;
}

/** Parses a JSON text. Throws the refusal `malformed-json`. */
export function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text);
    return { value, faithful: hasOddNumber(text) ? json.parse(text, keepSource) : value };
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw refuse('malformed-json', { position: position ?? text.length });
  }
}

function keepSource(_key: string, value: unknown, context: Source): unknown {
  if (typeof value !== 'number' || String(value) === context.source) return value;
  return json.rawJSON(context.source);
}

/** Whether a value of the faithful side is a number that keeps its digits. */
export function isRawNumber(value: unknown): value is { rawJSON: string } {
  return json.isRawJSON(value);
}
