/**
 * What a backup holds once opened: frames of a kind, a length and bytes, one table after another.
 * https://www.postgresql.org/docs/18/sql-copy.html
 */
import { StartFailure } from '../../start-failure.ts';
import { type ByteReader, byteReader } from './sealed-stream.ts';
import type { AppliedMigration, Sequence, Table } from './tables.ts';

/** What a backup says of one table. */
export interface TableCount {
  name: string;
  rows: number;
  bytes: number;
  /** Of the rows as COPY writes them, hexadecimal. */
  sm3: string;
}

/** The last frame: what all that came before must add up to. */
export interface Manifest {
  migrations: AppliedMigration[];
  tables: TableCount[];
  sequences: Sequence[];
}

/** A frame. */
export type Frame =
  | { kind: 'migrations'; migrations: AppliedMigration[] }
  | { kind: 'table'; table: Table }
  | { kind: 'rows'; bytes: Buffer }
  | { kind: 'end'; count: TableCount }
  | { kind: 'manifest'; manifest: Manifest };

const codes = ['migrations', 'table', 'rows', 'end', 'manifest'] as const;

/** A frame as bytes. */
export function frameBytes(frame: Frame): Buffer {
  const bytes = frame.kind === 'rows' ? frame.bytes : Buffer.from(JSON.stringify(frame));
  const head = Buffer.alloc(5);
  head[0] = codes.indexOf(frame.kind);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** The frames in a stream of bytes. */
export async function* readFrames(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const reader = byteReader(stream);
  for (;;) {
    const frame = await readFrame(reader);
    if (frame === undefined) return;
    yield frame;
  }
}

async function readFrame(reader: ByteReader): Promise<Frame | undefined> {
  const head = await reader.take(5);
  if (head.length === 0) return undefined;
  const kind = codes[head[0]!];
  const length = head.length === 5 ? head.readUInt32BE(1) : 0;
  const bytes = await reader.take(length);
  if (kind === undefined || bytes.length < length) throw new StartFailure('The backup is damaged');
  return kind === 'rows' ? { kind, bytes } : (JSON.parse(bytes.toString('utf8')) as Frame);
}
