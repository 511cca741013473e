/**
 * Seals old rows anew by the key of the day, in batches, while servers read and write them.
 * https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
 */
import type { Database, SqlParameter, SqlRow } from '#fhir/store/sql.ts';
import type { Keyring } from './keyring.ts';
import { resealBody } from './sealed-body.ts';

/** A column that holds sealed texts. */
export interface SealedColumn {
  table: string;
  /** The primary key, in order, with the types of its columns. */
  key: readonly (readonly [name: string, type: string])[];
  column: string;
  /** Which rows hold something sealed by another key than this one: an SQL condition. */
  stale: (current: number) => string;
  /** The value sealed anew; undefined where it need not be. */
  reseal: (value: string, keyring: Keyring, row: SqlRow) => string | undefined;
}

const staleBody = (current: number) =>
  `body like '%"_sealed":"k%"}' and body not like '%"_sealed":"k${current}.%"}'`;

/**
 * A column of texts that `Keyring.seal` made.
 * @param given.context what the text of a row is bound to.
 */
export function sealedTextColumn(
  given: Pick<SealedColumn, 'table' | 'key' | 'column'> & { context: (row: SqlRow) => string },
): SealedColumn {
  const { column, context } = given;
  return {
    ...given,
    stale: (current) => `${column} like 'k%' and ${column} not like 'k${current}.%'`,
    reseal(value, keyring, row) {
      if (keyring.isCurrent(value)) return undefined;
      return keyring.seal(keyring.open(value, context(row)), context(row));
    },
  };
}

/**
 * The sealed columns of the other rooms: secrets of accounts, of OAuth and of notices, which
 * are bound to nothing but the key.
 */
const otherColumns = [
  { table: 'account', key: [['id', 'uuid']], column: 'phone' },
  { table: 'account_totp', key: [['account', 'uuid']], column: 'secret' },
  { table: 'account_pending', key: [['hash', 'text']], column: 'secret' },
  { table: 'oauth_client', key: [['id', 'text']], column: 'secret' },
  { table: 'oauth_key', key: [['kid', 'text']], column: 'sealed' },
  { table: 'push_subscription', key: [['id', 'uuid']], column: 'sealed' },
  { table: 'notice_key', key: [['name', 'text']], column: 'secret' },
] as const;

/** Every sealed column there is. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'resource',
    key: [
      ['bucket', 'integer'],
      ['key', 'bigint'],
    ],
    column: 'body',
    stale: staleBody,
    reseal: resealBody,
  },
  {
    table: 'history',
    key: [
      ['bucket', 'integer'],
      ['key', 'bigint'],
      ['version', 'integer'],
    ],
    column: 'body',
    stale: staleBody,
    reseal: resealBody,
  },
  sealedTextColumn({
    table: 'signing_key',
    key: [
      ['bucket', 'integer'],
      ['id', 'text'],
    ],
    column: 'secret',
    context: (row) => `signing_key ${row['id']}`,
  }),
  ...otherColumns.map((column) => sealedTextColumn({ ...column, context: () => '' })),
];

/** How many rows one transaction seals anew. */
const batchSize = 500;

/**
 * Seals every stale row of a column anew. A row that is written meanwhile is left to its writer,
 * who seals by the new key; one that moves to history is found there, or by the next pass.
 * @returns how many rows were sealed anew.
 */
export async function resealColumn(
  database: Database,
  column: SealedColumn,
  keyring: Keyring,
): Promise<number> {
  let count = 0;
  let after: SqlParameter[] | undefined;
  for (;;) {
    const rows = await staleRows(database, column, { after, current: keyring.currentKey() });
    const last = rows.at(-1);
    if (last === undefined) return count;
    count += await resealRows(database, column, { rows, keyring });
    after = keyOf(column, last);
  }
}

function keyOf({ key }: SealedColumn, row: SqlRow): SqlParameter[] {
  return key.map(([name]) => String(row[name]));
}

function staleRows(
  database: Database,
  { table, key, column, stale }: SealedColumn,
  given: { after: SqlParameter[] | undefined; current: number },
): Promise<SqlRow[]> {
  const names = key.map(([name]) => name).join(', ');
  const places = key.map(([, type], index) => `$${index + 1}::text::${type}`).join(', ');
  const beyond = given.after === undefined ? '' : `and (${names}) > (${places})`;
  return database.run(
    `select ${names}, ${column} from ${table} where ${stale(given.current)} ${beyond}
      order by ${names} limit ${batchSize}`,
    given.after ?? [],
  );
}

async function resealRows(
  database: Database,
  column: SealedColumn,
  { rows, keyring }: { rows: readonly SqlRow[]; keyring: Keyring },
): Promise<number> {
  const { table, key } = column;
  const places = key.map(([name, type], index) => `${name} = $${index + 3}::text::${type}`);
  const text = `update ${table} set ${column.column} = $1
    where ${column.column} = $2 and ${places.join(' and ')} returning 1`;
  const changes = rows.flatMap((row) => {
    const old = String(row[column.column]);
    const fresh = column.reseal(old, keyring, row);
    return fresh === undefined ? [] : [[fresh, old, ...keyOf(column, row)]];
  });
  const answers = await database.transaction((tx) =>
    Promise.all(changes.map((parameters) => tx.run(text, parameters))),
  );
  return answers.flat().length;
}

/**
 * Seals every stale row of every column anew, until a pass finds none.
 * @param report is told the rows of each column that had any.
 */
export async function resealAll(
  database: Database,
  given: {
    columns: readonly SealedColumn[];
    keyring: Keyring;
    report: (table: string, rows: number) => void;
  },
): Promise<number> {
  let total = 0;
  for (;;) {
    let pass = 0;
    for (const column of given.columns) {
      const rows = await resealColumn(database, column, given.keyring);
      if (rows > 0) given.report(column.table, rows);
      pass += rows;
    }
    if (pass === 0) return total;
    total += pass;
  }
}
