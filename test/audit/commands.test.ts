/** The commands of the audit log, as an operator and a regulator run them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type TestLog, event, testLog, writeLinks } from './sample.ts';

/** Runs a command on the database of a log. */
function run(log: TestLog, command: readonly string[]): Promise<{ code: number; said: string }> {
  const [tool = '', ...given] = command;
  const file = join(import.meta.dirname, '../../tools', tool);
  const environment = { ...process.env, DATABASE_URL: log.url };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--no-warnings', file, ...given],
      { env: environment },
      (error, out, err) => resolve({ code: Number(error?.code ?? 0), said: out + err }),
    );
  });
}

test('SEC-09: verify-audit exits with 0 on a whole log and with 1 on a broken one', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  await writeLinks(log, 2);
  await log.seal();
  const whole = await run(log, ['verify-audit.ts', '--key', log.signer.publicKey]);
  assert.equal(whole.code, 0, whole.said);
  assert.match(whole.said, /2 events in 2 blocks and 2 links.*Seal 1 of link 2/);
  assert.equal((await run(log, ['verify-audit.ts', '--key', 'another'])).code, 1);
  assert.equal((await run(log, ['verify-audit.ts', '--head', '2:nonsense'])).code, 2);
  await log.sql`delete from audit_block b using audit_link l where l.n = 1 and b.id = l.ids[1]`;
  const broken = await run(log, ['verify-audit.ts']);
  assert.equal(broken.code, 1);
  assert.match(broken.said, /区块 [0-9a-f]{20}（链号 1，2026-03-01T00:00:00.000Z）被删除/);
});

test('ONL-21: audit-export writes the events of some days, whole, for a regulator', async (t) => {
  const log = await testLog();
  const folder = mkdtempSync(join(tmpdir(), 'yishu-export-'));
  t.after(async () => {
    rmSync(folder, { recursive: true });
    await log.drop();
  });
  const day = (n: number) => Date.UTC(2026, 4, n, 4);
  for (const n of [1, 2, 3]) {
    await log.journal.record(event({ at: day(n), request: `day-${n}`, query: 'Patient?name=x' }));
  }
  const file = join(folder, 'events.ndjson');
  const command = ['audit-export.ts', '--from', '2026-05-02', '--to', '2026-05-03', file];
  const first = await run(log, command);
  assert.equal(first.code, 0, first.said);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const days = lines.map((line) =>
    (JSON.parse(line) as { recorded: string }).recorded.slice(0, 10),
  );
  assert.deepEqual(days, ['2026-05-03', '2026-05-02']);
  assert.ok(lines[0]?.includes(Buffer.from('Patient?name=x').toString('base64')));
  assert.notEqual((await run(log, command)).code, 0);
});
