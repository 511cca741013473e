/** Equality, order and arithmetic of FHIRPath values. https://hl7.org/fhirpath/N1/#operations */
import { compareDates } from './dates.ts';
import { type FhirNode, type Nodes, none, system } from './node.ts';

const dateTypes = new Set([
  'date',
  'dateTime',
  'instant',
  'time',
  'System.Date',
  'System.DateTime',
  'System.Time',
]);

/** Whether two values are equal; undefined where the precision of dates leaves it open. */
export function equalNodes(a: FhirNode, b: FhirNode): boolean | undefined {
  if (typeof a.value !== 'object' || typeof b.value !== 'object') {
    if (typeof a.value === 'string' && dateTypes.has(a.type) && dateTypes.has(b.type)) {
      const order = compareDates(a.value, String(b.value));
      return order === undefined ? undefined : order === 0;
    }
    return a.value === b.value && a.value !== undefined;
  }
  return deepEqual(a.value, b.value);
}

function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) =>
    deepEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

/** `=` on collections. */
export function equalCollections(left: Nodes, right: Nodes): boolean | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  if (left.length !== right.length) return false;
  let all: boolean | undefined = true;
  for (const [at, node] of left.entries()) {
    const other = right[at];
    const equal = other === undefined ? false : equalNodes(node, other);
    if (equal === false) return false;
    if (equal === undefined) all = undefined;
  }
  return all;
}

/** Whether a collection holds a value. */
export function includesNode(nodes: Nodes, wanted: FhirNode): boolean {
  return nodes.some((node) => equalNodes(node, wanted) === true);
}

/** Every value once, in the order of its first. */
export function distinctNodes(nodes: Nodes): Nodes {
  const seen = new Set<unknown>();
  const kept: FhirNode[] = [];
  for (const node of nodes) {
    if (typeof node.value !== 'object' && !dateTypes.has(node.type)) {
      if (seen.has(node.value)) continue;
      seen.add(node.value);
      kept.push(node);
    } else if (!includesNode(kept, node)) {
      kept.push(node);
    }
  }
  return kept;
}

/** The order of two values, or undefined where they have none. */
export function compareNodes(left: Nodes, right: Nodes): number | undefined {
  const [a] = left;
  const [b] = right;
  if (a === undefined || b === undefined || left.length > 1 || right.length > 1) return undefined;
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value;
  if (typeof a.value === 'string' && typeof b.value === 'string') {
    if (dateTypes.has(a.type) || dateTypes.has(b.type)) return compareDates(a.value, b.value);
    return a.value < b.value ? -1 : Number(a.value > b.value);
  }
  return compareQuantities(a.value, b.value);
}

interface QuantityLike {
  value?: unknown;
  code?: unknown;
  system?: unknown;
  unit?: unknown;
}

/** Quantities compare where their units are written alike; nothing is converted. */
function compareQuantities(a: unknown, b: unknown): number | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return undefined;
  const [x, y]: [QuantityLike, QuantityLike] = [a, b];
  if (typeof x.value !== 'number' || typeof y.value !== 'number') return undefined;
  const alike =
    x.code === y.code && x.system === y.system && (x.code !== undefined || x.unit === y.unit);
  return alike ? x.value - y.value : undefined;
}

/** `+ - * / div mod` on numbers, `+` on strings. */
export function calculate(operator: string, left: Nodes, right: Nodes): Nodes {
  const a = left[0]?.value;
  const b = right[0]?.value;
  if (left.length !== 1 || right.length !== 1) return none;
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') {
    return system('String', a + b);
  }
  if (typeof a !== 'number' || typeof b !== 'number') return none;
  const value = arithmetic(operator, a, b);
  if (value === undefined) return none;
  const whole =
    operator === 'div' || (operator !== '/' && isInteger(left[0]) && isInteger(right[0]));
  // Fifteen digits are what a double keeps: 1.8 - 1.2 is 0.6.
  return system(whole ? 'Integer' : 'Decimal', Number(value.toPrecision(15)));
}

function arithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case 'div':
      return b === 0 ? undefined : Math.trunc(a / b);
    default:
      return b === 0 ? undefined : a % b;
  }
}

function isInteger(node: FhirNode | undefined): boolean {
  return (
    node?.type === 'System.Integer' || /^(integer|positiveInt|unsignedInt)$/.test(node?.type ?? '')
  );
}
