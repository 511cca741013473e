/**
 * `npm run backup -- FILE`: writes the whole database into one encrypted file, while the server
 * goes on. docs/guides/keys-and-backup.md
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readMasterKeys } from '#server/crypto/master-key.ts';
import { writeBackup } from '#server/crypto/backup/write.ts';
import { fail, openDatabase, readPassphrase, run } from './keys/open.ts';

const usage = `npm run backup -- FILE [--passphrase-file FILE] [--without-master-key]
  --passphrase-file     the file is opened by this passphrase, and brings the master key
  --without-master-key  the master key stays out of it, and must be kept elsewhere`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'passphrase-file': { type: 'string' },
    'without-master-key': { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined || positionals.length !== 1) fail(usage);
if (existsSync(file)) fail(`${file} is there already`);

/** Writes beside the file first, so that half a backup never bears its name. */
async function backup(target: string): Promise<void> {
  const open = await openDatabase();
  const part = `${target}.part`;
  try {
    const masterKeys = readMasterKeys(open.keyFile);
    const passphrase = readPassphrase(values['passphrase-file']);
    if (masterKeys === undefined && passphrase === undefined) {
      fail('There is no master key yet: give a --passphrase-file');
    }
    const manifest = await writeBackup({
      sql: open.pool,
      out: createWriteStream(part, { flags: 'w', mode: 0o600, flush: true }),
      secrets: { passphrase, masterKeys },
      includeMasterKeys: !values['without-master-key'],
      cipher: open.settings.cipher,
      now: Date.now,
      randomBytes,
    });
    renameSync(part, target);
    for (const { name, rows } of manifest.tables) console.log(`${name}: ${rows} rows`);
    console.log(`Wrote ${target}, ${statSync(target).size} bytes`);
    if (passphrase === undefined) {
      console.log(`Only the master key opens it: keep a copy of ${open.keyFile} elsewhere`);
    }
  } finally {
    rmSync(part, { force: true });
    await open.close();
  }
}

await run(() => backup(file));
