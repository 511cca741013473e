/**
 * Whatever is written in whatever order, the persons are those that all that is there makes: found
 * by comparing everybody anew.
 * docs/decisions/0017-one-person-one-index.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Linkage, Patient } from '@medplum/fhirtypes';
import { type Random, createRandom } from '#server/demonstration/random.ts';
import { tryLinks } from '#server/identity/index/try-links.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { type Send, fhirClient } from '#test/fhir-client.ts';
import { bundle, creating } from '#test/people.ts';
import { type TestServer, startTestServer } from '#test/server.ts';
import { drawRecords } from '../../bench/linkage/chinese-records.ts';

const decisionUrl = 'https://yishu.example/StructureDefinition/identity-decision';

function decision(a: string, b: string, said: string): Linkage {
  return {
    resourceType: 'Linkage',
    active: true,
    extension: [{ url: decisionUrl, valueCode: said }],
    item: [a, b].map((id) => ({ type: 'source', resource: { reference: `Patient/${id}` } })),
  };
}

let server: TestServer;
let send: Send;
before(async () => {
  server = await startTestServer();
  send = fhirClient(server.url);
});
after(async () => {
  await server.stop();
  assert.deepEqual(server.failures, []);
});

/** How many records are of another person than comparing everybody anew says. */
async function strayed(): Promise<number> {
  const { database, sealer } = server.store;
  const model = houseModel(1_000_000);
  return (await tryLinks({ database, sealer, model, progress: () => undefined })).moved;
}

/** The Patients that name another than the first record of their person. */
async function misnamed(ids: Iterable<string>): Promise<string[]> {
  const rows = await server.store.sql.run(
    `select r.id, f.id as first from identity_record r join identity_record f on f.key = r.person`,
    [],
  );
  const firsts = new Map(rows.map((row) => [String(row['id']), String(row['first'])]));
  const wrong: string[] = [];
  for (const id of ids) {
    const { link = [] } = (await send('GET', `Patient/${id}`)).as<Patient>();
    const named = link.map(({ other }) => other.reference);
    const first = firsts.get(id);
    const expected = first === id ? [] : [`Patient/${first}`];
    if (JSON.stringify(named) !== JSON.stringify(expected)) wrong.push(id);
  }
  return wrong;
}

/** Writes, changes, deletes and decides at random. */
async function walk(random: Random, prefix: string, steps: number): Promise<Set<string>> {
  const drawn = drawRecords({ seed: random.whole(1, 1e6), households: 8, missingIds: 0.5 });
  const living = new Set<string>();
  const linkages: Linkage[] = [];
  const pick = () => random.pick([...living]);
  const put = async (id: string) => {
    const body = { ...random.pick(drawn).patient, id };
    const answer = await send('PUT', `Patient/${id}`, { body });
    assert.ok(answer.status === 200 || answer.status === 201, answer.text);
    living.add(id);
  };
  for (let step = 0; step < steps; step += 1) {
    const kind = living.size < 12 ? 'new' : random.weighted(kinds, (name) => shares[name]);
    if (kind === 'new') await put(`${prefix}-${step}`);
    else if (kind === 'changed') await put(pick());
    else if (kind === 'deleted') {
      const id = pick();
      assert.equal((await send('DELETE', `Patient/${id}`)).status, 204);
      living.delete(id);
    } else if (kind === 'decided') {
      const [a, b] = [pick(), pick()];
      if (a === b) continue;
      const body = decision(a, b, random.pick(['same', 'different']));
      linkages.push((await send('POST', 'Linkage', { body })).as<Linkage>());
    } else if (linkages.length > 0) {
      const [linkage] = linkages.splice(random.whole(0, linkages.length - 1), 1);
      const body = { ...linkage, active: false };
      const answer = await send('PUT', `Linkage/${linkage!.id}`, { body });
      assert.equal(answer.status, 200, answer.text);
    }
  }
  return living;
}

const shares = { new: 5, changed: 4, deleted: 2, decided: 2, withdrawn: 2 };
const kinds = Object.keys(shares) as (keyof typeof shares)[];

describe('The persons', () => {
  it('are the same whatever came before what', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const living = await walk(createRandom(seed, 'order'), `w${seed}`, 90);
      assert.equal(await strayed(), 0, `records strayed after the walk of seed ${seed}`);
      assert.deepEqual(await misnamed(living), [], `links after the walk of seed ${seed}`);
    }
  });

  it('are found for hundreds of Patients in one transaction', async () => {
    const drawn = drawRecords({ seed: 77, households: 40, missingIds: 0.2 }).slice(0, 260);
    const body = bundle(
      'transaction',
      drawn.map(({ patient: { id: _id, extension: _mother, ...rest } }) =>
        creating(rest as Patient),
      ),
    );
    const answer = await send('POST', '', { body });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(await strayed(), 0);
  });

  it('are one where that was decided before one of the records was there', async () => {
    await send('PUT', 'Patient/early-a', {
      body: { resourceType: 'Patient', id: 'early-a', name: [{ text: '早甲' }] },
    });
    const body = decision('early-a', 'early-b', 'same');
    assert.equal((await send('POST', 'Linkage', { body })).status, 201);
    await send('PUT', 'Patient/early-b', {
      body: { resourceType: 'Patient', id: 'early-b', name: [{ text: '迟乙' }] },
    });
    assert.deepEqual(await misnamed(['early-a', 'early-b']), []);
    const { link } = (await send('GET', 'Patient/early-b')).as<Patient>();
    assert.equal(link?.[0]?.other.reference, 'Patient/early-a');
  });

  it('follow the latest decision about a pair, or the one before if withdrawn', async () => {
    const links = async () =>
      ((await send('GET', 'Patient/twice-b')).as<Patient>().link ?? []).length;
    for (const id of ['twice-a', 'twice-b']) {
      const name = [{ text: id === 'twice-a' ? '再甲' : '复乙' }];
      await send('PUT', `Patient/${id}`, { body: { resourceType: 'Patient', id, name } });
    }
    const decide = async (said: string) => {
      const answer = await send('POST', 'Linkage', { body: decision('twice-a', 'twice-b', said) });
      assert.equal(answer.status, 201, answer.text);
      return answer.as<Linkage>();
    };
    await decide('same');
    assert.equal(await links(), 1);
    const parted = await decide('different');
    assert.equal(await links(), 0);
    await send('PUT', `Linkage/${parted.id}`, { body: { ...parted, active: false } });
    assert.equal(await links(), 1, 'the first decision was never withdrawn');
    const body = bundle('transaction', [
      creating(decision('twice-a', 'twice-b', 'same')),
      creating(decision('twice-b', 'twice-a', 'different')),
    ]);
    assert.equal((await send('POST', '', { body })).status, 200);
  });

  it('change by versions of the house that are in the audit log', async () => {
    for (const id of ['told-a', 'told-b']) {
      const name = [{ text: id === 'told-a' ? '记甲' : '录乙' }];
      await send('PUT', `Patient/${id}`, { body: { resourceType: 'Patient', id, name } });
    }
    server.journal.lines.length = 0;
    const body = decision('told-a', 'told-b', 'same');
    assert.equal((await send('POST', 'Linkage', { body })).status, 201);
    const found = server.journal.lines.filter(({ entities }) =>
      entities.includes('Patient/told-b/_history/2'),
    );
    assert.deepEqual(
      found.map(({ event, action, caller, why }) => ({ event, action, caller, why })),
      [{ event: 'update', action: 'U', caller: undefined, why: 'platform' }],
    );
  });
});
