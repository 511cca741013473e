/** FHIRPath expressions as trees. https://hl7.org/fhirpath/N1/#appendices */
import { ExpressionError, type Token, lex } from './lex.ts';

/** A node of the tree. */
export type Tree =
  | { kind: 'literal'; type: LiteralType; value: string | number | boolean }
  | { kind: 'empty' }
  | { kind: 'this' | 'index' | 'total' }
  | { kind: 'constant'; name: string }
  | { kind: 'member'; of: Tree | undefined; name: string }
  | { kind: 'call'; of: Tree | undefined; name: string; args: Tree[] }
  | { kind: 'item'; of: Tree; at: Tree }
  | { kind: 'negative'; of: Tree }
  | { kind: 'type'; operator: 'is' | 'as'; of: Tree; type: string }
  | { kind: 'binary'; operator: string; left: Tree; right: Tree };

/** System types of literals. */
export type LiteralType =
  | 'Boolean'
  | 'String'
  | 'Integer'
  | 'Decimal'
  | 'Date'
  | 'DateTime'
  | 'Time';

// From the loosest to the tightest.
const binary: readonly (readonly string[])[] = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '~', '!=', '!~'],
  ['<', '<=', '>', '>='],
  ['|'],
  ['is', 'as'],
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
];
const strengths = new Map(
  binary.flatMap((row, strength) => row.map((name) => [name, strength + 1] as const)),
);

interface Reader {
  tokens: readonly Token[];
  next: number;
}

/** Parses an expression. Throws ExpressionError. */
export function parseExpression(expression: string): Tree {
  const reader: Reader = { tokens: lex(expression), next: 0 };
  const tree = readBinary(reader, 1);
  if (peek(reader).kind !== 'end') fail(reader);
  return tree;
}

function peek({ tokens, next }: Reader): Token {
  return tokens[next] ?? { kind: 'end', text: '', at: 0 };
}

function take(reader: Reader): Token {
  const token = peek(reader);
  reader.next += 1;
  return token;
}

function isSign(reader: Reader, text: string): boolean {
  const token = peek(reader);
  return token.kind === 'sign' && token.text === text;
}

function skip(reader: Reader, text: string): boolean {
  if (!isSign(reader, text)) return false;
  reader.next += 1;
  return true;
}

function expect(reader: Reader, text: string): void {
  if (!skip(reader, text)) fail(reader);
}

function fail(reader: Reader): never {
  throw new ExpressionError(`unexpected "${peek(reader).text}" at ${peek(reader).at}`);
}

function readBinary(reader: Reader, weakest: number): Tree {
  let left = readUnary(reader);
  for (;;) {
    const { kind, text } = peek(reader);
    const strength = kind === 'sign' || kind === 'name' ? strengths.get(text) : undefined;
    if (strength === undefined || strength < weakest) return left;
    take(reader);
    if (text === 'is' || text === 'as') {
      left = { kind: 'type', operator: text, of: left, type: readTypeName(reader) };
    } else {
      left = { kind: 'binary', operator: text, left, right: readBinary(reader, strength + 1) };
    }
  }
}

function readTypeName(reader: Reader): string {
  const names: string[] = [];
  do names.push(readName(reader));
  while (skip(reader, '.'));
  return names.join('.');
}

function readName(reader: Reader): string {
  const token = take(reader);
  if (token.kind !== 'name' && token.kind !== 'quoted') {
    reader.next -= 1;
    fail(reader);
  }
  return token.text;
}

function readUnary(reader: Reader): Tree {
  if (skip(reader, '+')) return readUnary(reader);
  if (skip(reader, '-')) return { kind: 'negative', of: readUnary(reader) };
  return readPostfix(reader);
}

function readPostfix(reader: Reader): Tree {
  let tree = readTerm(reader);
  for (;;) {
    if (skip(reader, '.')) {
      tree = readInvocation(reader, tree);
    } else if (skip(reader, '[')) {
      tree = { kind: 'item', of: tree, at: readBinary(reader, 1) };
      expect(reader, ']');
    } else {
      return tree;
    }
  }
}

function readInvocation(reader: Reader, of: Tree | undefined): Tree {
  const { kind, text } = peek(reader);
  if (kind === 'variable') return readTerm(reader);
  const name = readName(reader);
  if (kind !== 'name' || !skip(reader, '(')) return { kind: 'member', of, name: text };
  const args: Tree[] = [];
  if (skip(reader, ')')) return { kind: 'call', of, name, args };
  do args.push(readBinary(reader, 1));
  while (skip(reader, ','));
  expect(reader, ')');
  return { kind: 'call', of, name, args };
}

function readTerm(reader: Reader): Tree {
  const token = take(reader);
  switch (token.kind) {
    case 'string':
      return { kind: 'literal', type: 'String', value: token.text };
    case 'number':
      return readNumber(reader, token.text);
    case 'date':
      return {
        kind: 'literal',
        type: dateType(token.text),
        value: token.text.replace(/^T|T$/, ''),
      };
    case 'constant':
      return { kind: 'constant', name: token.text };
    case 'variable':
      return readVariable(token.text);
    case 'sign':
      return readBrackets(reader, token.text);
    default:
      reader.next -= 1;
      return readWord(reader, token);
  }
}

/** `true`, `false`, an element or a function. */
function readWord(reader: Reader, { kind, text }: Token): Tree {
  if (kind !== 'name' || (text !== 'true' && text !== 'false')) {
    return readInvocation(reader, undefined);
  }
  take(reader);
  return { kind: 'literal', type: 'Boolean', value: text === 'true' };
}

function readNumber(reader: Reader, text: string): Tree {
  const { kind, text: unit } = peek(reader);
  if (kind === 'string' || /^(year|month|week|day|hour|minute|second|millisecond)s?$/.test(unit)) {
    throw new ExpressionError('quantity literals are not compiled', true);
  }
  return { kind: 'literal', type: text.includes('.') ? 'Decimal' : 'Integer', value: Number(text) };
}

function readBrackets(reader: Reader, text: string): Tree {
  if (text === '{') {
    expect(reader, '}');
    return { kind: 'empty' };
  }
  if (text !== '(') {
    reader.next -= 1;
    return fail(reader);
  }
  const tree = readBinary(reader, 1);
  expect(reader, ')');
  return tree;
}

function readVariable(text: string): Tree {
  if (text === '$this' || text === '$index' || text === '$total') {
    return { kind: text.slice(1) as 'this' | 'index' | 'total' };
  }
  throw new ExpressionError(`unknown variable ${text}`);
}

function dateType(text: string): LiteralType {
  if (text.startsWith('T')) return 'Time';
  return text.includes('T') ? 'DateTime' : 'Date';
}
