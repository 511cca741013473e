/**
 * Reads the expressions of R4's search parameters: paths with where, as, exists and [n].
 * https://hl7.org/fhir/R4/searchparameter.html
 */

/** One step down a resource. */
export interface Step {
  property: string;
  /** The type that a choice element must have, as `Quantity` for `valueQuantity`. */
  as?: string;
  /** Only items whose child has this value, as `where(type='composed-of')`. */
  where?: { property: string; value: string };
  /** Only references to this type, as `where(resolve() is Patient)`. */
  target?: string;
  /** Only the first item, as `[0]`. */
  first?: boolean;
}

/** One alternative of an expression. */
export interface PathExpression {
  /** What the path begins at: a type, `%resource`, or '' for the context itself. */
  root: string;
  steps: Step[];
}

/** A test of whether paths exist or differ from a literal, as Patient's `deceased`. */
export interface TruthExpression {
  root: string;
  /** Every one must hold. */
  tests: { steps: Step[]; not?: string }[];
}

/**
 * The alternatives of an expression. Throws an Error where it uses more of FHIRPath than R4's
 * search parameters do.
 */
export function parseAlternatives(expression: string): PathExpression[] {
  return splitOutside(expression, '|').map(parsePath);
}

/** Whether an expression is a condition, to be read with parseTruth. */
export function isTruth(expression: string): boolean {
  return splitOutside(expression, ' and ').length > 1;
}

/** Reads a condition, as `Patient.deceased.exists() and Patient.deceased != false`. */
export function parseTruth(expression: string): TruthExpression {
  const tests = splitOutside(expression, ' and ').map((part) => {
    const [left = '', literal] = part.split('!=').map((side) => side.trim());
    const path = parsePath(left.replace(/\.exists\(\)$/, ''));
    return { path, ...(literal === undefined ? {} : { not: literal }) };
  });
  return {
    root: tests[0]!.path.root,
    tests: tests.map(({ path, ...rest }) => ({ steps: path.steps, ...rest })),
  };
}

/** Splits at a separator that stands outside brackets and quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "'") quoted = !quoted;
    if (quoted) continue;
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at).trim());
      start = at + separator.length;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

const lexeme = /'[^']*'|%?[A-Za-z_]\w*|\d+|[().[\]=]/g;

interface Reader {
  lexemes: string[];
  at: number;
  expression: string;
}

function parsePath(expression: string): PathExpression {
  const reader: Reader = { lexemes: expression.match(lexeme) ?? [], at: 0, expression };
  const steps = readPath(reader);
  if (reader.at < reader.lexemes.length) throw notUnderstood(reader);
  const first = steps[0];
  const hasRoot = first !== undefined && /^[%A-Z]/.test(first.property);
  return hasRoot ? { root: first.property, steps: steps.slice(1) } : { root: '', steps };
}

function readPath(reader: Reader): Step[] {
  const steps = readStart(reader);
  for (;;) {
    const next = reader.lexemes[reader.at];
    if (next === '.') {
      reader.at += 1;
      readStep(reader, steps);
    } else if (next === 'as') {
      reader.at += 1;
      lastStep(reader, steps).as = take(reader);
    } else if (next === '[') {
      expect(reader, ['[', '0', ']']);
      lastStep(reader, steps).first = true;
    } else {
      return steps;
    }
  }
}

function readStart(reader: Reader): Step[] {
  if (reader.lexemes[reader.at] !== '(') return [{ property: take(reader) }];
  reader.at += 1;
  const steps = readPath(reader);
  expect(reader, [')']);
  return steps;
}

/** A property or a function after a dot. */
function readStep(reader: Reader, steps: Step[]): void {
  const name = take(reader);
  if (reader.lexemes[reader.at] !== '(') {
    steps.push({ property: name });
    return;
  }
  const step = lastStep(reader, steps);
  reader.at += 1;
  if (name === 'as') {
    step.as = take(reader);
  } else if (name === 'where' && reader.lexemes[reader.at] === 'resolve') {
    expect(reader, ['resolve', '(', ')', 'is']);
    step.target = take(reader);
  } else if (name === 'where') {
    const property = take(reader);
    expect(reader, ['=']);
    step.where = { property, value: take(reader).slice(1, -1) };
  } else {
    throw notUnderstood(reader);
  }
  expect(reader, [')']);
}

function lastStep(reader: Reader, steps: Step[]): Step {
  const step = steps.at(-1);
  if (step === undefined) throw notUnderstood(reader);
  return step;
}

function take(reader: Reader): string {
  const next = reader.lexemes[reader.at];
  if (next === undefined) throw notUnderstood(reader);
  reader.at += 1;
  return next;
}

function expect(reader: Reader, lexemes: string[]): void {
  for (const wanted of lexemes) {
    if (take(reader) !== wanted) throw notUnderstood(reader);
  }
}

function notUnderstood(reader: Reader): Error {
  return new Error(`search parameter expression not understood: ${reader.expression}`);
}
