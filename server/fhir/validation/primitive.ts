/**
 * Primitive values: their JSON type, their regular expression, their range.
 * https://hl7.org/fhir/R4/datatypes.html#primitive
 */

/** Whether a JSON value is a valid primitive. `shape` is wrong JSON, `format` a wrong value. */
export type PrimitiveCheck = (value: unknown) => 'shape' | 'format' | undefined;

const ranges: Record<string, [number, number]> = {
  integer: [-2_147_483_648, 2_147_483_647],
  unsignedInt: [0, 2_147_483_647],
  positiveInt: [1, 2_147_483_647],
};

/**
 * The check of a primitive type. @param pattern its regular expression in the definitions, without
 * anchors.
 */
export function compilePrimitive(type: string, pattern: string | undefined): PrimitiveCheck {
  if (type === 'boolean') return (value) => (typeof value === 'boolean' ? undefined : 'shape');
  if (type === 'decimal') return checkDecimal;
  const range = ranges[type];
  if (range !== undefined) return (value) => checkInteger(value, range);
  if (type === 'base64Binary') return (value) => checkText(value, isBase64);
  if (type === 'date' || type === 'dateTime' || type === 'instant') {
    const shape = new RegExp(`^(?:${pattern})$`);
    return (value) => checkText(value, (text) => shape.test(text) && isCalendarDay(text));
  }
  if (type === 'string' || type === 'markdown' || type === 'xhtml') {
    return (value) => checkText(value, isProse);
  }
  if (type === 'uri' || type === 'url' || type === 'canonical') {
    return (value) => checkText(value, (text) => text !== '' && !/\s/.test(text));
  }
  const shape = new RegExp(`^(?:${pattern})$`);
  return (value) => checkText(value, (text) => shape.test(text));
}

function checkText(
  value: unknown,
  good: (text: string) => boolean,
): 'shape' | 'format' | undefined {
  if (typeof value !== 'string') return 'shape';
  return good(value) ? undefined : 'format';
}

function checkDecimal(value: unknown): 'shape' | 'format' | undefined {
  if (typeof value !== 'number') return 'shape';
  return Number.isFinite(value) ? undefined : 'format';
}

function checkInteger(
  value: unknown,
  [low, high]: [number, number],
): 'shape' | 'format' | undefined {
  if (typeof value !== 'number') return 'shape';
  return Number.isInteger(value) && value >= low && value <= high ? undefined : 'format';
}

/** Some text, without control characters other than tab and line ends. */
function isProse(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return /\S/.test(text) && !/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/.test(text);
}

/**
 * Length and alphabet; the expression of the specification would backtrack without end on long
 * texts.
 */
function isBase64(text: string): boolean {
  if (!/^[0-9a-zA-Z+/=\s]*$/.test(text)) return false;
  const bare = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  return bare !== '' && bare.length % 4 === 0;
}

/** Whether the month has that day: 2025-02-30 fits the expression. */
function isCalendarDay(text: string): boolean {
  if (text.length < 10) return true;
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
