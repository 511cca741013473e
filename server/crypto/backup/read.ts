/**
 * Reads a backup: verified whole before any of it is used, then copied into an empty database.
 * https://www.postgresql.org/docs/18/sql-copy.html
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable, pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import type postgres from 'postgres';
import { StartFailure } from '../../start-failure.ts';
import type { MasterKeys } from '../master-key.ts';
import { type Frame, type Manifest, type TableCount, readFrames } from './frames.ts';
import { byteReader, openStream, readHeaderLine } from './sealed-stream.ts';
import { type BackupSecrets, openBackupKey, readHeader } from './secrets.ts';
import { type Connection, type Table, listApplied, listTables, quoted } from './tables.ts';

/** A backup as a file: opened anew for each time that it is read. */
export interface BackupSource {
  open: () => Readable;
  secrets: BackupSecrets;
}

/** A backup that was found whole. */
export interface Verified {
  made: string;
  manifest: Manifest;
  /** The master keys of the database, where the backup brings them. */
  masterKeys: MasterKeys | undefined;
}

const damaged = 'The backup is damaged: its tables are not what its manifest says';

/** The frames of a backup, with its head. */
async function openBackup(source: BackupSource): Promise<{
  made: string;
  masterKeys: MasterKeys | undefined;
  frames: AsyncGenerator<Frame>;
}> {
  const reader = byteReader(source.open());
  const header = await readHeaderLine(reader);
  const parsed = readHeader(header);
  const { key, masterKeys } = await openBackupKey(parsed, source.secrets);
  const decompress = createZstdDecompress();
  const clear = Readable.from(openStream(reader, { header, key }), { objectMode: false });
  // An error on the way ends the reading of the last stream, which tells it.
  pipeline(clear, decompress, () => undefined);
  return { made: parsed.made, masterKeys, frames: readFrames(decompress) };
}

/**
 * Reads a backup to its end. Throws a `StartFailure` where it is no backup, no secret at hand opens
 * it, or anything of it was changed.
 */
export async function verifyBackup(source: BackupSource): Promise<Verified> {
  const { made, masterKeys, frames } = await openBackup(source);
  const counts: TableCount[] = [];
  let manifest: Manifest | undefined;
  let digest = createHash('sm3');
  for await (const frame of frames) {
    if (manifest !== undefined) throw new StartFailure(damaged);
    if (frame.kind === 'table') digest = createHash('sm3');
    if (frame.kind === 'rows') digest.update(frame.bytes);
    if (frame.kind === 'manifest') ({ manifest } = frame);
    if (frame.kind === 'end') {
      if (digest.digest('hex') !== frame.count.sm3) throw new StartFailure(damaged);
      counts.push(frame.count);
    }
  }
  if (manifest === undefined || JSON.stringify(manifest.tables) !== JSON.stringify(counts)) {
    throw new StartFailure(damaged);
  }
  return { made, manifest, masterKeys };
}

/**
 * Copies a backup into a database, all of it or nothing. To be called after `verifyBackup` with its
 * manifest. Throws a `StartFailure` where the database is of another schema or not empty.
 * @param given.replaceSeeds whether rows that the migrations themselves put there are replaced:
 * only for a database that was migrated a moment ago.
 */
export async function restoreBackup(
  sql: postgres.Sql,
  source: BackupSource,
  given: { manifest: Manifest; replaceSeeds: boolean },
): Promise<void> {
  const { manifest } = given;
  await sql.begin(async (tx) => {
    const tables = await listTables(tx);
    await refuseOtherSchema(tx, manifest);
    if (given.replaceSeeds) await empty(tx, tables);
    await refuseFull(tx, tables);
    const { frames } = await openBackup(source);
    await fill(tx, frames);
    for (const { name, value } of manifest.sequences) {
      await tx`select setval(${quoted(name)}::regclass, ${value}::bigint)`;
    }
    await compareCounts(tx, manifest);
  });
}

async function refuseOtherSchema(tx: Connection, manifest: Manifest): Promise<void> {
  const here = await listApplied(tx);
  if (JSON.stringify(here) === JSON.stringify(manifest.migrations)) return;
  const number = manifest.migrations.at(-1)?.number;
  throw new StartFailure(
    `The backup is of a database with migration ${number}, this one has ${here.at(-1)?.number}: ` +
      'restore it with the Yishu that made it, then start the newer one',
  );
}

async function empty(tx: Connection, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables.toReversed()) await tx.unsafe(`delete from ${quoted(name)}`);
}

async function refuseFull(tx: Connection, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    const rows = await tx.unsafe(`select 1 from ${quoted(name)} limit 1`);
    if (rows.length === 0) continue;
    throw new StartFailure(
      `The database is not empty (table ${name}): a backup is restored into a new one`,
    );
  }
}

/** Copies the rows of each table in turn. */
async function fill(tx: Connection, frames: AsyncIterable<Frame>): Promise<void> {
  let copy: Copy | undefined;
  for await (const frame of frames) {
    if (frame.kind === 'table') copy = await startCopy(tx, frame.table);
    else if (frame.kind === 'rows') await copy?.write(frame.bytes);
    else if (frame.kind === 'end') await copy?.end();
  }
}

/** Rows on their way into a table. Both throw where the database refuses them. */
interface Copy {
  write: (rows: Buffer) => Promise<void>;
  end: () => Promise<void>;
}

async function startCopy(tx: Connection, { name, columns }: Table): Promise<Copy> {
  const list = columns.map(quoted).join(', ');
  const stream = await tx.unsafe(`copy ${quoted(name)} (${list}) from stdin`).writable();
  let failure: unknown;
  stream.on('error', (error) => {
    failure = error;
  });
  // The driver never tells that the database refuses the rows at their end: its stream then waits
  // for ever. So the next statement is asked, which fails where the copy did; it must be sent after
  // the mark of the end, which the stream writes in _final.
  const marked = new Promise<void>((resolve) => {
    const final = stream._final.bind(stream);
    stream._final = (callback) => {
      final(callback);
      resolve();
    };
    stream.once('close', resolve);
  });
  return {
    async write(rows) {
      if (failure !== undefined) throw failure;
      if (!stream.write(rows)) await once(stream, 'drain');
    },
    async end() {
      stream.end();
      await marked;
      try {
        await tx`select 1`;
      } catch (error) {
        throw new Error(`The database refused rows of ${name}`, { cause: failure ?? error });
      }
    },
  };
}

async function compareCounts(tx: Connection, manifest: Manifest): Promise<void> {
  for (const { name, rows } of manifest.tables) {
    const [found] = await tx.unsafe(`select count(*)::text as count from ${quoted(name)}`);
    if (found?.['count'] !== String(rows)) throw new Error(`Rows of ${name} were lost`);
  }
}
