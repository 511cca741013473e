/**
 * The index made anew: for data of an earlier release, which has none, and by another model.
 * docs/decisions/0017-one-person-one-index.md
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Patient } from '@medplum/fhirtypes';
import { typeNumber } from '#model/resource-types.ts';
import { relink } from '#server/identity/index/relink.ts';
import { tryLinks } from '#server/identity/index/try-links.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { type ModelFile, openModel } from '#server/identity/model/model.ts';
import { type Send, fhirClient } from '#test/fhir-client.ts';
import { type TestServer, startTestServer } from '#test/server.ts';
import { drawRecords } from '../../bench/linkage/chinese-records.ts';

describe('The index of people, made anew', () => {
  let server: TestServer;
  let send: Send;
  const ids: string[] = [];
  const links = async () => {
    const found = await Promise.all(
      ids.map(async (id) => {
        const { link = [] } = (await send('GET', `Patient/${id}`)).as<Patient>();
        return [id, link.map(({ other }) => other.reference)] as const;
      }),
    );
    return new Map(found);
  };
  const parts = () => ({
    database: server.store.database,
    sealer: server.store.sealer,
    model: houseModel(1_000_000),
    progress: () => undefined,
  });
  before(async () => {
    server = await startTestServer();
    send = fhirClient(server.url);
    for (const { patient } of drawRecords({ seed: 31, households: 25 })) {
      const body = { ...patient, id: undefined };
      ids.push((await send('POST', 'Patient', { body })).as<{ id: string }>().id);
    }
  });
  after(async () => {
    await server.stop();
    assert.deepEqual(server.failures, []);
  });

  it('is what it was', async () => {
    const before = await links();
    assert.ok([...before.values()].filter((link) => link.length > 0).length > 10);
    const tried = await tryLinks(parts());
    assert.deepEqual([tried.records, tried.moved], [ids.length, 0]);
    await relink({ ...parts(), store: server.store });
    assert.deepEqual(await links(), before);
  });

  it('is made for data that has none: everybody is linked as new ones would be', async () => {
    const before = await links();
    const { sql } = server.store;
    for (const table of ['record', 'key', 'edge', 'change']) {
      await sql.run(`delete from identity_${table}`, []);
    }
    const report = await relink({ ...parts(), store: server.store });
    assert.equal(report.records, ids.length);
    assert.deepEqual(await links(), before);
    const [row] = await sql.run('select count(*) from identity_key', []);
    assert.ok(Number(row?.['count']) > ids.length * 3);
  });

  it('by another model is told before it is switched on, and then is otherwise', async () => {
    const url = new URL('../../server/identity/model/zh-1.json', import.meta.url);
    const file = JSON.parse(readFileSync(url, 'utf8')) as ModelFile;
    // A model that links nobody who has not everything in common.
    const strict = { ...file, version: 'strict', link: 1 - 1e-12 };
    const given = { ...parts(), model: openModel(strict, 1_000_000) };
    const before = await links();
    const tried = await tryLinks(given);
    assert.ok(tried.moved > 5 && tried.review > 5, JSON.stringify(tried));
    assert.deepEqual(await links(), before, 'telling changes nothing');
    const done = await relink({ ...given, store: server.store });
    assert.deepEqual([done.records, done.moved], [tried.records, tried.moved]);
    assert.equal((await tryLinks(given)).moved, 0);
    assert.ok(tried.parted > 5 && tried.joined === 0, JSON.stringify(tried));
    const linked = (map: Awaited<ReturnType<typeof links>>) =>
      [...map.values()].filter((link) => link.length > 0).length;
    assert.ok(linked(await links()) < linked(before));
    const [edge] = await server.store.sql.run('select model from identity_edge limit 1', []);
    assert.equal(edge?.['model'], 'strict');
  });

  it('goes on where it was stopped, and writes nobody a second version', async () => {
    const { sql } = server.store;
    const versions = async () =>
      new Map(
        (
          await sql.run('select id, version from resource where type = $1', [
            typeNumber('Patient')!,
          ])
        ).map((row) => [String(row['id']), Number(row['version'])]),
      );
    const before = await versions();
    const stopped = new Error('stopped');
    let [until, stops] = [0, 0];
    for (let pages = 1; pages < 200; pages += 1) {
      until = pages % 3;
      const progress = (done: number, total: number) => {
        if ((until -= 1) < 0 && done < total) throw stopped;
      };
      const over = await relink({ ...parts(), store: server.store, progress, pageSize: 9 }).then(
        () => true,
        (error) => {
          assert.equal(error, stopped);
          return false;
        },
      );
      if (over) break;
      stops += 1;
      assert.ok(pages < 190, 'it comes to an end');
    }
    assert.ok(stops > 5, `stopped ${stops} times`);
    assert.equal((await tryLinks(parts())).moved, 0);
    const after = await versions();
    assert.ok([...after].some(([id, version]) => version > before.get(id)!));
    assert.ok([...after].every(([id, version]) => version <= before.get(id)! + 1));
    const left = await sql.run(`select 1 from fact where name = 'identity-walk'`, []);
    assert.equal(left.length, 0);
  });
});
