/**
 * The browsers an account was signed in with, so that a person sees a strange one and ends it.
 * https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
 */
import type { Accounts } from '../accounts.ts';
import { hashToken, isUuid, randomToken, randomUuid } from '../random.ts';

/** A device as a person sees it. Instants are milliseconds since 1970. */
export interface Device {
  id: string;
  /** As `Chrome · Windows`. */
  agent: string;
  address: string;
  firstSeen: number;
  lastSeen: number;
  /** Whether a session of it is left. */
  signedIn: boolean;
}

const browsers: [RegExp, string][] = [
  [/MicroMessenger\//, '微信'],
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/HuaweiBrowser\//, '华为浏览器'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** The families of browser and system of a User-Agent header. */
export function agentFamily(header: string | undefined): string {
  const text = (header ?? '').slice(0, 500);
  const known = (table: [RegExp, string][]) => table.find(([mark]) => mark.test(text))?.[1];
  return `${known(browsers) ?? '其他浏览器'} · ${known(systems) ?? '其他系统'}`;
}

/**
 * Notes a sign-in with the device of a cookie.
 * @param given.value of the cookie; a new one is made where the account does not know it.
 * @returns the value the cookie must have.
 */
export async function noteDevice(
  accounts: Accounts,
  given: { account: string; value: string | undefined; agent: string; address: string },
): Promise<{ id: string; value: string; known: boolean }> {
  const { database, randomBytes } = accounts;
  const at = accounts.now();
  const value = /^[\w-]{43}$/.test(given.value ?? '') ? given.value! : randomToken(randomBytes);
  const id = randomUuid(randomBytes);
  const [row] = await database.run(
    `insert into account_device as d (id, account, hash, agent, address, first_seen, last_seen)
     values ($1, $2, $3, $4, $5, $6, $6)
     on conflict (account, hash) do update
     set agent = excluded.agent, address = excluded.address, last_seen = excluded.last_seen
     returning d.id`,
    [id, given.account, hashToken(value), given.agent, given.address, at],
  );
  const noted = String(row?.['id']);
  return { id: noted, value, known: noted !== id };
}

/** The devices of an account, the last seen first. */
export async function devicesOf({ database }: Accounts, account: string): Promise<Device[]> {
  const rows = await database.run(
    `select d.id, d.agent, d.address, d.first_seen,
       greatest(d.last_seen, max(s.seen)) as last_seen, count(s.id) as sessions
     from account_device d left join account_session s on s.device = d.id
     where d.account = $1 group by d.id order by 5 desc`,
    [account],
  );
  return rows.map((row) => ({
    id: String(row['id']),
    agent: String(row['agent']),
    address: String(row['address']),
    firstSeen: Number(row['first_seen']),
    lastSeen: Number(row['last_seen']),
    signedIn: Number(row['sessions']) > 0,
  }));
}

/** Forgets a device of an account and ends its sessions; false where there is no such device. */
export async function endDevice(
  accounts: Accounts,
  account: string,
  device: string,
): Promise<boolean> {
  if (!isUuid(device)) return false;
  const ids = await accounts.database.transaction(async (tx) => {
    const sessions = await tx.run(
      'delete from account_session where device = $1 and account = $2 returning id',
      [device, account],
    );
    const text = 'delete from account_device where id = $1 and account = $2 returning id';
    const devices = await tx.run(text, [device, account]);
    return devices.length === 0 ? undefined : sessions.map((row) => String(row['id']));
  });
  if (ids !== undefined && ids.length > 0) await accounts.sessionsEnded(ids);
  return ids !== undefined;
}
