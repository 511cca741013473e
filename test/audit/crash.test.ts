/** The story of servers that are killed while they record. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyEd25519 } from '#server/audit/chain/signer.ts';
import { verifyChain } from '#server/audit/chain/verify.ts';
import { decodeBlock } from '#server/audit/stored-event.ts';
import { recordForever } from './recorder.ts';
import { testLog } from './sample.ts';

// Started again by itself, this file is the process that is killed.
const [, , recordTo, recordFrom] = process.argv;
if (recordTo !== undefined && recordFrom !== undefined) await recordForever(recordTo, recordFrom);

/** Runs a recorder, kills it, and returns what it had been promised. */
async function recordUntilKilled(url: string, start: number, ms: number): Promise<string[]> {
  const environment = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const child = spawn(
    process.execPath,
    ['--no-warnings', import.meta.filename, url, String(start)],
    { env: environment },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  while (said === '') await pause(10);
  await pause(ms);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.slice(0, said.lastIndexOf('\n')).split('\n');
}

test('SEC-09: servers killed in the middle leave every promised event and a chain', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const promised = await Promise.all([
    recordUntilKilled(log.url, 1000, 1300),
    recordUntilKilled(log.url, 2000, 700),
  ]);
  promised.push(await recordUntilKilled(log.url, 3000, 300));
  const verifySignature = verifyEd25519(async () => false);
  // Killed while the other goes on: what they left waiting is taken up by whoever comes next.
  assert.deepEqual((await verifyChain(log.database, { verifySignature })).findings, []);
  await log.chain();
  const found = await verifyChain(log.database, { verifySignature });
  assert.deepEqual(
    { findings: found.findings, waiting: found.waiting },
    { findings: [], waiting: 0 },
  );
  const rows = await log.sql`select bucket, id, body from audit_block`;
  const stored = new Set(
    rows.flatMap((row) =>
      decodeBlock({ bucket: row['bucket'], id: row['id'], body: row['body'] }).map(
        ({ request }) => request,
      ),
    ),
  );
  const lost = promised.flat().filter((request) => !stored.has(request));
  assert.deepEqual(lost, []);
  assert.ok(promised.flat().length > 100);
});
