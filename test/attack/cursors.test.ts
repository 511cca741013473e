/** Guessing: page cursors that were altered or forged, and ids beside known ones. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { hash64 } from '#fhir/store/hash.ts';
import { type Answer, type Send, assertRefused } from '#test/fhir-client.ts';
import { heartRate } from '#test/people.ts';
import { tokenOf } from './browser.ts';
import { phones, settle, store, withToken } from './cast.ts';
import { type House, openAttackedHouse } from './house.ts';

const linkOf = (answer: Answer, relation: string): string | undefined =>
  answer.as<Bundle>().link?.find((one) => one.relation === relation)?.url;

const idsOf = (answer: Answer): string[] =>
  (answer.as<Bundle>().entry ?? []).map(({ resource }) => resource?.id ?? '');

/** What stands below the base of the API in an address of a link. */
const pathOf = (url: string | undefined) => (url ?? '').replace(/^.*\/fhir\/R4\//, '');

const cursorOf = (answer: Answer): string =>
  new URL(linkOf(answer, 'next') ?? 'x:').searchParams.get('_cursor') ?? '';

let house: House;
let lina: Send;
let wang: Send;
let attackers: Record<string, Send>;
before(async () => {
  house = await openAttackedHouse({ requestsPerMinute: 100_000 });
  await settle(house);
  lina = withToken(house, await tokenOf(house, 'lina'));
  wang = withToken(house, await tokenOf(house, 'wang'));
  attackers = {
    'a doctor of another hospital': lina,
    'another resident': withToken(house, await tokenOf(house, phones.stranger)),
    'the system of another hospital': withToken(house, house.westSystem),
  };
  for (const [patient, source] of [
    ['own', 'west'],
    ['victim', 'east'],
  ] as const) {
    for (let n = 0; n < 5; n += 1) {
      await store(house, {
        ...(heartRate(`Patient/${patient}`, 60 + n) as { resourceType: string }),
        id: `rate-${patient}-${n}`,
        meta: { source: `Organization/${source}` },
      });
    }
  }
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

/** A cursor of search as the house makes it: what it is made of is no secret. */
function forge(payload: unknown, identity: unknown): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const seal = hash64(`cursor|${JSON.stringify(identity)}|${text}`);
  return Buffer.from(JSON.stringify([text, seal])).toString('base64url');
}

describe('A cursor of a search', () => {
  const query = 'Observation?code=8867-4&_count=2';
  const identity = ['Observation', null, [['code', '8867-4']]];
  const highest = '9223372036854775807';

  it('shows its caller’s rows alone, page by page, whoever got it first', async () => {
    const first = await wang('GET', query);
    const theirs = cursorOf(first);
    assert.ok(theirs !== '' && first.text.includes('rate-victim'), first.text);
    const second = await wang('GET', `${query}&_cursor=${theirs}`);
    assert.ok(second.text.includes('rate-victim'), 'the cursor is good');
    for (const [name, send] of Object.entries(attackers)) {
      for (const count of ['2', '1000', '999999999']) {
        const path = `Observation?code=8867-4&_count=${count}&_cursor=${theirs}&_total=accurate`;
        const answer = await send('GET', path);
        assert.ok(answer.status < 500, `${name}: ${answer.text}`);
        assert.ok(!answer.text.includes('rate-victim'), `${name}: ${answer.text}`);
      }
    }
  });

  it('is refused where it was altered, cut, or got for another search', async () => {
    const cursor = cursorOf(await lina('GET', query));
    assert.equal((await lina('GET', `${query}&_cursor=${cursor}`)).status, 200);
    const other = cursorOf(await lina('GET', 'Observation?status=final&_count=2'));
    assert.ok(cursor !== '' && other !== '');
    const middle = Math.floor(cursor.length / 2);
    const changed = cursor[middle] === 'A' ? 'B' : 'A';
    for (const bad of [
      cursor.slice(0, middle) + changed + cursor.slice(middle + 1),
      cursor.slice(0, middle),
      cursor.slice(1),
      `${cursor}${cursor}`,
      other,
      '',
      'null',
      Buffer.from('[]').toString('base64url'),
      Buffer.from('{"0":"[]","1":"0"}').toString('base64url'),
      `${'A'.repeat(4000)}`,
    ]) {
      assertRefused(await lina('GET', `${query}&_cursor=${bad}`), 400);
    }
    for (const path of [
      `Observation?code=8867-4&patient=Patient/victim&_cursor=${cursor}`,
      `Observation?code=8867-4&_sort=date&_cursor=${cursor}`,
      `Condition?code=8867-4&_cursor=${cursor}`,
      `?code=8867-4&_type=Observation&_cursor=${cursor}`,
      `Patient/victim/Observation?code=8867-4&_cursor=${cursor}`,
    ]) {
      assertRefused(await lina('GET', path), 400);
    }
  });

  it('shows and breaks nothing where it is forged by who knows how it is made', async () => {
    const good = forge([[], highest, highest], identity);
    const answer = await lina('GET', `${query}&_cursor=${good}`);
    assert.ok(!answer.text.includes('victim'), answer.text);
    for (const payload of [
      [[], 'x', 'y'],
      [[], "0'; select 1; --", '0'],
      [[], '99999999999999999999', '0'],
      [[], null, null],
      [[], {}, []],
      ['x', '1', '1'],
      [null, '1', '1'],
      {},
      [],
      'null',
      '[',
    ]) {
      const bad = forge(payload, identity);
      assertRefused(await lina('GET', `${query}&_cursor=${bad}`), 400);
    }
  });

  it('takes no sort values of another kind', async () => {
    for (const [sort, values] of [
      ['date', ['x']],
      ['date', [{}]],
      ['date', [[1]]],
      ['date', ['1; drop table resource']],
      ['-value-quantity', ['x']],
      ['_lastUpdated', ['x']],
      ['_lastUpdated', [{ a: 1 }]],
      ['_id', [7]],
      ['_id', ['a\u0000b']],
      ['code', [{}]],
    ] as const) {
      const sorted = [
        ...identity.slice(0, 2),
        [
          ['code', '8867-4'],
          ['_sort', sort],
        ],
      ];
      const bad = forge([values, '1', '1'], sorted);
      const answer = await lina('GET', `${query}&_sort=${sort}&_cursor=${bad}`);
      assertRefused(answer, 400);
    }
  });
});

describe('A cursor of a history', () => {
  it('shows no version that its caller may not see, whatever is in it', async () => {
    const highest = '9223372036854775807';
    for (const [name, send] of Object.entries(attackers)) {
      for (const path of ['_history', 'Observation/_history', 'Patient/own/_history']) {
        for (const cursor of [
          `${Date.now() + 1e6}.${highest}.999999999`,
          `9999999999999999.-${highest}.1`,
          `0.0.0`,
        ]) {
          const answer = await send('GET', `${path}?_count=1000&_cursor=${cursor}`);
          assert.ok(answer.status < 500, `${name}, ${path}: ${answer.text}`);
          assert.ok(!/rate-victim|Patient\/victim/.test(answer.text), `${name}: ${answer.text}`);
        }
      }
    }
  });

  it('is refused where it is none', async () => {
    for (const cursor of [
      '',
      '1',
      '1.1',
      '1.1.1.1',
      '1.99999999999999999999.1',
      '1.9999999999999999999.1',
      '1.-9999999999999999999.1',
      "1.1.1'--",
      'x'.repeat(5000),
    ]) {
      for (const path of ['Observation/_history', '_history', 'Patient/own/_history']) {
        assertRefused(await lina('GET', `${path}?_cursor=${encodeURIComponent(cursor)}`), 400);
      }
    }
  });
});

describe('A cursor of the log', () => {
  it('leads nowhere where it is forged by who knows how it is made', async () => {
    const guard = withToken(house, await tokenOf(house, 'guard'));
    const query = 'AuditEvent?action=R';
    for (const payload of [
      ['x', '1', 1, 1],
      [1, "1'--", 1, 1],
      [1, '99999999999999999999', 1, 1],
      [1, 1, 1, 1],
      [1, '1', 1e300, 1],
      [{}, '1', [], null],
      {},
      [],
      'null',
    ]) {
      const text = JSON.stringify(payload);
      const sealed = JSON.stringify([text, hash64(`audit-cursor|action=R|${text}`)]);
      const bad = Buffer.from(sealed).toString('base64url');
      assertRefused(await guard('GET', `${query}&_cursor=${bad}`), 400);
    }
  });
});

describe('An id beside a known one', () => {
  it('is of nobody, hidden or missing alike, with as much work for the database', async () => {
    const made = await wang('POST', 'Observation', { body: heartRate('Patient/victim', 61) });
    assert.equal(made.status, 201, made.text);
    const { id } = made.as<{ id: string }>();
    // The bucket of the record is in the id: who has it knows the first four digits of the others.
    const near = `${id.slice(0, -2)}${id.endsWith('00') ? '11' : '00'}`;
    for (const [name, send] of Object.entries(attackers)) {
      const ask = async (path: string) => {
        const before = house.statements.count;
        const answer = await send('GET', path);
        assert.equal(answer.status, 404, `${name}: ${answer.text}`);
        const text = answer.text.replaceAll(id, 'ID').replaceAll(near, 'ID');
        return { text, count: house.statements.count - before };
      };
      for (const way of ['', '/_history', '/_history/1', '/_history/2']) {
        // Reasons of both are remembered after the first look.
        await ask(`Observation/${near}${way}`);
        await ask(`Observation/${id}${way}`);
        const differences: number[] = [];
        // What is remembered runs out every second, of either: not every time.
        while (differences.length < 20 && !differences.some((difference) => difference <= 1)) {
          const missing = await ask(`Observation/${near}${way}`);
          const closed = await ask(`Observation/${id}${way}`);
          assert.equal(closed.text, missing.text, `${name}, ${way}`);
          differences.push(Math.abs(closed.count - missing.count));
        }
        assert.ok(Math.min(...differences) <= 1, `${name}, ${way}: ${differences.join()}`);
      }
    }
    // A sequence of neighbours finds nothing of the victim either.
    const guesses = Array.from({ length: 32 }, (_, n) => {
      const tail = n.toString(16).padStart(2, '0');
      return `${id.slice(0, -2)}${tail}`;
    });
    const found = await Promise.all(
      guesses.filter((guess) => guess !== id).map((guess) => lina('GET', `Observation/${guess}`)),
    );
    assert.ok(found.every(({ status }) => status === 404));
  });
});

/** A link that was got is followed by whoever holds it: it is no key. */
it('A page link of somebody else opens nothing by itself', async () => {
  const first = await wang('GET', 'Observation?patient=Patient/victim&_count=1');
  const path = pathOf(linkOf(first, 'next'));
  for (const [name, send] of Object.entries(attackers)) {
    const answer = await send('GET', path);
    assert.deepEqual(answer.status < 300 ? idsOf(answer) : [], [], `${name}: ${answer.text}`);
  }
  assertRefused(await withToken(house, 'nonsense')('GET', path), 401);
});
