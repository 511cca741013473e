/**
 * The order of a search as SQL, and where a page goes on. https://hl7.org/fhir/R4/search.html#sort
 */
import { refuse } from '#fhir/refusals.ts';
import { isHash } from '#fhir/store/hash.ts';
import { arrayLiteral } from '#fhir/store/sql.ts';
import type { SortKey } from '../query.ts';
import { orderedSlot } from '../values/keys.ts';
import type { Cursor } from './cursor.ts';
import { extremeText } from './json-path.ts';
import type { Statement } from './statement.ts';

/** One key of the order. What has no value comes last, either way. */
export interface OrderKey {
  /** SQL on the row `r`. */
  text: string;
  type: 'bigint' | 'float8' | 'text';
  descending: boolean;
  /** A column that an index walks. */
  isColumn: boolean;
  /** Whether rows may have no value. */
  nullable: boolean;
}

/** The keys of an order; after them come the latest created first. */
export function orderKeys(statement: Statement, sort: readonly SortKey[]): OrderKey[] {
  return sort.map((key) => orderKey(statement, key));
}

function orderKey(statement: Statement, { parameter, descending }: SortKey): OrderKey {
  const column = (text: string, type: OrderKey['type'], nullable: boolean): OrderKey => ({
    text,
    type,
    descending,
    nullable,
    isColumn: true,
  });
  if (parameter.code === '_id') return column('r.id', 'text', false);
  if (parameter.code === '_lastUpdated') return column('r.updated', 'bigint', false);
  const [first] = parameter.branches;
  if (first?.index === 'clinical') return column('r.at', 'bigint', true);
  if (first?.index === 'ordered') {
    const slots = parameter.branches.map(({ path }) => orderedSlot(path));
    const extreme = descending ? 'max(o.high)' : 'min(o.low)';
    const text = `(select ${extreme} from ordered o where o.bucket = r.bucket and o.key = r.key
      and o.slot = any(${statement.add(arrayLiteral(slots), 'bigint[]')}))`;
    return { text, type: 'float8', descending, nullable: true, isColumn: false };
  }
  const ways = parameter.branches.flatMap((branch) => branch.ways);
  return {
    text: `(${extremeText(ways, descending)})`,
    type: 'text',
    descending,
    nullable: true,
    isColumn: false,
  };
}

/**
 * The ORDER BY list on columns named `s0`, `s1`, … of `found`, or on the keys themselves where they
 * are columns.
 */
export function orderText(keys: readonly OrderKey[], source: 'r' | 'found'): string {
  const terms = keys.map((key, index) => {
    const text = source === 'r' ? key.text : `found.s${index}`;
    return `${text}${key.descending ? ' desc' : ''}${key.nullable ? ' nulls last' : ''}`;
  });
  return [...terms, `${source}.seq desc`, `${source}.key desc`].join(', ');
}

/** What comes after a cursor. Throws `bad-cursor` where its values are not of the order's. */
export function afterText(
  statement: Statement,
  keys: readonly OrderKey[],
  { cursor, source }: { cursor: Cursor; source: 'r' | 'found' },
): string {
  const seq = statement.add(cursor.seq, 'bigint');
  const key = statement.add(cursor.key, 'bigint');
  const later = `(${source}.seq, ${source}.key) < (${seq}, ${key})`;
  const text = keys.reduceRight((rest, each, index) => {
    const name = source === 'r' ? each.text : `found.s${index}`;
    const value = cursor.values[index] ?? null;
    if (value === null) return `(${name} is null and ${rest})`;
    if (!fits(value, each.type)) throw refuse('bad-cursor');
    const at = statement.add(value, each.type);
    const beyond = `${name} ${each.descending ? '<' : '>'} ${at}`;
    const none = each.nullable ? ` or ${name} is null` : '';
    return `(${beyond}${none} or (${name} = ${at} and ${rest}))`;
  }, later);
  // The first key's bound once more by itself, so that an index on it is entered at the right
  // place.
  const [first] = keys;
  if (first === undefined) return `${source}.seq <= ${seq} and ${text}`;
  const bound = cursor.values[0] ?? null;
  if (!first.isColumn || first.nullable || bound === null) return text;
  const from = `${first.descending ? '<=' : '>='} ${statement.add(bound, first.type)}`;
  return `${source === 'r' ? first.text : 'found.s0'} ${from} and ${text}`;
}

/** Whether a value is one that the database reads as of this type, as a cursor writes it. */
function fits(value: string, type: OrderKey['type']): boolean {
  switch (type) {
    case 'bigint':
      return isHash(value);
    case 'float8':
      return String(Number(value)) === value && value !== 'NaN';
    case 'text':
      return !value.includes('\0');
  }
}
