/**
 * The data keys in the database: made, added, wrapped anew by another master key.
 * https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
 */
import type { Database, Sql, SqlRow } from '#fhir/store/sql.ts';
import { type CipherName, ciphers } from './cipher.ts';
import { type MasterKey, unwrapKey, wrapKey } from './master-key.ts';
import type { RandomBytes } from './sm2.ts';

/** A row of `data_key`. */
export interface DataKeyRow {
  id: number;
  /** `seal` encrypts, `hash` makes keyed hashes. */
  purpose: string;
  algorithm: string;
  wrapped: string;
  created: number;
  /** From when on new writes use it, milliseconds since 1970. */
  active: number;
  retired: number | undefined;
}

/** What making a key takes. */
export interface KeyMaking {
  master: MasterKey;
  cipher: CipherName;
  now: () => number;
  randomBytes: RandomBytes;
}

/** Bytes of the key of keyed hashes: those of SM3 and SHA-256. */
const hashKeyBytes = 32;

/** What a wrapped key is bound to, so that rows cannot be exchanged. */
export function boundOf(row: Pick<DataKeyRow, 'id' | 'purpose' | 'algorithm'>): string {
  return `data_key ${row.id} ${row.purpose} ${row.algorithm}`;
}

/** Every data key, by id. */
export async function listDataKeys(sql: Sql): Promise<DataKeyRow[]> {
  const rows = await sql.run(
    'select id, purpose, algorithm, wrapped, created, active, retired from data_key order by id',
    [],
  );
  return rows.map(dataKeyRow);
}

function dataKeyRow(row: SqlRow): DataKeyRow {
  return {
    id: Number(row['id']),
    purpose: String(row['purpose']),
    algorithm: String(row['algorithm']),
    wrapped: String(row['wrapped']),
    created: Number(row['created']),
    active: Number(row['active']),
    retired: row['retired'] === null ? undefined : Number(row['retired']),
  };
}

/** Whether the database holds keys that a master key wrapped. */
export async function hasDataKeys(sql: Sql): Promise<boolean> {
  return (await sql.run('select 1 from data_key limit 1', [])).length > 0;
}

/** Makes the first key of each purpose; of servers that start together one wins. */
export async function makeFirstKeys(sql: Sql, making: KeyMaking): Promise<void> {
  const { hash } = ciphers[making.cipher];
  const hashKey = newRow(making, { id: 2, purpose: 'hash', algorithm: hash });
  const sealKey = newRow(making, { id: 1, purpose: 'seal', algorithm: making.cipher });
  await sql.run(`${insert} ($1,$2,$3,$4,$5,$6), ($7,$8,$9,$10,$11,$12) on conflict do nothing`, [
    ...parametersOf(sealKey),
    ...parametersOf(hashKey),
  ]);
}

const insert = 'insert into data_key (id, purpose, algorithm, wrapped, created, active) values';

function parametersOf(row: DataKeyRow): (string | number)[] {
  return [row.id, row.purpose, row.algorithm, row.wrapped, row.created, row.active];
}

function newRow(
  making: KeyMaking,
  named: Pick<DataKeyRow, 'id' | 'purpose' | 'algorithm'>,
): DataKeyRow {
  const { cipher, randomBytes } = making;
  const count = named.purpose === 'hash' ? hashKeyBytes : ciphers[cipher].keyBytes;
  const wrapped = wrapKey(randomBytes(count), { ...making, bound: boundOf(named) });
  const created = making.now();
  return { ...named, wrapped, created, active: created, retired: undefined };
}

/**
 * Adds a key that encrypts.
 * @param making.delayMs how long servers have to learn of it before anything is sealed by it.
 * @returns its id.
 */
export async function addDataKey(
  database: Database,
  making: KeyMaking & { delayMs: number },
): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.run('lock table data_key in exclusive mode', []);
    const id = Math.max(0, ...(await listDataKeys(tx)).map((row) => row.id)) + 1;
    const row = newRow(making, { id, purpose: 'seal', algorithm: making.cipher });
    const active = row.created + making.delayMs;
    await tx.run(`${insert} ($1,$2,$3,$4,$5,$6)`, parametersOf({ ...row, active }));
    return id;
  });
}

/** Notes that nothing is sealed by keys before this one any more. */
export async function retireBefore(sql: Sql, id: number, at: number): Promise<void> {
  await sql.run(
    `update data_key set retired = $1::text::bigint
      where purpose = 'seal' and id < $2::integer and retired is null`,
    [String(at), id],
  );
}

/** Wraps every data key anew, by the first of the master keys; all or none. */
export async function rewrapDataKeys(
  database: Database,
  given: { keys: readonly MasterKey[] } & KeyMaking,
): Promise<number> {
  return database.transaction(async (tx) => {
    await tx.run('lock table data_key in exclusive mode', []);
    const rows = await listDataKeys(tx);
    for (const row of rows) {
      const bound = boundOf(row);
      const secret = unwrapKey(row.wrapped, given.keys, bound);
      const wrapped = wrapKey(secret, { ...given, bound });
      await tx.run('update data_key set wrapped = $1 where id = $2', [wrapped, row.id]);
    }
    return rows.length;
  });
}
