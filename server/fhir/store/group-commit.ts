/** Group commit: writes that arrive together are committed together, each with its own outcome. */
import type { Journal } from '#fhir/handling/audit-line.ts';
import type { Identity } from '#fhir/store/identity.ts';
import { type Note, applyAll } from './apply.ts';
import type { Hash } from './hash.ts';
import type { Database } from './sql.ts';
import type { KnownTerms, Write } from './write.ts';

/**
 * Commits one write: true when it won, false when its expected version is no longer the current
 * one.
 */
export type Commit = (write: Write) => Promise<boolean>;

/** What a commit tells others of. */
export interface CommitParts {
  known: KnownTerms;
  journal: Journal;
  identity: Identity;
  note: Note;
  /** Called after the commit of these writes; `moved`: Patients whose person is another now. */
  committed: (writes: readonly Write[], moved: readonly Hash[]) => void;
}

interface Waiting {
  write: Write;
  resolve: (won: boolean) => void;
  reject: (error: unknown) => void;
}

/**
 * A committer that gathers the writes waiting at one moment into one transaction.
 * A batch that fails is tried again one write at a time, so that a bad write fails nobody but
 * itself.
 * @param limits how many batches may be under way, and how many writes one may hold.
 */
export function createGroupCommit(
  database: Database,
  parts: CommitParts,
  limits: { batches: number; size: number },
): Commit {
  const queue: Waiting[] = [];
  let underWay = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || underWay >= limits.batches || queue.length === 0) return;
    scheduled = true;
    // After the reads of this turn of the event loop: what arrives together goes together.
    setImmediate(() => {
      scheduled = false;
      if (queue.length === 0) return;
      underWay += 1;
      void commitBatch(database, parts, takeBatch(queue, limits.size)).finally(() => {
        underWay -= 1;
        schedule();
      });
      schedule();
    });
  }

  return (write) =>
    new Promise<boolean>((resolve, reject) => {
      queue.push({ write, resolve, reject });
      schedule();
    });
}

/**
 * Takes the next batch off the queue; a second write of the same resource waits for the next one.
 */
function takeBatch(queue: Waiting[], size: number): Waiting[] {
  const keys = new Set<Hash>();
  const batch: Waiting[] = [];
  const later: Waiting[] = [];
  for (const waiting of queue) {
    if (batch.length < size && !keys.has(waiting.write.key)) {
      keys.add(waiting.write.key);
      batch.push(waiting);
    } else {
      later.push(waiting);
    }
  }
  queue.splice(0, queue.length, ...later);
  return batch;
}

async function commitBatch(
  database: Database,
  parts: CommitParts,
  batch: Waiting[],
): Promise<void> {
  const writes = batch.map((waiting) => waiting.write);
  try {
    const { won, written, moved } = await database.transaction(async (tx) => {
      const applied = await applyAll(tx, writes, parts);
      await parts.journal.append(tx, applied.lines);
      return applied;
    });
    parts.committed(written, moved);
    for (const { write, resolve } of batch) resolve(won.has(write.key));
  } catch (error) {
    if (batch.length === 1) {
      batch[0]!.reject(error);
      return;
    }
    for (const waiting of batch) await commitBatch(database, parts, [waiting]);
  }
}
