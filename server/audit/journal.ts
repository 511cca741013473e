/**
 * Where audit events go: blocks of what arrived together, one commit for all of them (SEC-08).
 * https://www.postgresql.org/docs/18/runtime-config-wal.html#GUC-COMMIT-DELAY
 */
import type { AuditLine, Journal } from '#fhir/handling/audit-line.ts';
import type { Sequence } from '#fhir/store/sequence.ts';
import type { Database, Sql } from '#fhir/store/sql.ts';
import { type Block, createEncoder, digestOf } from './block.ts';

/** What a journal is made of. */
export interface JournalParts {
  database: Database;
  /** Numbers of blocks, which only grow. */
  nextSequence: Sequence;
  randomBytes: (count: number) => Uint8Array;
}

/** A journal that can be waited for. */
export interface OpenJournal extends Journal {
  /** Resolves when nothing that was recorded before is under way. */
  settled(): Promise<void>;
}

interface Waiting {
  line: AuditLine;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** How many events one commit takes. */
const commitSize = 2048;

// One statement, so that a block by itself is one round trip and one commit.
const insertText = `with block as (
    insert into audit_block (bucket,id,at_first,at_last,count,keys,body)
    values ($1::integer,$2::bigint,$3::bigint,$4::bigint,$5::integer,$6::text::bigint[],
      $7::text::bytea)
  ) insert into audit_waiting (bucket,id,at_first,at_last,count,digest)
    values ($1::integer,$2::bigint,$3::bigint,$4::bigint,$5::integer,$8::text::bytea)`;

/**
 * A journal on a migrated database. While one commit is under way the next one gathers: an event
 * waits for its own, so that no read is answered before its event is on disk.
 */
export function createJournal(parts: JournalParts): OpenJournal {
  const encode = createEncoder();
  let queue: Waiting[] = [];
  let scheduled = false;
  let underWay: Promise<void> | undefined;

  function schedule(): void {
    if (scheduled || underWay !== undefined || queue.length === 0) return;
    scheduled = true;
    // After the reads of this turn of the event loop: what arrives together goes together.
    setImmediate(() => {
      scheduled = false;
      const batch = queue.slice(0, commitSize);
      queue = queue.slice(commitSize);
      underWay = commit(batch).finally(() => {
        underWay = undefined;
        schedule();
      });
    });
  }

  async function commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const blocks = encode(batch.map(({ line }) => line));
      const bucket = lot(parts);
      if (blocks.length === 1) await insert(parts.database, blocks, bucket);
      else await parts.database.transaction((tx) => insert(tx, blocks, bucket));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function insert(sql: Sql, blocks: readonly Block[], bucket: number): Promise<void> {
    const inserts = blocks.map((block) => {
      const placed = { ...block, bucket, id: parts.nextSequence() };
      const { id, atFirst, atLast, count, keys, body } = placed;
      const [bytes, digest] = [`\\x${body.toString('hex')}`, `\\x${digestOf(placed)}`];
      return sql.run(insertText, [bucket, id, atFirst, atLast, count, keys, bytes, digest]);
    });
    await Promise.all(inserts);
  }

  return {
    async append(tx, lines) {
      if (lines.length === 0) return;
      const home = lines.find((line) => line.patients.length > 0)?.patients[0]?.bucket;
      await insert(tx, encode(lines), home ?? lot(parts));
    },
    record: (line) =>
      new Promise<void>((resolve, reject) => {
        queue.push({ line, resolve, reject });
        schedule();
      }),
    async settled() {
      while (scheduled || underWay !== undefined || queue.length > 0) {
        await (underWay ?? new Promise((resolve) => setImmediate(resolve)));
      }
    },
  };
}

function lot({ randomBytes }: JournalParts): number {
  const [high = 0, low = 0] = randomBytes(2);
  return (high << 8) | low;
}
