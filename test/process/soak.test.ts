/**
 * Eight writers register people at once, and the server is killed in their midst: everybody is who
 * they would be, had all come one after another.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { soak } from '../../bench/linkage/soak.ts';
import { createRandom } from '#server/demonstration/random.ts';

test('Registrations at once, with kill -9 between them, make the same persons', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-soak-test-'));
  try {
    const { registered, said } = await soak({
      folder,
      seed: 501,
      households: 180,
      kills: 2,
      random: createRandom(501, 'kills'),
    });
    assert.ok(registered > 800, `${registered} registrations`);
    const found = /zh-1: (\d+) records are (\d+) persons; (\d+) records would be/.exec(said);
    assert.ok(found, said);
    assert.equal(Number(found[1]), registered, 'each is there, and once');
    assert.ok(Number(found[2]) < registered * 0.7, 'and many are linked');
    assert.equal(found[3], '0', said);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
