/** The words of a FHIRPath expression. https://hl7.org/fhirpath/N1/#lexical-elements */

/** One word and where it begins. */
export interface Token {
  kind: 'name' | 'quoted' | 'string' | 'number' | 'date' | 'variable' | 'constant' | 'sign' | 'end';
  text: string;
  at: number;
}

/** An expression that is not FHIRPath, or beyond what is compiled here. */
export class ExpressionError extends Error {
  readonly unsupported: boolean;

  constructor(message: string, unsupported = false) {
    super(message);
    this.unsupported = unsupported;
  }
}

const time = String.raw`\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?`;
const zone = String.raw`(?:Z|[+-]\d\d:\d\d)?`;
const day = String.raw`\d{4}(?:-\d\d(?:-\d\d)?)?`;

const pattern = new RegExp(
  [
    String.raw`(?<space>\s+|//[^\n]*|/\*[\s\S]*?\*/)`,
    `(?<date>@(?:T${time}|${day}(?:T(?:${time}${zone})?)?))`,
    String.raw`(?<number>\d+(?:\.\d+)?)`,
    String.raw`(?<string>'(?:\\.|[^'\\])*')`,
    '(?<quoted>`(?:\\\\.|[^`\\\\])*`)',
    String.raw`(?<variable>\$\w+)`,
    "(?<constant>%(?:\\w+|`[^`]*`|'[^']*'))",
    String.raw`(?<name>[A-Za-z_]\w*)`,
    String.raw`(?<sign><=|>=|!=|!~|[.()[\]{},+\-*/&|<>=~])`,
  ].join('|'),
  'y',
);

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

function unescape(text: string): string {
  return text.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return escapes[code] ?? code;
  });
}

/** Splits an expression into words. Throws ExpressionError where a character fits nothing. */
export function lex(expression: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    const [kind, text] =
      Object.entries(found?.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (found === null || kind === undefined || text === undefined) {
      throw new ExpressionError(`unexpected character at ${at}`);
    }
    if (kind !== 'space')
      tokens.push({ kind: kind as Token['kind'], text: plainText(kind, text), at });
    at += text.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}

function plainText(kind: string, text: string): string {
  if (kind === 'string' || kind === 'quoted') return unescape(text);
  if (kind === 'constant') return text.slice(1).replaceAll(/^[`']|[`']$/g, '');
  if (kind === 'date') return text.slice(1);
  return text;
}
