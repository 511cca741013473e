/** Sealed rows, written past the store, for stories of keys and backups. */
import type { Resource } from '#model/fhir.ts';
import { sealedText } from '#server/crypto/sealed-body.ts';
import type { TestKeys } from './keys.ts';

/** The patient of a number. */
export function sealedPatient(n: number): Resource {
  return { resourceType: 'Patient', id: `p${n}`, telecom: [{ value: `1380000${n}` }] };
}

/** Writes a sealed patient as a current and as an earlier version, both or neither. */
export async function sealedTextAt({ sql, keyring }: TestKeys, n: number): Promise<void> {
  const body = sealedText(sealedPatient(n), 4, keyring);
  await sql.transaction(async (tx) => {
    await tx.run(
      `insert into resource (bucket, key, type, method, version, seq, updated, id, tokens, body)
        values (1, $1::text::bigint, 106, 1, 2, 1, 1, $2, '{}', $3)`,
      [String(n), `p${n}`, body],
    );
    await tx.run(
      `insert into history (bucket, key, version, type, updated, seq, method, id, body)
        values (1, $1::text::bigint, 1, 106, 1, 1, 1, $2, $3)`,
      [String(n), `p${n}`, body],
    );
  });
}
