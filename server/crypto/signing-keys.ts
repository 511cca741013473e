/**
 * The keys that people sign with: made, found, revoked, and never deleted, so that old signatures
 * verify.
 * https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final
 */
import { bucketOfHash, hash64 } from '#fhir/store/hash.ts';
import { refuse } from '#fhir/refusals.ts';
import { bucketInId, newId } from '#fhir/store/ids.ts';
import type { Sql, SqlRow } from '#fhir/store/sql.ts';
import type { Keyring } from './keyring.ts';
import { builtInSigner } from './signer.ts';
import { type RandomBytes, type Sm2KeyPair, createSm2KeyPair, sm2Algorithm } from './sm2.ts';

/** A key as verification sees it. */
export interface SigningKey {
  id: string;
  /** `Practitioner/1` or `Patient/2`. */
  owner: string;
  signer: string;
  algorithm: string;
  publicKey: string;
  certificate: string | undefined;
  /** Milliseconds since 1970. */
  created: number;
  revoked: number | undefined;
}

/** The keys of a database. */
export interface SigningKeys {
  /** The key pair that a person signs with by the built-in signer, made where there is none. */
  ownPair(owner: string): Promise<{ id: string; pair: Sm2KeyPair }>;
  /**
   * Notes the public key that a certification service signs with for a person; gives its id. Throws
   * `signer-refused` where it was revoked here.
   */
  note(key: Pick<SigningKey, 'owner' | 'signer' | 'publicKey' | 'certificate'>): Promise<string>;
  /** A key by its id. Throws where the row was altered; undefined where there is none. */
  find(id: string): Promise<SigningKey | undefined>;
  /** Every key of a person. */
  list(owner: string): Promise<SigningKey[]>;
  /** From now on nothing counts that these keys of a person sign. Gives how many were in use. */
  revoke(owner: string): Promise<number>;
}

/** What the keys need. */
export interface SigningKeyParts {
  sql: Sql;
  keyring: Keyring;
  now: () => number;
  randomBytes: RandomBytes;
}

const columns = 'id, owner, signer, algorithm, public_key, certificate, secret, created, revoked';

/** Opens the keys of a database. */
export function openSigningKeys(parts: SigningKeyParts): SigningKeys {
  const { sql, keyring, now, randomBytes } = parts;

  const freshId = (owner: string) => newId(bucketOf(owner), randomBytes(16));
  const mine = `and signer = '${builtInSigner}' and revoked is null`;

  return {
    async ownPair(owner) {
      const [row] = await rowsOf(sql, owner, mine);
      if (row !== undefined) return pairOf(row, keyring);
      const pair = createSm2KeyPair(randomBytes);
      const id = freshId(owner);
      await add(parts, { id, owner, signer: builtInSigner, created: now(), ...pair });
      // Of two that were made at once one is there.
      const [made] = await rowsOf(sql, owner, mine);
      return pairOf(made!, keyring);
    },
    async note({ owner, signer, publicKey, certificate }) {
      const known = async () =>
        (await rowsOf(sql, owner)).find(
          (row) => row['signer'] === signer && row['public_key'] === publicKey,
        );
      const row = await known();
      if (row !== undefined) return usableKey(checkedKey(row, keyring)).id;
      await add(parts, {
        id: freshId(owner),
        owner,
        signer,
        publicKey,
        certificate,
        created: now(),
      });
      return checkedKey((await known())!, keyring).id;
    },
    async find(id) {
      const bucket = bucketInId(id);
      if (bucket === undefined) return undefined;
      const [row] = await sql.run(
        `select ${columns} from signing_key where bucket = $1 and id = $2`,
        [bucket, id],
      );
      return row === undefined ? undefined : checkedKey(row, keyring);
    },
    list: async (owner) => (await rowsOf(sql, owner)).map((row) => checkedKey(row, keyring)),
    async revoke(owner) {
      const rows = await sql.run(
        `update signing_key set revoked = $3::text::bigint
          where bucket = $1 and owner = $2 and revoked is null returning 1`,
        [bucketOf(owner), owner, String(now())],
      );
      return rows.length;
    },
  };
}

async function rowsOf(sql: Sql, owner: string, condition = ''): Promise<SqlRow[]> {
  return sql.run(
    `select ${columns} from signing_key where bucket = $1 and owner = $2 ${condition}
      order by created, id`,
    [bucketOf(owner), owner],
  );
}

/** Adds a key, unless one like it is there. */
async function add({ sql, keyring }: SigningKeyParts, key: NewKey): Promise<void> {
  const { id, owner, signer, publicKey, certificate, created } = key;
  const secret = keyring.seal(JSON.stringify(key), contextOf(id));
  const place = [bucketOf(owner), id, owner, signer, sm2Algorithm];
  await sql.run(
    `insert into signing_key (bucket, id, owner, signer, algorithm, public_key, certificate,
      secret, created) values ($1,$2,$3,$4,$5,$6,$7,$8,$9::text::bigint) on conflict do nothing`,
    [...place, publicKey, certificate ?? null, secret, String(created)],
  );
}

function usableKey(key: SigningKey): SigningKey {
  if (key.revoked !== undefined) throw refuse('signer-refused');
  return key;
}

/** What is sealed of a key: the whole row, so that nobody can put another public key into it. */
interface NewKey {
  id: string;
  owner: string;
  signer: string;
  publicKey: string;
  privateKey?: string;
  certificate?: string | undefined;
  created: number;
}

const bucketOf = (owner: string) => bucketOfHash(hash64(owner));
const contextOf = (id: string) => `signing_key ${id}`;

function pairOf(row: SqlRow, keyring: Keyring): { id: string; pair: Sm2KeyPair } {
  const { id, publicKey, privateKey } = openRow(row, keyring);
  if (privateKey === undefined) throw new Error('The signing key has no private key');
  return { id, pair: { publicKey, privateKey } };
}

/** The sealed copy of a row. Throws where the row says otherwise. */
function openRow(row: SqlRow, keyring: Keyring): NewKey {
  const id = String(row['id']);
  const key = JSON.parse(keyring.open(String(row['secret']), contextOf(id))) as NewKey;
  const same =
    key.id === id &&
    key.owner === row['owner'] &&
    key.signer === row['signer'] &&
    key.publicKey === row['public_key'] &&
    (key.certificate ?? null) === row['certificate'] &&
    String(key.created) === String(row['created']);
  if (!same) throw new Error(`The signing key ${id} was altered in the database`);
  return key;
}

function checkedKey(row: SqlRow, keyring: Keyring): SigningKey {
  const { id, owner, signer, publicKey, certificate, created } = openRow(row, keyring);
  const revoked = row['revoked'] === null ? undefined : Number(row['revoked']);
  const algorithm = String(row['algorithm']);
  return { id, owner, signer, algorithm, publicKey, certificate, created, revoked };
}
