/**
 * Writes a backup: every table as of one moment, while the server goes on; compressed, encrypted.
 * https://www.postgresql.org/docs/18/sql-copy.html
 */
import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type postgres from 'postgres';
import type { CipherName } from '../cipher.ts';
import type { RandomBytes } from '../sm2.ts';
import { type Manifest, type TableCount, frameBytes } from './frames.ts';
import { sealStream } from './sealed-stream.ts';
import { type BackupSecrets, makeBackupKey } from './secrets.ts';
import {
  type Connection,
  type Table,
  listApplied,
  listSequences,
  listTables,
  quoted,
} from './tables.ts';

/** What is backed up, and how. */
export interface BackupParts {
  sql: postgres.Sql;
  out: Writable;
  secrets: BackupSecrets;
  includeMasterKeys: boolean;
  cipher: CipherName;
  now: () => number;
  randomBytes: RandomBytes;
}

/** Rows are gathered into frames of about this size. */
const frameSize = 256 * 1024;

/** Writes a backup; gives what it holds. */
export async function writeBackup(parts: BackupParts): Promise<Manifest> {
  const { header, key } = await makeBackupKey(parts);
  let manifest: Manifest | undefined;
  await parts.sql.begin('isolation level repeatable read read only', async (tx) => {
    const frames = Readable.from(
      writeFrames(tx, (written) => {
        manifest = written;
      }),
      { objectMode: false },
    );
    await pipeline(
      frames,
      createZstdCompress(),
      (clear: AsyncIterable<Uint8Array>) =>
        sealStream(clear, { header: JSON.stringify(header), key }),
      parts.out,
    );
  });
  return manifest!;
}

async function* writeFrames(
  tx: Connection,
  done: (manifest: Manifest) => void,
): AsyncGenerator<Buffer> {
  // The first statement fixes the moment that all others see.
  const migrations = await listApplied(tx);
  yield frameBytes({ kind: 'migrations', migrations });
  const counts: TableCount[] = [];
  for (const table of await listTables(tx)) {
    yield frameBytes({ kind: 'table', table });
    counts.push(yield* writeRows(tx, table));
  }
  const manifest = { migrations, tables: counts, sequences: await listSequences(tx) };
  yield frameBytes({ kind: 'manifest', manifest });
  done(manifest);
}

async function* writeRows(
  tx: Connection,
  { name, columns }: Table,
): AsyncGenerator<Buffer, TableCount> {
  const list = columns.map(quoted).join(', ');
  const rows = await tx.unsafe(`copy ${quoted(name)} (${list}) to stdout`).readable();
  const digest = createHash('sm3');
  const count = { name, rows: 0, bytes: 0, sm3: '' };
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const piece of rows) {
    const row = piece as Buffer;
    digest.update(row);
    // A piece may hold many rows; a line feed within a row is written as two characters.
    for (let at = row.indexOf(10); at >= 0; at = row.indexOf(10, at + 1)) count.rows += 1;
    size += row.length;
    waiting.push(row);
    if (size < frameSize) continue;
    yield frameBytes({ kind: 'rows', bytes: Buffer.concat(waiting) });
    count.bytes += size;
    waiting = [];
    size = 0;
  }
  // The driver holds its socket back while rows wait to be read, and goes on when more are asked
  // for. At the end nobody asks any more, and what follows would never arrive.
  rows._read(0);
  if (size > 0) yield frameBytes({ kind: 'rows', bytes: Buffer.concat(waiting) });
  count.bytes += size;
  count.sm3 = digest.digest('hex');
  yield frameBytes({ kind: 'end', count });
  return count;
}
