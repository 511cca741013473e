/**
 * The keys that sign id_tokens (ES256) and cookies: sealed in the database, made new in turn, old
 * ones kept to verify what they signed.
 * https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys
 */
import { type JWK, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { SqlRow } from '#fhir/store/sql.ts';
import type { OAuthParts } from '../parts.ts';

/** The keys of a moment, the newest first. */
export interface Keys {
  /** Private, for signing; the provider publishes the public halves. */
  signing: JWK[];
  cookies: string[];
  /** Changes when the keys do. */
  mark: string;
}

type KeyParts = Pick<OAuthParts, 'database' | 'secrets' | 'now' | 'randomBytes'>;

const dayMs = 24 * 3600 * 1000;

/** After this a key is replaced. */
const lifeMs = 90 * dayMs;

/** So long a replaced key still verifies: longer than any id_token or cookie lives. */
const afterlifeMs = 7 * dayMs;

/** Reads the keys; makes what is missing or too old, and deletes what nothing rests on any more. */
export async function loadKeys(parts: KeyParts): Promise<Keys> {
  const rows = await parts.database.run(
    'select kid, use, sealed, created from oauth_key order by created desc, kid',
    [],
  );
  const old = parts.now() - lifeMs;
  const fresh = (use: string) =>
    rows.some((row) => row['use'] === use && Number(row['created']) > old);
  if (!fresh('sign') || !fresh('cookie')) {
    await renewKeys(parts, { olderThan: old });
    return loadKeys(parts);
  }
  const read = (use: string) =>
    rows.filter((row) => row['use'] === use).map((row) => parts.secrets.open(sealedOf(row)));
  return {
    signing: read('sign').map((text) => JSON.parse(text) as JWK),
    cookies: read('cookie'),
    mark: rows.map((row) => row['kid']).join(' '),
  };
}

function sealedOf(row: SqlRow): string {
  return String(row['sealed']);
}

/**
 * Makes new keys in place of those that are older than a moment; of several servers one does it.
 * @param given.olderThan milliseconds since 1970; `Infinity` replaces every key, as after a leak.
 */
export async function renewKeys(parts: KeyParts, given: { olderThan: number }): Promise<void> {
  const { database, secrets, now, randomBytes } = parts;
  await database.transaction(async (tx) => {
    await tx.run(`select pg_advisory_xact_lock(hashtext('yishu oauth keys'))`, []);
    await tx.run('delete from oauth_key where retired < $1::bigint', [now() - afterlifeMs]);
    for (const use of ['sign', 'cookie']) {
      const current = await tx.run(
        'select created from oauth_key where use = $1 and retired is null',
        [use],
      );
      if (current.some((row) => Number(row['created']) > given.olderThan)) continue;
      await tx.run('update oauth_key set retired = $2::bigint where use = $1 and retired is null', [
        use,
        now(),
      ]);
      const { kid, secret } = use === 'sign' ? await signingKey() : cookieKey(randomBytes);
      await tx.run(
        'insert into oauth_key (kid, use, sealed, created) values ($1, $2, $3, $4::bigint)',
        [kid, use, secrets.seal(secret), now()],
      );
    }
  });
}

async function signingKey(): Promise<{ kid: string; secret: string }> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, secret: JSON.stringify({ ...jwk, kid, alg: 'ES256', use: 'sig' }) };
}

function cookieKey(randomBytes: (size: number) => Buffer): { kid: string; secret: string } {
  return {
    kid: `cookie-${randomBytes(12).toString('base64url')}`,
    secret: randomBytes(32).toString('base64url'),
  };
}
