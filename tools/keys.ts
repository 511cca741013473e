/**
 * `npm run keys -- status|rotate|rewrap`: the keys of the encryption at rest.
 * docs/guides/keys-and-backup.md
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  addDataKey,
  listDataKeys,
  retireBefore,
  rewrapDataKeys,
} from '#server/crypto/data-keys.ts';
import { type MasterKeys, createMasterKey, writeMasterKeys } from '#server/crypto/master-key.ts';
import { resealAll, sealedColumns } from '#server/crypto/reseal.ts';
import { type OpenDatabase, fail, openDatabase, openKeys, run } from './keys/open.ts';

const usage = `npm run keys -- COMMAND
  status                 the keys there are
  rotate [--wait 60]     a new data key; after so many seconds, in which every server learns of
                         it, everything is sealed anew by it; stopped half way, it goes on
  rewrap                 a new master key; running servers go on, and need it at their next start`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { wait: { type: 'string', default: '60' } },
});

async function status({ database, keyFile }: OpenDatabase): Promise<void> {
  const time = (ms: number | undefined) => (ms === undefined ? '–' : new Date(ms).toISOString());
  console.log(`Master key file: ${keyFile}`);
  for (const row of await listDataKeys(database)) {
    const master = row.wrapped.split('.')[0];
    const dates = `made ${time(row.created)}, used from ${time(row.active)}`;
    const end = row.retired === undefined ? '' : `, retired ${time(row.retired)}`;
    console.log(`k${row.id} ${row.purpose} ${row.algorithm}, master ${master}, ${dates}${end}`);
  }
}

/**
 * Adds a key, unless the newest one is not in use everywhere yet: then an earlier run was stopped.
 */
async function rotate(open: OpenDatabase): Promise<void> {
  const { database, settings } = open;
  const delayMs = Number(values.wait) * 1000;
  if (!Number.isFinite(delayMs) || delayMs < 0) fail(usage);
  const { masterKeys, keyring } = await openKeys(open);
  const living = (await listDataKeys(database)).filter(
    ({ purpose, retired }) => purpose === 'seal' && retired === undefined,
  );
  if (living.length === 1) {
    const making = { master: masterKeys[0], cipher: settings.cipher, now: Date.now, randomBytes };
    const id = await addDataKey(database, { ...making, delayMs });
    console.log(`The key k${id} is there; waiting ${values.wait} s until every server knows it`);
  } else console.log('Going on with a rotation that was stopped');
  await keyring.reload();
  const newest = (await listDataKeys(database)).findLast(({ purpose }) => purpose === 'seal')!;
  await pause(Math.max(0, newest.active - Date.now()) + 50);
  const report = (table: string, rows: number) => console.log(`${table}: ${rows} rows`);
  const count = await resealAll(database, { columns: sealedColumns, keyring, report });
  await retireBefore(database, newest.id, Date.now());
  console.log(`${count} rows are sealed anew by k${newest.id}`);
}

/** The new key stands beside the old one in the file until every data key is wrapped by it. */
async function rewrap(open: OpenDatabase): Promise<void> {
  const { masterKeys } = await openKeys(open);
  const fresh: MasterKeys = [createMasterKey(randomBytes), ...masterKeys];
  writeMasterKeys(open.keyFile, fresh);
  const { cipher } = open.settings;
  const making = { master: fresh[0], cipher, now: Date.now, randomBytes };
  const count = await rewrapDataKeys(open.database, { ...making, keys: fresh });
  writeMasterKeys(open.keyFile, [fresh[0]]);
  console.log(`${count} keys are wrapped by the master key ${fresh[0].id}: copy ${open.keyFile}`);
}

const commands = { status, rotate, rewrap };
const [name = ''] = positionals;
if (!Object.hasOwn(commands, name)) fail(usage);
await run(async () => {
  const open = await openDatabase();
  try {
    await commands[name as keyof typeof commands](open);
  } finally {
    await open.close();
  }
});
