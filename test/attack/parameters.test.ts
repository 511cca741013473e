/** Parameters that are none, for every operation there is: each is told what is wrong with them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Route } from '#fhir/router.ts';
import type { Send } from '#test/fhir-client.ts';
import { settle, withToken } from './cast.ts';
import { knocksOf } from './doors.ts';
import { type House, openAttackedHouse } from './house.ts';

let house: House;
let operations: Route[];
let platform: Send;
let system: Send;
before(async () => {
  house = await openAttackedHouse();
  await settle(house);
  platform = withToken(house, house.platform);
  system = withToken(house, house.westSystem);
  operations = house.served.api.router.routes.filter(({ path }) => path.includes('$'));
});
after(async () => {
  await house.stop();
  assert.deepEqual(house.failures, []);
});

/** Who is let in by a route. */
const senderOf = ({ access }: Route): Send =>
  Array.isArray(access) && !access.includes('platform') ? system : platform;

/** The kinds of value that operations take, each with values of other kinds in it. */
const wrong: readonly object[] = [
  { valueReference: 'Slot/1' },
  { valueReference: { reference: 5 } },
  { valueReference: [] },
  { valueIdentifier: { system: 1, value: {} } },
  { valueString: 5 },
  { valueCode: {} },
  { valueInteger: '5' },
  { valueDecimal: null },
  { valueBoolean: 'true' },
  { valueInstant: 0 },
  { resource: 'Patient' },
  { part: {} },
  { part: [null] },
  { part: [{ name: 'filler', valueString: 7 }] },
];

const malformed: readonly unknown[] = [
  {},
  'x',
  [null],
  [[]],
  [{ valueString: 'x' }],
  [{ name: 5 }],
  ...wrong.map((value) => [{ name: 'slot', ...value }]),
];

describe('Every operation', () => {
  it('refuses Parameters that are malformed', async () => {
    const posts = operations.filter(({ method }) => method === 'POST');
    assert.ok(posts.length > 30);
    for (const route of posts) {
      const { path } = knocksOf(route)[0]!;
      for (const parameter of malformed) {
        const body = { resourceType: 'Parameters', parameter };
        const { status, text } = await senderOf(route)('POST', path, { body });
        const said = `${path} ${JSON.stringify(parameter)}: ${text}`;
        assert.ok(status < 500, said);
        if (status >= 400) assert.match(text, /"OperationOutcome"/, said);
      }
    }
  });

  it('says which parameter it does not know, or not of this kind', async () => {
    for (const { method, path, takes } of operations) {
      if (takes === undefined || path.includes(':type')) continue;
      const at = path.replace(':id', 'victim');
      const parameter = [{ name: 'colour', valueString: 'red' }];
      const body = { resourceType: 'Parameters', parameter };
      const asked = await (method === 'GET'
        ? platform('GET', `${at}?colour=red`)
        : platform('POST', at, { body }));
      // What is for others only looks as if it were not there.
      const code = asked.text.includes('unknown-route') ? 'unknown-route' : 'parameter-unknown';
      assert.match(asked.text, new RegExp(`"code":"${code}"`), `${method} ${path}: ${asked.text}`);
    }
    const slot = { name: 'slot', valueString: 'Slot/1' };
    const body = { resourceType: 'Parameters', parameter: [slot] };
    const booked = await platform('POST', 'Appointment/$book', { body });
    assert.equal(booked.status, 400, booked.text);
    assert.match(booked.text, /parameter-missing.*“slot”/);
    const twice = { resourceType: 'Parameters', parameter: [1, 2].map((n) => reasonOf(n)) };
    const excused = await platform('POST', 'Appointment/victim/$excuse', { body: twice });
    assert.match(excused.text, /parameter-missing.*“reason”/);
  });

  it('takes no other resource for the wish to be told no more', async () => {
    const path = 'Organization/west/$his-endpoint';
    const answer = await system('POST', path, { body: { resourceType: 'Basic' } });
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /type-mismatch/);
  });

  it('refuses in a query what no text can hold', async () => {
    for (const route of operations.filter(({ method }) => method === 'GET')) {
      const at = route.path.replace(':id', 'victim').replace(':type', 'Patient');
      for (const name of [
        'slot',
        'organization',
        'schedule',
        'start',
        'date',
        'sourceIdentifier',
      ]) {
        const { status, text } = await senderOf(route)('GET', `${at}?${name}=a%00b`);
        assert.ok(status >= 400 && status < 500, `${at} ${name}: ${text}`);
      }
    }
  });
});

const reasonOf = (n: number) => ({ name: 'reason', valueString: `the ${n}. reason` });
