/** Stories of the chain: it grows through restarts, and shows every kind of tampering. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockName } from '#server/audit/chain/finding.ts';
import { chainBlocks } from '#server/audit/chain/chain-blocks.ts';
import { removeExpired } from '#server/audit/chain/retention.ts';
import { startChain } from '#server/audit/chain/start-chain.ts';
import { auditStatus, noteCheck } from '#server/audit/chain/status.ts';
import { type TestLog, event, testJournal, testLog, testSigner, writeLinks } from './sample.ts';

/** The names of the blocks, in the order of the chain. */
async function names(log: TestLog): Promise<string[]> {
  const rows = await log.sql`select bucket, id from audit_block order by at_last, id`;
  return rows.map((row) => blockName({ bucket: row['bucket'], id: row['id'] }));
}

async function findings(log: TestLog): Promise<[string, unknown][]> {
  const { findings: found, whole } = await log.verify();
  assert.equal(whole, found.length === 0);
  return found.map(({ kind, details }) => [
    kind,
    details['block'] ?? details['n'] ?? details['number'],
  ]);
}

test('SEC-09: a chain over many blocks is whole and tells its head and its seal', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  assert.deepEqual((await log.verify()).findings, []);
  await Promise.all(
    Array.from({ length: 700 }, (_, i) => log.journal.record(event({ at: i * 2000 }))),
  );
  assert.equal(await log.chain(), 700);
  assert.equal((await log.seal(5))?.n, 3);
  assert.equal(await log.seal(6), undefined);
  await log.journal.record(event({ at: 9e6 }));
  const found = await log.verify();
  assert.deepEqual(found.findings, []);
  const { links, blocks, events, waiting, seal, head } = found;
  assert.deepEqual(
    { links, blocks, events, waiting, n: head.n, seal: [seal?.number, seal?.n, seal?.at] },
    { links: 3, blocks: 700, events: 700, waiting: 1, n: 3, seal: [1, 3, 5] },
  );
  await noteCheck(log.database, found, { at: 44, took: 5 });
  assert.deepEqual(await auditStatus(log.database), {
    head,
    waiting: 1,
    sealedAt: 5,
    since: 0,
    verified: { at: 44, n: 3, events: 700, findings: 0 },
  });
});

/** Each way to tamper with a log of six sealed links of a block each, and what must be found. */
const tamperings: {
  title: string;
  tamper: (log: TestLog) => Promise<unknown>;
  found: (blocks: string[]) => [string, unknown][];
}[] = [
  {
    title: 'the body of a block is altered',
    tamper: ({ sql }) => sql`update audit_block b set body =
      (select body from audit_block order by at_last desc limit 1)
      from audit_link l where l.n = 3 and b.id = l.ids[1]`,
    found: (blocks) => [['block-altered', blocks[2]]],
  },
  {
    title: 'a block is made harder to find',
    tamper: ({ sql }) => sql`update audit_block b set keys = '{}'
      from audit_link l where l.n = 2 and b.id = l.ids[1]`,
    found: (blocks) => [['block-altered', blocks[1]]],
  },
  {
    title: 'the time of a block is altered',
    tamper: ({ sql }) => sql`update audit_block b set at_first = b.at_first - 1
      from audit_link l where l.n = 2 and b.id = l.ids[1]`,
    found: (blocks) => [['block-altered', blocks[1]]],
  },
  {
    title: 'a block is removed',
    tamper: ({ sql }) => sql`delete from audit_block b using audit_link l
      where l.n = 4 and b.id = l.ids[1]`,
    found: (blocks) => [['block-missing', blocks[3]]],
  },
  {
    title: 'the last blocks are removed, with their links',
    tamper: async ({ sql }) => {
      await sql`delete from audit_block b using audit_link l where l.n > 4 and b.id = l.ids[1]`;
      await sql`delete from audit_link where n > 4`;
    },
    found: () => [['seal-beyond', 6]],
  },
  {
    title: 'links in the middle are removed, with their blocks',
    tamper: async ({ sql }) => {
      await sql`delete from audit_block b using audit_link l
        where l.n in (2, 3) and b.id = l.ids[1]`;
      await sql`delete from audit_link where n in (2, 3)`;
    },
    found: () => [
      ['links-missing', 2],
      ['seal-differs', 3],
    ],
  },
  {
    title: 'two blocks change places',
    tamper: async ({ sql }) => {
      const rows = await sql`select id, body from audit_block order by at_last limit 2`;
      await sql`update audit_block set body = ${rows[1]?.['body']} where id = ${rows[0]?.['id']}`;
      await sql`update audit_block set body = ${rows[0]?.['body']} where id = ${rows[1]?.['id']}`;
    },
    found: (blocks) => [
      ['block-altered', blocks[0]],
      ['block-altered', blocks[1]],
    ],
  },
  {
    title: 'two links change places',
    tamper: ({ sql }) => sql`update audit_link a set
        (ids, buckets, digests, hash) = (b.ids, b.buckets, b.digests, b.hash)
      from audit_link b where (a.n, b.n) in ((4, 5), (5, 4))`,
    found: () => [
      ['link-altered', 4],
      ['link-altered', 5],
      ['link-altered', 6],
    ],
  },
  {
    title: 'a block is inserted',
    tamper: ({ sql }) => sql`insert into audit_block
      select bucket, 7, at_first, at_last, count, keys, body from audit_block limit 1`,
    found: () => [['block-inserted', 'inserted']],
  },
  {
    title: 'a seal in the middle is removed',
    tamper: ({ sql }) => sql`delete from audit_seal where number = 1`,
    found: () => [['seal-missing', 1]],
  },
  {
    title: 'a seal is altered',
    tamper: ({ sql }) => sql`update audit_seal set at = at + 1 where number = 2`,
    found: () => [['seal-signature', 2]],
  },
];

