/**
 * `npm run restore -- FILE`: verifies a backup, then copies it into a new database.
 * docs/guides/keys-and-backup.md
 */
import { createReadStream, existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Verified, restoreBackup, verifyBackup } from '#server/crypto/backup/read.ts';
import { listApplied } from '#server/crypto/backup/tables.ts';
import { readMasterKeys, writeMasterKeys } from '#server/crypto/master-key.ts';
import { StartFailure } from '#server/start-failure.ts';
import { fail, migrateDatabase, openDatabase, readPassphrase, run } from './keys/open.ts';

const usage = `npm run restore -- FILE [--passphrase-file FILE] [--verify]
  --verify  only read it to its end and say what it holds`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'passphrase-file': { type: 'string' },
    verify: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined || positionals.length !== 1) fail(usage);
if (!existsSync(file)) fail(`There is no ${file}`);

async function restore(path: string): Promise<void> {
  const open = await openDatabase();
  try {
    const secrets = {
      passphrase: readPassphrase(values['passphrase-file']),
      masterKeys: readMasterKeys(open.keyFile),
    };
    const source = { open: () => createReadStream(path), secrets };
    const verified = await verifyBackup(source);
    for (const { name, rows } of verified.manifest.tables) console.log(`${name}: ${rows} rows`);
    console.log(`The backup of ${verified.made} is whole`);
    if (values.verify) return;
    putMasterKey(open.keyFile, verified);
    const replaceSeeds = (await listApplied(open.pool)).length === 0;
    await migrateDatabase(open);
    await restoreBackup(open.pool, source, { manifest: verified.manifest, replaceSeeds });
    console.log('Restored');
  } finally {
    await open.close();
  }
}

/** Puts the master key of the backup where the server looks for it; never over another one. */
function putMasterKey(keyFile: string, { masterKeys }: Verified): void {
  if (masterKeys === undefined) return;
  const present = readMasterKeys(keyFile);
  if (present === undefined) writeMasterKeys(keyFile, masterKeys);
  else if (masterKeys.some(({ id }) => !present.some((key) => key.id === id))) {
    throw new StartFailure(
      `${keyFile} holds another master key than the backup: move it away, or name another file ` +
        'with YISHU_KEY_FILE',
    );
  }
}

await run(() => restore(file));
