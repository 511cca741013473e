/**
 * Verifies every signature of a database, also those in earlier versions of Provenances.
 * https://hl7.org/fhir/R4/provenance.html
 */
import type { Resource } from '#model/fhir.ts';
import { typeNumber } from '#model/resource-types.ts';
import { bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import { bucketInId } from '#fhir/store/ids.ts';
import { locate } from '#fhir/store/read.ts';
import type { Sql, SqlParameter, SqlRow } from '#fhir/store/sql.ts';
import type { Keyring } from '#server/crypto/keyring.ts';
import { openBody } from '#server/crypto/sealed-body.ts';
import type { SigningKeys } from '#server/crypto/signing-keys.ts';
import { findKey } from './signatures.ts';
import { type Finding, verifyProvenance } from './verify.ts';

/** What the walk needs. */
export interface VerifyAllParts {
  sql: Sql;
  keyring: Keyring;
  keys: SigningKeys;
}

/** A finding with the Provenance version in which it stands. */
export interface WalkFinding extends Finding {
  /** `Provenance/1/_history/2` */
  provenance: string;
}

const pageSize = 200;

/** Walks every version of every Provenance; gives one finding a signature. */
export async function* verifyAll(parts: VerifyAllParts): AsyncGenerator<WalkFinding> {
  for (const table of ['resource', 'history'] as const) {
    let after: SqlParameter[] = ['-1', '0', '0'];
    for (;;) {
      const rows = await page(parts.sql, table, after);
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const row of rows) yield* verifyRow(row, parts);
      after = ['bucket', 'key', 'version'].map((name) => String(last[name]));
    }
  }
}

function page(sql: Sql, table: string, after: SqlParameter[]): Promise<SqlRow[]> {
  return sql.run(
    `select bucket, key, version, id, body from ${table}
      where type = ${typeNumber('Provenance')} and body is not null
        and (bucket, key, version) > ($1::text::integer, $2::text::bigint, $3::text::integer)
      order by bucket, key, version limit ${pageSize}`,
    after,
  );
}

async function* verifyRow(row: SqlRow, parts: VerifyAllParts): AsyncGenerator<WalkFinding> {
  const place = `Provenance/${row['id']}/_history/${row['version']}`;
  const text = openText(row['body'], parts.keyring);
  if (text === undefined) {
    yield { ...unreadable, provenance: place };
    return;
  }
  const provenance = JSON.parse(text) as Resource;
  const found = await verifyProvenance(provenance, async ({ header, keyId }) => ({
    key: await findKey(parts.keys, keyId),
    resourceText: await versionText(header.target, parts),
  }));
  for (const finding of found) yield { ...finding, provenance: place };
}

const unreadable: Finding = {
  valid: false,
  why: 'signature-changed',
  certified: false,
  who: undefined,
  when: undefined,
  target: undefined,
};

/** A stored text opened; undefined where it was altered. */
function openText(body: unknown, keyring: Keyring): string | undefined {
  try {
    return openBody(String(body), keyring);
  } catch {
    return undefined;
  }
}

/** The text of a version, wherever it is; undefined where there is none. */
async function versionText(target: string, parts: VerifyAllParts): Promise<string | undefined> {
  const named = /^([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})\/_history\/(\d{1,9})$/.exec(target);
  if (named === null) return undefined;
  const [, type = '', id = '', version = ''] = named;
  const key = resourceKey(type, id);
  const places = await locate(parts.sql, [{ key, bucket: bucketInId(id) }]);
  const bucket = places.get(key) ?? bucketOfHash(key);
  for (const table of ['resource', 'history']) {
    const [row] = await parts.sql.run(
      `select body from ${table} where bucket = $1 and key = $2 and version = $3`,
      [bucket, key, Number(version)],
    );
    if (row !== undefined && row['body'] !== null) return openText(row['body'], parts.keyring);
  }
  return undefined;
}
