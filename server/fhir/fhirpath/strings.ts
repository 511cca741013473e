/**
 * FHIRPath functions on strings and conversions. https://hl7.org/fhirpath/N1/#string-manipulation
 */
import type { Call, Evaluate, MakeFunction } from './evaluate.ts';
import { ExpressionError } from './lex.ts';
import { type Nodes, none, primitiveText, system, truthNodes } from './node.ts';

type TextChange = (text: string, args: readonly unknown[]) => Nodes;

/** A function of one string, with arguments that are single values. Empty where one is missing. */
function onText(change: TextChange, needed = 0): MakeFunction {
  return ({ of, args, compiler }: Call): Evaluate => {
    if (args.length < needed) throw new ExpressionError('an argument is missing');
    const values = args.map((tree) => compiler.evaluate(tree));
    return (scope, input) => {
      const nodes = of(scope, input);
      const text = nodes[0]?.value;
      if (nodes.length !== 1 || typeof text !== 'string') return none;
      const given = values.map((value) => value(scope, scope.self)[0]?.value);
      return given.includes(undefined) ? none : change(text, given);
    };
  };
}

const string = (text: string) => system('String', text);

/** Expressions are few and known, so each regular expression is made once. */
function createRegExps(): (source: string, flags: string) => RegExp {
  const made = new Map<string, RegExp>();
  return (source, flags) => {
    const key = `${flags}:${source}`;
    const known = made.get(key) ?? new RegExp(source, flags);
    if (made.size < 500) made.set(key, known);
    return known;
  };
}

function substring(text: string, [start, length]: readonly unknown[]): Nodes {
  if (typeof start !== 'number' || start < 0 || start >= text.length) return none;
  return string(
    typeof length === 'number' ? text.substring(start, start + length) : text.slice(start),
  );
}

function convert(change: (value: unknown) => Nodes): MakeFunction {
  return ({ of }) =>
    (scope, input) => {
      const nodes = of(scope, input);
      return nodes.length === 1 ? change(nodes[0]?.value) : none;
    };
}

function toInteger(value: unknown): Nodes {
  if (typeof value === 'boolean') return system('Integer', Number(value));
  return /^[+-]?\d+$/.test(String(value)) ? system('Integer', Number(value)) : none;
}

function toDecimal(value: unknown): Nodes {
  if (typeof value === 'boolean') return system('Decimal', Number(value));
  return /^[+-]?\d+(\.\d+)?$/.test(String(value)) ? system('Decimal', Number(value)) : none;
}

function toText(value: unknown): Nodes {
  const text = primitiveText(value);
  return text === undefined ? none : string(text);
}

/** The functions by name. */
export function createStringFunctions(): Readonly<Record<string, MakeFunction>> {
  const regExp = createRegExps();
  return {
    startsWith: onText((text, [start]) => truthNodes(text.startsWith(String(start))), 1),
    endsWith: onText((text, [end]) => truthNodes(text.endsWith(String(end))), 1),
    contains: onText((text, [part]) => truthNodes(text.includes(String(part))), 1),
    indexOf: onText((text, [part]) => system('Integer', text.indexOf(String(part))), 1),
    matches: onText((text, [source]) => truthNodes(regExp(String(source), 's').test(text)), 1),
    replaceMatches: onText((text, [source, by]) => {
      const replaced = () => text.replace(regExp(String(source), 'gs'), String(by));
      return string(source === '' ? text : replaced());
    }, 2),
    replace: onText((text, [part, by]) => string(text.replaceAll(String(part), String(by))), 2),
    substring: onText(substring, 1),
    length: onText((text) => system('Integer', text.length)),
    upper: onText((text) => string(text.toUpperCase())),
    lower: onText((text) => string(text.toLowerCase())),
    trim: onText((text) => string(text.trim())),
    toChars: onText((text) => Array.from(text).flatMap(string)),
    toInteger: convert(toInteger),
    toDecimal: convert(toDecimal),
    toString: convert(toText),
  };
}
