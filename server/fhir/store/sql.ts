/**
 * What the store asks of a database connection: a text with $n parameters, run on a pool or inside
 * a transaction.
 */

/** A parameter as text, number or nothing; arrays go as PostgreSQL array literals. */
export type SqlParameter = string | number | null;

/** A row as the driver returns it: bigint as text. */
export type SqlRow = Record<string, string | number | null>;

/** A pool or a transaction. */
export interface Sql {
  run(text: string, parameters: SqlParameter[]): Promise<SqlRow[]>;
}

/**
 * A pool, which can open a transaction: committed when `work` resolves, rolled back when it
 * rejects.
 */
export interface Database extends Sql {
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
}

const chunkSizes = [64, 32, 16, 8, 4, 2, 1];
const texts = new Map<string, string>();

/** Where the rows of a multi-row VALUES stand in a statement. */
const rowsMark = '$ROWS';

/**
 * Runs a multi-row VALUES statement over any number of rows, in chunks of fixed sizes so that each
 * text is prepared once.
 * The chunks are sent without waiting for one another.
 * @param text the statement, with `$ROWS` where the list of rows goes.
 * @param casts the type of each column, as `bigint` or `text`.
 * @returns the rows of all chunks.
 */
export async function runValues(
  sql: Sql,
  statement: { text: string; casts: readonly string[] },
  rows: readonly SqlParameter[][],
): Promise<SqlRow[]> {
  const pending: Promise<SqlRow[]>[] = [];
  let start = 0;
  while (start < rows.length) {
    const size = chunkSizes.find((candidate) => candidate <= rows.length - start)!;
    const chunk = rows.slice(start, start + size);
    pending.push(sql.run(chunkText(statement, size), chunk.flat()));
    start += size;
  }
  return (await Promise.all(pending)).flat();
}

function chunkText(statement: { text: string; casts: readonly string[] }, size: number): string {
  const name = `${size} ${statement.text}`;
  let text = texts.get(name);
  if (text === undefined) {
    let parameter = 0;
    const row = () => `(${statement.casts.map((cast) => `$${++parameter}::${cast}`).join(',')})`;
    text = statement.text.replace(rowsMark, Array.from({ length: size }, row).join(','));
    texts.set(name, text);
  }
  return text;
}

/** An array literal of numbers or decimal hashes. */
export function arrayLiteral(items: readonly (string | number)[]): string {
  return `{${items.join(',')}}`;
}

/** An array literal of texts. */
export function textArrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
