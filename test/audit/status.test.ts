/** How the log stands, as its administrators ask. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditStatusRoute } from '#server/audit/status-route.ts';
import { event, testLog } from './sample.ts';

test('SEC-09: administrators of security and audit see how the chain stands', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const route = auditStatusRoute(log.database);
  assert.deepEqual(route.access, ['security-administrator', 'audit-administrator']);
  const ask = async () => (await route.handler({} as never)).body as Record<string, unknown>;
  assert.deepEqual(
    { ...(await ask()), head: undefined },
    { head: undefined, waiting: 0, sealedAt: null, since: null, verified: null },
  );
  await log.journal.record(event({ at: 1000 }));
  assert.equal((await ask())['waiting'], 1);
  await log.chain();
  await log.seal(7000);
  const { head, waiting, sealedAt, since } = await ask();
  assert.deepEqual(
    { n: (head as { n: number }).n, waiting, sealedAt, since },
    { n: 1, waiting: 0, sealedAt: 7000, since: 1000 },
  );
});
