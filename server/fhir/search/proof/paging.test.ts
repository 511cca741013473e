/** Pages, orders and totals, also while others write. https://hl7.org/fhir/R4/search.html#paging */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { testDatabase } from '#test/database.ts';
import type { Resource } from '#model/fhir.ts';
import { Refusal } from '#fhir/refusals.ts';
import { bucketOfHash, resourceKey } from '#fhir/store/hash.ts';
import { type Stored, openStored } from './stored.ts';

const families = ['Zhou', 'adams', 'Baker', 'Ädler', undefined, 'Clark', 'Baker'];

/** Person `n`: born on day n, except every seventh, of whom neither name nor birthday is known. */
function person(n: number): Resource {
  const family = families[n % families.length];
  return {
    resourceType: 'Patient',
    id: `p${String(n).padStart(3, '0')}`,
    gender: n % 2 === 0 ? 'male' : 'female',
    ...(family === undefined ? {} : { name: [{ family }] }),
    ...(family === undefined
      ? {}
      : { birthDate: `2000-01-${String((n % 28) + 1).padStart(2, '0')}` }),
  };
}

const count = 60;
let stored: Stored;
before(async () => {
  stored = openStored(await testDatabase());
  for (let n = 0; n < count; n += 1) await stored.put([person(n)], Date.UTC(2026, 0, 1 + (n % 9)));
});
after(() => stored.drop());

/** The ids of all pages, page by page; `between` happens after each. */
async function pages(
  query: string,
  between?: (page: number) => Promise<void>,
): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const onward = cursor === undefined ? '' : `&_cursor=${cursor}`;
    const { matches, next } = await stored.search('Patient', `${query}${onward}`);
    found.push(matches.map(({ id }) => id));
    await between?.(found.length);
    cursor = next;
  } while (cursor !== undefined);
  return found;
}

const ids = (order: (a: Resource, b: Resource) => number) =>
  Array.from({ length: count }, (_, n) => ({ n, resource: person(n) }))
    .sort((a, b) => order(a.resource, b.resource) || b.n - a.n)
    .map(({ resource }) => String(resource.id));

/** Compares texts; what has none comes last, whichever the direction. */
function compare(a: string | undefined, b: string | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a === b ? 0 : sign * (a < b ? -1 : 1);
}

const birthOf = (resource: Resource) => resource['birthDate'] as string | undefined;
const genderOf = (resource: Resource) => resource['gender'] as string | undefined;
const familyOf = (resource: Resource) =>
  (resource['name'] as [{ family: string }] | undefined)?.[0].family.toLowerCase();

describe('Orders', () => {
  const rows: [string, (a: Resource, b: Resource) => number][] = [
    ['', () => 0],
    ['_sort=_id', (a, b) => compare(a.id, b.id, 1)],
    ['_sort=birthdate', (a, b) => compare(birthOf(a), birthOf(b), 1)],
    ['_sort=-birthdate', (a, b) => compare(birthOf(a), birthOf(b), -1)],
    ['_sort=family', (a, b) => compare(familyOf(a), familyOf(b), 1)],
    [
      '_sort=-family,birthdate',
      (a, b) => compare(familyOf(a), familyOf(b), -1) || compare(birthOf(a), birthOf(b), 1),
    ],
    [
      '_sort=gender&_sort=-_id',
      (a, b) => compare(genderOf(a), genderOf(b), 1) || compare(a.id, b.id, -1),
    ],
    [
      '_sort=-birthdate,family',
      (a, b) => compare(birthOf(a), birthOf(b), -1) || compare(familyOf(a), familyOf(b), 1),
    ],
  ];
  for (const [query, order] of rows) {
    test(`"${query}" keeps its order over pages of 7`, async () => {
      const found = await pages(`${query}&_count=7`);
      assert.deepEqual(found.flat(), ids(order));
      assert.equal(found.length, Math.ceil(count / 7));
    });
  }

  test('_sort=-_lastUpdated shows the latest first, each once', async () => {
    const found = (await pages('_sort=-_lastUpdated&_count=7')).flat();
    assert.equal(new Set(found).size, count);
    const { matches } = await stored.search('Patient', '_sort=-_lastUpdated&_count=100');
    const times = matches.map(({ updated }) => updated);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
  });
});

describe('Pages while others write', () => {
  for (const sort of ['', '_sort=birthdate', '_sort=-family', '_sort=_lastUpdated']) {
    test(`"${sort}" neither skips nor repeats what was there from the start`, async () => {
      const before = new Set((await pages(`gender=male&_count=50&${sort}`)).flat());
      const found = await pages(`gender=male&_count=4&${sort}`, async (page) => {
        const id = `new-${sort.length}-${page}`;
        if (page < 6) await stored.put([{ ...person(page * 2), id }], Date.UTC(2026, 0, page));
        // A resource already shown goes away: those after it must not move up.
        if (page === 1) await remove(stored, 'p056');
      });
      const all = found.flat();
      assert.equal(new Set(all).size, all.length, 'none twice');
      const missed = [...before].filter((id) => !all.includes(id) && id !== 'p056');
      assert.deepEqual(missed, []);
    });
  }
});

async function remove({ database }: Stored, id: string): Promise<void> {
  const key = resourceKey('Patient', id);
  const where = 'where bucket = $1 and key = $2';
  await database.run(`delete from resource ${where}`, [bucketOfHash(key), key]);
}

describe('Cursors', () => {
  const refused = (query: string) =>
    assert.rejects(
      () => stored.search('Patient', query),
      (error: unknown) => error instanceof Refusal && error.code === 'bad-cursor',
    );

  test('A cursor of another search is refused', async () => {
    const { next } = await stored.search('Patient', 'gender=male&_count=3');
    await refused(`gender=female&_count=3&_cursor=${next}`);
  });

  test('A cursor that was changed is refused', async () => {
    const { next = '' } = await stored.search('Patient', '_sort=birthdate&_count=3');
    for (let at = 0; at < next.length; at += 5) {
      const changed = next.slice(0, at) + (next[at] === 'A' ? 'B' : 'A') + next.slice(at + 1);
      await refused(`_sort=birthdate&_count=3&_cursor=${changed}`);
    }
  });

  test('The size of the page may change on the way', async () => {
    const { next } = await stored.search('Patient', '_sort=_id&_count=3');
    const { matches } = await stored.search('Patient', `_sort=_id&_count=5&_cursor=${next}`);
    assert.equal(matches.length, 5);
  });
});

describe('Totals', () => {
  test('_count=0 gives the total and no resource', async () => {
    const { matches, total, next } = await stored.search('Patient', 'gender=female&_count=0');
    assert.deepEqual([matches.length, total, next], [0, 30, undefined]);
  });

  test('_total=accurate counts beyond the page', async () => {
    const { matches, total } = await stored.search(
      'Patient',
      'gender=female&_count=2&_total=accurate',
    );
    assert.deepEqual([matches.length, total], [2, 30]);
  });

  test('_total=estimate of a few is exact', async () => {
    const { total } = await stored.search('Patient', 'gender=female&_count=2&_total=estimate');
    assert.equal(total, 30);
  });

  test('Without being asked, only a result of one page has a total', async () => {
    const short = await stored.search('Patient', '_id=p003');
    const long = await stored.search('Patient', 'gender=female&_count=2');
    assert.deepEqual([short.total, long.total], [1, undefined]);
  });
});
