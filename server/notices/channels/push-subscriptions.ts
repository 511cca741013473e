/**
 * Browsers that are told by web push: each belongs to the account that last asked with it.
 * https://www.w3.org/TR/push-api/#pushsubscription-interface
 */
import { ECDH } from 'node:crypto';
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import { newId } from '#fhir/store/ids.ts';
import type { Sql } from '#fhir/store/sql.ts';
import type { NoticeParts } from '../parts.ts';
import { isPushAddress } from './push-services.ts';

/** What a browser says of its subscription. */
export interface PushTarget {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** A subscription as its owner sees it. */
export interface OwnSubscription {
  id: string;
  /** Host of the push service. */
  service: string;
  /** Milliseconds since 1970. */
  created: number;
}

/** So many browsers an account may have; the oldest go. */
const most = 10;

const secret = z.string().regex(/^[\w-]{1,200}={0,2}$/);
const shape = z.object({
  endpoint: z.string().min(1).max(2000),
  keys: z.object({ p256dh: secret, auth: secret }),
});

/**
 * Reads what a browser says. Throws `bad-field`, or `push-service` where its service is not among
 * the allowed ones.
 */
export function readTarget(body: unknown, services: readonly string[]): PushTarget {
  const parsed = shape.safeParse(body ?? {});
  if (!parsed.success) {
    throw refuse('bad-field', { field: parsed.error.issues[0]?.path.join('.') || 'body' });
  }
  const { endpoint, keys } = parsed.data;
  if (!isPushAddress(endpoint, services)) throw refuse('push-service');
  if (!isPoint(keys.p256dh)) throw refuse('bad-field', { field: 'keys.p256dh' });
  // RFC 8291: 16 bytes.
  if (Buffer.from(keys.auth, 'base64url').length !== 16) {
    throw refuse('bad-field', { field: 'keys.auth' });
  }
  return { endpoint: new URL(endpoint).href, keys };
}

/** Whether a text is a point of the curve P-256, uncompressed. */
function isPoint(text: string): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== 65 || bytes[0] !== 4) return false;
  try {
    ECDH.convertKey(bytes, 'prime256v1');
    return true;
  } catch {
    return false;
  }
}

/** Keeps a browser for an account, whoever had it before. @returns the id of the subscription. */
export async function keepSubscription(
  { house, secrets }: NoticeParts,
  account: string,
  target: PushTarget,
): Promise<string> {
  const hash = secrets.keyedHash(`push ${target.endpoint}`);
  return house.database.transaction(async (tx) => {
    // A browser that another person used is another target: what waits for them must not come.
    await tx.run('delete from push_subscription where hash = $1 and account <> $2::uuid', [
      hash,
      account,
    ]);
    const [row] = await tx.run(
      `insert into push_subscription (id, account, hash, service, sealed, created)
       values ($1::uuid, $2::uuid, $3, $4, $5, $6)
       on conflict (hash) do update set sealed = excluded.sealed returning id`,
      [
        newId(0, house.randomBytes(16)),
        account,
        hash,
        new URL(target.endpoint).host,
        secrets.seal(JSON.stringify(target)),
        house.now(),
      ],
    );
    await tx.run(
      `delete from push_subscription where account = $1::uuid and id not in (
        select id from push_subscription where account = $1::uuid
        order by created desc, id limit ${most})`,
      [account],
    );
    return String(row?.['id']);
  });
}

/** The browsers of an account. */
export async function subscriptionsOf(sql: Sql, account: string): Promise<OwnSubscription[]> {
  const rows = await sql.run(
    `select id, service, created from push_subscription where account = $1::uuid
     order by created, id`,
    [account],
  );
  return rows.map((row) => ({
    id: String(row['id']),
    service: String(row['service']),
    created: Number(row['created']),
  }));
}

/** Forgets a browser; false where there is none, or another account's. */
export async function removeSubscription(sql: Sql, id: string, account?: string): Promise<boolean> {
  const rows = await sql.run(
    `delete from push_subscription where id = $1::uuid
     and ($2::text is null or account = $2::text::uuid) returning id`,
    [id, account ?? null],
  );
  return rows.length > 0;
}

/** Where a subscription leads; undefined where it was removed. */
export async function targetOf(
  { house, secrets }: NoticeParts,
  id: string,
): Promise<PushTarget | undefined> {
  const [row] = await house.sql.run('select sealed from push_subscription where id = $1::uuid', [
    id,
  ]);
  if (row === undefined) return undefined;
  return JSON.parse(secrets.open(String(row['sealed']))) as PushTarget;
}