for (const { title, tamper, found } of tamperings) {
  test(`SEC-09: verification names it when ${title}`, async (t) => {
    const log = await testLog();
    t.after(log.drop);
    await writeLinks(log, 3);
    await log.seal();
    await writeLinks(log, 3, Date.UTC(2026, 3, 1));
    await log.seal();
    const blocks = await names(log);
    assert.deepEqual(await findings(log), []);
    await tamper(log);
    const inserted = (await names(log)).find((name) => !blocks.includes(name));
    const expected = found(blocks).map(([kind, what]) => [
      kind,
      what === 'inserted' ? inserted : what,
    ]);
    assert.deepEqual(await findings(log), expected);
  });
}

test('SEC-09: a chain rewritten from some block on contradicts its seals', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  await writeLinks(log, 2);
  await log.seal();
  await writeLinks(log, 2, Date.UTC(2026, 3, 1));
  await log.seal();
  // The forger has the code and the database, but not the key.
  await log.sql`delete from audit_block b using audit_link l where l.n = 2 and b.id = l.ids[1]`;
  await log.sql`delete from audit_link where n >= 2`;
  const [block] = await log.sql`select bucket, id from audit_block order by at_last desc limit 1`;
  await log.sql`delete from audit_block where id <> ${block?.['id']}
    and id not in (select unnest(ids) from audit_link)`;
  await log.sql`delete from audit_block where id = ${block?.['id']}`;
  await log.journal.record(event({ at: Date.UTC(2026, 2, 1, 1) }));
  await log.chain();
  await writeLinks(log, 2, Date.UTC(2026, 3, 1));
  assert.deepEqual(await findings(log), [
    ['seal-differs', 2],
    ['seal-differs', 4],
  ]);
});

test('SEC-09: a seal by another key is not trusted', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  await writeLinks(log, 1);
  await log.seal();
  const stranger = testSigner();
  log.signer.sign = (bytes) => stranger.sign(bytes);
  await writeLinks(log, 1, Date.UTC(2026, 3, 1));
  await log.seal();
  assert.deepEqual(await findings(log), [['seal-key', 2]]);
});

