/**
 * The keys by which push services know this house: made once, kept sealed.
 * https://www.rfc-editor.org/rfc/rfc8292
 */
import webPush from 'web-push';
import type { NoticeParts } from '../parts.ts';

/** A pair of keys, base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

const name = 'vapid';

/** The keys of the house; servers that start together find the same. */
export async function openVapidKeys({
  house,
  secrets,
}: Pick<NoticeParts, 'house' | 'secrets'>): Promise<VapidKeys> {
  const find = async () => {
    const [row] = await house.sql.run('select public, secret from notice_key where name = $1', [
      name,
    ]);
    if (row === undefined) return undefined;
    const privateKey = secrets.open(String(row['secret']));
    return { publicKey: String(row['public']), privateKey };
  };
  const there = await find();
  if (there !== undefined) return there;
  const made = webPush.generateVAPIDKeys();
  await house.sql.run(
    `insert into notice_key (name, public, secret, created) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [name, made.publicKey, secrets.seal(made.privateKey), house.now()],
  );
  return (await find()) ?? made;
}
