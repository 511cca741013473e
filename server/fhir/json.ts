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

/** Parses a JSON text. Throws the refusal `malformed-json`, `nested-too-deep`. */
export function parseJson(text: string): ParsedJson {
  refuseZero(text);
  refuseDeep(text);
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

/** The character zero as JSON writes it: after an even number of other backslashes. */
const zero = /(?<!\\)(?:\\\\)*\\u0000/;

/** Throws `malformed-json`: neither a value of FHIR nor a text of PostgreSQL has the character. */
function refuseZero(text: string): void {
  if (!text.includes('\\u0000')) return;
  const found = zero.exec(text);
  if (found !== null) throw refuse('malformed-json', { position: found.index });
}

/** How deep a text may be nested: FHIR's own elements go down a dozen steps. */
const depthMax = 200;

/** Throws `nested-too-deep` for a text that would exhaust the stack of whoever walks it. */
function refuseDeep(text: string): void {
  // Where there are not so many brackets the text need not be looked at.
  if (text.length < 2 * depthMax) return;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > depthMax) throw refuse('nested-too-deep', { limit: depthMax });
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
}

const quote = 0x22;

/** Where the string that begins at a place ends. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** Whether a value of the faithful side is a number that keeps its digits. */
export function isRawNumber(value: unknown): value is { rawJSON: string } {
  return json.isRawJSON(value);
}
