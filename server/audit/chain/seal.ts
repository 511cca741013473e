/**
 * Seals: the head of the chain, signed at intervals, so that nobody without the key can make
 * another chain.
 * https://www.rfc-editor.org/rfc/rfc4998
 */
import type { Database, Sql, SqlRow } from '#fhir/store/sql.ts';
import { holdChain, readHead } from './chain-blocks.ts';
import { origin } from './link.ts';
import { type Signed, type Signer, sm3 } from './signer.ts';

/** What is signed. */
export interface SealContent {
  number: number;
  /** The link that was the head, and its hash. */
  n: number;
  hash: string;
  /** Milliseconds since 1970. */
  at: number;
  /** SM3 of the seal before. */
  previous: string;
  signer: string;
}

/** A seal as it is stored. */
export interface Seal extends SealContent, Signed {}

/** The columns of a seal, as `sealOf` reads them. */
export const sealColumns = `number, n, encode(hash, 'hex') as hash, at,
  encode(previous, 'hex') as previous, signer, algorithm, signature, public_key`;

const insertText = `insert into audit_seal
    (number, n, hash, at, previous, signer, algorithm, signature, public_key)
  values ($1, $2, $3::text::bytea, $4, $5::text::bytea, $6, $7, $8, $9)`;

/** A row of `audit_seal`. */
export function sealOf(row: SqlRow): Seal {
  return {
    number: Number(row['number']),
    n: Number(row['n']),
    hash: String(row['hash']),
    at: Number(row['at']),
    previous: String(row['previous']),
    signer: String(row['signer']),
    ...signedOf(row),
  };
}

/** The signature in a row. */
export function signedOf(row: SqlRow): Signed {
  return {
    algorithm: String(row['algorithm']),
    signature: String(row['signature']),
    publicKey: String(row['public_key']),
  };
}

/** The bytes that a seal signs. */
export function sealBytes(seal: SealContent): Uint8Array {
  return Buffer.from(sealText(seal));
}

function sealText({ number, n, hash, at, previous, signer }: SealContent): string {
  return `yishu-audit-seal|${number}|${n}|${hash}|${at}|${previous}|${signer}`;
}

/** What the next seal builds on. */
export function sealHash(seal: Seal): string {
  return sm3(`${sealText(seal)}|${seal.algorithm}|${seal.signature}|${seal.publicKey}`);
}

/** The last seal, and what the next one builds on, also where retention removed all of them. */
export async function lastSeal(sql: Sql): Promise<{ number: number; n: number; hash: string }> {
  const [row] = await sql.run(
    `select ${sealColumns} from audit_seal order by number desc limit 1`,
    [],
  );
  if (row !== undefined) {
    const seal = sealOf(row);
    return { number: seal.number, n: seal.n, hash: sealHash(seal) };
  }
  const [removal] = await sql.run(
    `select last_seal, last_n, encode(seal_hash, 'hex') as hash from audit_removal
     order by number desc limit 1`,
    [],
  );
  return removal === undefined
    ? { number: 0, n: 0, hash: origin }
    : {
        number: Number(removal['last_seal']),
        n: Number(removal['last_n']),
        hash: String(removal['hash']),
      };
}

/**
 * Signs the head of the chain, where it has moved since the last seal.
 * @returns the seal; undefined where there was nothing new.
 */
export async function sealHead(
  database: Database,
  given: { signer: Signer; now: () => number },
): Promise<Seal | undefined> {
  return database.transaction(async (tx) => {
    await holdChain(tx, true);
    const head = await readHead(tx);
    const last = await lastSeal(tx);
    if (head.n <= last.n) return undefined;
    const content = {
      number: last.number + 1,
      n: head.n,
      hash: head.hash,
      at: given.now(),
      previous: last.hash,
      signer: given.signer.id,
    };
    const seal: Seal = { ...content, ...(await given.signer.sign(sealBytes(content))) };
    await tx.run(insertText, [
      seal.number,
      seal.n,
      `\\x${seal.hash}`,
      seal.at,
      `\\x${seal.previous}`,
      seal.signer,
      seal.algorithm,
      seal.signature,
      seal.publicKey,
    ]);
    return seal;
  });
}
