/**
 * Every setting: its name, default, meaning and check; docs/configuration.md is made from this
 * table.
 * https://12factor.net/config
 */
import type { z } from 'zod';
import { noticeSettings } from './config/notice-settings.ts';
import { paymentSettings } from './config/payment-settings.ts';
import { serverSettings } from './config/server-settings.ts';
import { trustSettings } from './config/trust-settings.ts';
import { StartFailure } from './start-failure.ts';

/** Every setting there is, by the name that the program uses. */
export const settingTable = {
  ...serverSettings,
  ...trustSettings,
  ...paymentSettings,
  ...noticeSettings,
};

type SettingTable = typeof settingTable;

/** The settings as the program uses them. */
export type Settings = { [Key in keyof SettingTable]: z.output<SettingTable[Key]['check']> };

/** Reads the settings. Throws a `StartFailure` that names the first bad one and what it must be. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  refuseUnknown(environment);
  const read = Object.entries(settingTable).map(([key, { name, standard, expected, check }]) => {
    const given = environment[name];
    const parsed = check.safeParse(given === undefined || given === '' ? standard : given);
    if (!parsed.success) throw new StartFailure(`The setting ${name} must be ${expected}`);
    return [key, parsed.data] as const;
  });
  const settings = Object.fromEntries(read) as Settings;
  refuseTogether(settings);
  return settings;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** What does not go together: others are served by https only, and never a demonstration. */
function refuseTogether(settings: Settings): void {
  const { host, publicAddress, tlsCertificate, tlsKey, demonstration } = settings;
  if ((tlsCertificate === undefined) !== (tlsKey === undefined)) {
    throw new StartFailure('YISHU_TLS_CERTIFICATE and YISHU_TLS_KEY go together');
  }
  if (tlsCertificate !== undefined && publicAddress?.startsWith('https:') !== true) {
    throw new StartFailure('With a certificate YISHU_PUBLIC_ADDRESS must be its https address');
  }
  if (loopback.test(host)) return;
  if (publicAddress?.startsWith('https:') !== true) {
    throw new StartFailure(
      `HOST=${host} serves other machines: name the https address in YISHU_PUBLIC_ADDRESS`,
    );
  }
  if (demonstration) {
    throw new StartFailure(
      `HOST=${host} serves other machines, and the demonstration's logins are printed: ` +
        'set YISHU_DEMO=off',
    );
  }
}

/**
 * A misspelt setting would be silently without effect: it is refused. Those of tests and the token
 * of the commands are left alone.
 */
function refuseUnknown(environment: Record<string, string | undefined>): void {
  const known = Object.values(settingTable).map((setting): string => setting.name);
  for (const name of Object.keys(environment)) {
    const isOurs = name.startsWith('YISHU_') && !/^YISHU_(?:TEST_|SEED$|RUNS$|TOKEN$)/.test(name);
    if (!isOurs || known.includes(name)) continue;
    const nearest = known.toSorted((a, b) => distance(name, a) - distance(name, b))[0];
    throw new StartFailure(
      `There is no setting ${name}, did you mean ${nearest}? All are in docs/configuration.md`,
    );
  }
}

/** How many letters must be changed, added or left out to make `b` of `a` (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
