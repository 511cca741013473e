/**
 * A process that records events until it is killed, and tells each one that was promised.
 * https://nodejs.org/api/child_process.html
 */
import { openPool } from '#server/database/connect.ts';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { startChain } from '#server/audit/chain/start-chain.ts';
import { event, testJournal, testSigner } from './sample.ts';

const pool = openPool(process.argv[2] ?? '', 4);
const database = postgresDatabase(() => pool);
const journal = testJournal(database, Number(process.argv[3]));
startChain({
  database,
  every: 1,
  signer: testSigner(),
  now: Date.now,
  failed: (error) => process.stderr.write(String(error)),
});
await Promise.all(
  Array.from({ length: 16 }, async (_, worker) => {
    for (let index = 0; ; index += 1) {
      const request = `${process.argv[3]}-${worker}-${index}`;
      await journal.record(event({ at: Date.now(), request }));
      process.stdout.write(`${request}\n`);
    }
  }),
);