test('SEC-09: an end removed with its seals contradicts a head noted elsewhere', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  await writeLinks(log, 1);
  await log.seal();
  await writeLinks(log, 1, Date.UTC(2026, 3, 1));
  const noted = await log.seal();
  assert.equal((await log.verify(noted)).whole, true);
  await log.sql`delete from audit_block b using audit_link l where l.n = 2 and b.id = l.ids[1]`;
  await log.sql`delete from audit_link where n = 2`;
  await log.sql`delete from audit_seal where number = 2`;
  assert.deepEqual((await log.verify()).findings, []);
  const found = (await log.verify(noted)).findings;
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ['head-differs'],
  );
});

test('SEC-09: a block that waits for the chain is watched already', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  for (const at of [0, 5000, 10_000]) await log.journal.record(event({ at }));
  const blocks = await names(log);
  const ids = (await log.sql`select id from audit_block order by at_last`).map((row) => row['id']);
  await log.sql`update audit_block set count = 2 where id = ${ids[0]}`;
  await log.sql`delete from audit_block where id = ${ids[1]}`;
  await log.sql`delete from audit_waiting where id = ${ids[2]}`;
  assert.deepEqual(await findings(log), [
    ['block-altered', blocks[0]],
    ['block-missing', blocks[1]],
    ['block-inserted', blocks[2]],
  ]);
});

test('Two servers on one database make one chain', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const journals = [testJournal(log.database, 1), testJournal(log.database, 2)];
  const work = journals.map(async (journal) => {
    for (let round = 0; round < 30; round += 1) {
      await Promise.all(Array.from({ length: 20 }, () => journal.record(event())));
      await chainBlocks(log.database, { wait: round % 2 === 0 });
    }
  });
  await Promise.all(work);
  await chainBlocks(log.database, { wait: true });
  const { findings: found, events, waiting } = await log.verify();
  assert.deepEqual({ found, events, waiting }, { found: [], events: 1200, waiting: 0 });
});

test('The chain is kept while a server runs, and sealed to its end when it stops', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const failures: unknown[] = [];
  const sealed: number[] = [];
  const parts = {
    database: log.database,
    every: 60,
    signer: log.signer,
    now: Date.now,
    sealed: ({ n }: { n: number }) => sealed.push(n),
    failed: (error: unknown) => failures.push(error),
  };
  await log.journal.record(event());
  const first = startChain(parts);
  while ((await auditStatus(log.database)).sealedAt === undefined);
  await log.journal.record(event());
  await first.stop();
  await startChain(parts).stop();
  assert.deepEqual(sealed, [1, 2]);
  assert.deepEqual(failures, []);
  const { findings: found, waiting, seal } = await log.verify();
  assert.deepEqual({ found, waiting, n: seal?.n }, { found: [], waiting: 0, n: 2 });
});

test('SEC-09: retention removes whole links under seal, and what remains verifies', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  const day = 86_400_000;
  const old = Date.UTC(2020, 0, 1);
  await writeLinks(log, 3, old);
  await log.seal(old);
  await writeLinks(log, 2, old + 300 * day);
  await log.seal(old + 300 * day);
  const given = { days: 183, signer: log.signer, now: () => old + 190 * day };
  assert.equal(await removeExpired(log.database, given), 3);
  assert.equal(await removeExpired(log.database, given), 0);
  const left = await log.verify();
  assert.deepEqual(left.findings, []);
  assert.deepEqual([left.links, left.events, left.head.n], [2, 2, 5]);
  await writeLinks(log, 1, old + 400 * day);
  await log.seal(old + 400 * day);
  assert.equal(await removeExpired(log.database, { ...given, now: () => old + 900 * day }), 3);
  await writeLinks(log, 1, old + 901 * day);
  await log.seal(old + 901 * day);
  const last = await log.verify();
  assert.deepEqual(last.findings, []);
  assert.equal(last.head.n, 7);
  await log.sql`update audit_removal set last_n = last_n - 1 where number = 1`;
  assert.deepEqual(await findings(log), [
    ['removal-altered', 1],
    ['removal-missing', 2],
  ]);
});

test('SEC-09: retention of less than six months is refused', async (t) => {
  const log = await testLog();
  t.after(log.drop);
  await assert.rejects(
    removeExpired(log.database, { days: 182, signer: log.signer, now: Date.now }),
    { message: '审计日志保存不得少于六个月（SEC-09）' },
  );
});
