/**
 * A process that records events until it is killed, and tells each one that was promised.
 * https://nodejs.org/api/child_process.html
 */
import { openPool } from '#server/database/connect.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { startChain } from '#server/audit/chain/start-chain.ts';
import { event, testJournal, testSigner } from './sample.ts';

/** Records without an end, and writes the number of each event once it is promised. */
export async function recordForever(url: string, start: string): Promise<void> {
  const pool = openPool(url, 4);
  const database = postgresDatabase(() => pool);
  const journal = testJournal(database, Number(start));
  const failed = (error: unknown) => process.stderr.write(String(error));
  startChain({ database, every: 1, signer: testSigner(), now: Date.now, failed });
  const work = async (_: unknown, worker: number) => {
    for (let index = 0; ; index += 1) {
      const request = `${start}-${worker}-${index}`;
      await journal.record(event({ at: Date.now(), request }));
      process.stdout.write(`${request}\n`);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}
