/**
 * A hot release: who asks within the window has the same chance, once, and anybody can check the
 * order. China's rule APT-02.
 * https://www.rfc-editor.org/rfc/rfc3797
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { OperationOutcome, Parameters } from '@medplum/fhirtypes';
import { waitingRoomUrl } from '#model/scheduling/extensions.ts';
import { Refusal } from '#fhir/refusals.ts';
import { createDesk } from '#server/modules/scheduling/bookings/desk.ts';
import { commitmentOf, drawOrder } from '#server/modules/scheduling/fairness/draw-order.ts';
import { createWaitingRoom } from '#server/modules/scheduling/fairness/waiting-room.ts';
import { type Answer, assertRefused } from '#test/fhir-client.ts';
import {
  type Stage,
  appointmentOf,
  book,
  find,
  openStage,
  opened,
  pools,
  resident,
  tuesdays,
} from './stage.ts';

const windowMs = 15_000;
const minuteMs = 60_000;
const counted: string[] = [];

let stage: Stage;
before(async () => {
  const waiting = { hot: 5, windowMs, settleMs: 300 };
  stage = await openStage({
    fairness: { waiting, counted: (what) => counted.push(what) },
  });
});
after(() => stage.stop());

/** The release of the story stands before us: it opens so many minutes after eight o'clock. */
let minutes = 0;
async function release(id: string, given: { weekday?: number; role?: string } = {}) {
  minutes += 5;
  const { weekday = 2, role = 'wang' } = given;
  const rules = { daysAhead: (weekday + 6) % 7, openMinute: 480 + minutes };
  const clinics = [{ ...tuesdays, weekday }];
  const slots = await opened(stage, id, { clinics, rules, role });
  const opens = Date.parse('2026-11-30T00:00:00Z') + minutes * minuteMs;
  return { slots, open: () => stage.pass(opens - stage.now()) };
}

const everybody = async (count: number) => {
  const list: string[] = [];
  for (let at = 0; at < count; at += 1) list.push(await resident(stage));
  return list;
};

/** What the refusal of the waiting room tells. */
function told(answer: Answer): Record<string, string> {
  const { issue } = answer.as<OperationOutcome>();
  const [{ extension: parts = [] } = {}] = issue[0]?.extension ?? [];
  assert.equal(issue[0]?.extension?.[0]?.url, waitingRoomUrl);
  return Object.fromEntries(
    parts.map(({ url, valueString, valueInstant }) => [url, valueString ?? valueInstant ?? '']),
  );
}

const withTicket = (ticket: string) => [{ name: 'ticket', valueString: ticket }];

/** The window closes, and numbers are dealt. */
async function deal() {
  stage.pass(windowMs + 1);
  await stage.tick();
  await stage.server.scheduling.availability.refresh();
}

/** The record of a draw. */
async function record(slot: string | undefined) {
  const answer = await stage.as('registrar')('GET', `Appointment/$draw?slot=${slot}`);
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  const text = (name: string) => {
    const one = parameter.find((each) => each.name === name);
    return one?.valueString ?? one?.valueCode;
  };
  const order = parameter.filter(({ name }) => name === 'place');
  const names = order.map(({ part = [] }) => part[0]?.valueString ?? '');
  const flag = (wanted: string) =>
    order.map(({ part = [] }) => part.find(({ name }) => name === wanted)?.valueBoolean);
  return { text, names, served: flag('served'), hasty: flag('hasty') };
}

describe('A release that few ask for', () => {
  it('goes by arrival, in one round trip', async () => {
    const { slots, open } = await release('calm');
    const people = await everybody(3);
    open();
    const answers = await Promise.all(
      people.map((patient) => book(stage, { patient, slot: slots[1]?.id })),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 2);
    const path = `Appointment/$draw?slot=${slots[0]?.id}`;
    assertRefused(await stage.as('registrar')('GET', path), 404, /drawn/);
    assertRefused(await stage.as('nobody')('GET', path), 401);
    const unknown = await stage.as('registrar')('GET', 'Appointment/$draw?slot=none');
    assertRefused(unknown, 404, /slot/);
  });

  it('tells who asks before it opens so, and draws nothing for them', async () => {
    const { slots } = await release('early', { weekday: 3 });
    const people = await everybody(8);
    for (const patient of people) {
      assertRefused(await book(stage, { patient, slot: slots[0]?.id }), 409, /not released/);
    }
    assert.ok(!counted.includes('draw'));
  });
});

describe('A hot release', () => {
  let slots: Awaited<ReturnType<typeof release>>['slots'];
  let people: string[];
  const tickets = new Map<string, string>();

  it('gives everybody who asks within the window a ticket, and nobody a number', async () => {
    const made = await release('hot', { weekday: 4 });
    slots = made.slots;
    people = await everybody(24);
    made.open();
    const answers = await Promise.all(
      people.map((patient, at) => book(stage, { patient, slot: slots[at % 4]?.id })),
    );
    for (const [at, answer] of answers.entries()) {
      assertRefused(answer, 429, /same chance/);
      tickets.set(people[at]!, told(answer)['ticket']!);
    }
    assert.equal(new Set(tickets.values()).size, 24);
    assert.ok(Number(answers[0]!.headers.get('retry-after')) > windowMs / 1000);
    assert.equal((await pools(stage, 'hot', slots[0]?.id))['public']?.['free'], 8);
  });

  it('tells what the seed was committed to, not the seed', async () => {
    const { text, names } = await record(slots[0]?.id);
    assert.equal(text('state'), 'gathering');
    assert.equal(text('seed'), undefined);
    assert.deepEqual(names, []);
  });

  it('gives who asks again and again the same ticket, and logs it once', async () => {
    const [patient = ''] = people;
    const logged = stage.server.journal.lines.length;
    for (let at = 0; at < 10; at += 1) {
      const again = await book(stage, { patient, slot: slots[at % 4]?.id });
      assertRefused(again, 429, /same chance/);
      assert.equal(told(again)['ticket'], tickets.get(patient));
    }
    assert.equal(stage.server.journal.lines.length, logged);
    assert.equal(counted.filter((what) => what === 'repeated').length, 10);
  });

  it('enters who comes by a server that knows nothing of the draw, and draws once', async () => {
    const { store: house, scheduling } = stage.server;
    const { availability } = scheduling;
    const late = await resident(stage);
    const rules = { hot: Number.POSITIVE_INFINITY, windowMs, settleMs: 0 };
    const other = () =>
      createWaitingRoom({
        house,
        availability,
        rules,
        desk: createDesk(house),
        counted: () => undefined,
      });
    const room = other();
    const request = {
      session: availability.ofSlot(slots[0]!.id!)!,
      slot: slots[0]!.id!,
      patient: late,
      pools: ['public'],
      event: 'book',
      anywhere: false,
      drawn: false,
      until: undefined,
      early: false,
      limits: undefined,
      asked: undefined,
      booker: `Patient/${late}`,
      relation: undefined,
      trace: undefined,
    } as const;
    const refused = await room.take(request).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(refused instanceof Refusal && refused.code === 'release-hot');
    people.push(late);
    stage.pass(windowMs + 1);
    // Too late to enter.
    const patient = await resident(stage);
    assertRefused(await book(stage, { patient, slot: slots[0]?.id }), 429, /closed/);
    // Both deal at the same time, and a third that was started anew.
    await Promise.all([room.tick(), stage.tick(), other().tick()]);
    await stage.tick();
    const { names } = await record(slots[0]?.id);
    assert.equal(names.length, 25);
  });

  it('deals in an order that anybody can work out from the seed', async () => {
    const { text, names, served } = await record(slots[0]?.id);
    assert.equal(text('state'), 'dealt');
    const seed = text('seed') ?? '';
    assert.equal(commitmentOf(seed), text('commitment'));
    assert.deepEqual(names, drawOrder(seed, names.toSorted()));
    assert.equal(new Set(names).size, 25);
    for (const ticket of tickets.values()) assert.ok(names.includes(ticket.split('.')[4]!));
    assert.equal(served.filter(Boolean).length, 8);
    // Two numbers a slot: the first two in the order who asked for it have them.
    const wishes = new Map(people.map((who, at) => [tickets.get(who)?.split('.')[4], at % 4]));
    const left = [2, 2, 2, 2];
    for (const [at, name] of names.entries()) {
      const wish = wishes.get(name) ?? 0;
      assert.equal(served[at], left[wish]! > 0, `place ${at}`);
      if (served[at]) left[wish]! -= 1;
    }
  });

  it('gives the Appointment to who shows a ticket that won, and tells the others', async () => {
    await stage.server.scheduling.availability.refresh();
    const made = [];
    for (const [patient, ticket] of tickets) {
      const at = people.indexOf(patient) % 4;
      const answer = await book(stage, { patient, slot: slots[at]?.id }, withTicket(ticket));
      if (answer.status === 409) assertRefused(answer, 409, /your turn/);
      else made.push(appointmentOf(answer));
    }
    assert.ok(made.length === 8 || made.length === 7);
    const numbers = made.map(
      ({ extension = [] }) =>
        extension[0]?.extension?.find(({ url }) => url === 'number')?.valueInteger,
    );
    assert.equal(new Set(numbers).size, made.length);
    const ledger = (await pools(stage, 'hot', slots[0]?.id))['public']!;
    assert.deepEqual([ledger['taken'], ledger['free']], [8, 0]);
    const [winner] = made;
    const notices = await stage.as('platform')(
      'GET',
      `Communication?patient=${winner?.participant[0]?.actor?.reference}`,
    );
    assert.match(notices.text, /appointment-drawn/);
  });

  it('believes no ticket that is another’s, changed, of another session or too old', async () => {
    const [one = '', other = ''] = people;
    const slot = slots[0]?.id;
    const ticket = tickets.get(one)!;
    const show = (patient: string, text: string, at = slot) =>
      book(stage, { patient, slot: at }, withTicket(text));
    assertRefused(await show(other, ticket), 403, /not valid/);
    assertRefused(await show(one, `${ticket.slice(0, -2)}AA`), 403, /not valid/);
    const [elsewhere] = await find(stage, 'platform', 'schedule=calm');
    assertRefused(await show(one, ticket, elsewhere?.id), 403, /not valid/);
    stage.pass(3 * 60 * minuteMs);
    assertRefused(await show(one, ticket), 403, /not valid/);
    minutes += 3 * 60;
  });
});

describe('A person who asks by many requests at once', () => {
  it('has one chance', async () => {
    const { slots, open } = await release('many', { weekday: 5 });
    const people = await everybody(7);
    const [poller = ''] = people;
    open();
    await Promise.all([
      ...people.map((patient) => book(stage, { patient, slot: slots[0]?.id })),
      ...Array.from({ length: 25 }, () => book(stage, { patient: poller, slot: slots[0]?.id })),
    ]);
    await deal();
    const { names, served } = await record(slots[0]?.id);
    assert.equal(names.length, 7);
    assert.equal(served.filter(Boolean).length, 2);
  });
});

describe('A program that asks more often than any person', () => {
  it('is shut out, and comes after all others in the draw, which says so', async () => {
    const { slots, open } = await release('program', { weekday: 6 });
    const people = await everybody(8);
    const [program = ''] = people;
    open();
    const answers = await Promise.all(
      people.map((patient) => book(stage, { patient, slot: slots[0]?.id })),
    );
    const own = told(answers[0]!)['ticket']!.split('.')[4]!;
    const more = await Promise.all(
      Array.from({ length: 40 }, () => book(stage, { patient: program, slot: slots[0]?.id })),
    );
    assert.ok(more.some(({ text }) => text.includes('rate-limited')));
    const noted = async () => {
      const query = 'select count(*)::integer as n from draw_entry where hasty';
      return Number((await stage.server.store.sql.run(query, []))[0]?.['n']);
    };
    while ((await noted()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await deal();
    const { text, names, served, hasty } = await record(slots[0]?.id);
    assert.equal(names.at(-1), own);
    assert.deepEqual(hasty, [...Array.from({ length: 7 }), true]);
    assert.equal(served.at(-1), false);
    assert.deepEqual(names.slice(0, -1), drawOrder(text('seed') ?? '', names.slice(0, -1)));
  });
});

describe('A server that dies while it deals', () => {
  it('loses nobody who was told that they are in: another one goes on', async () => {
    const { slots, open } = await release('dying', { weekday: 0 });
    const people = await everybody(9);
    open();
    const answers = await Promise.all(
      people.map((patient) => book(stage, { patient, slot: slots[0]?.id })),
    );
    const tickets = answers.map((answer) => told(answer)['ticket']!);
    stage.pass(windowMs + 1);
    const { store: house, scheduling } = stage.server;
    let transactions = 0;
    const died = Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });
    const dying = createWaitingRoom({
      house: {
        ...house,
        database: {
          run: (text, parameters) => house.database.run(text, parameters),
          transaction: (work) =>
            house.database.transaction(async (tx) => {
              transactions += 1;
              const result = await work(tx);
              // The order was written; of those who were being served nothing is kept.
              if (transactions > 2) throw died;
              return result;
            }),
        },
      },
      availability: scheduling.availability,
      rules: { hot: 5, windowMs, settleMs: 0 },
      desk: createDesk(house),
      counted: () => undefined,
    });
    await assert.rejects(dying.tick(), died);
    const half = await record(slots[0]?.id);
    assert.equal(half.text('state'), 'drawn');
    assert.deepEqual(half.served, Array.from({ length: 9 }));
    await stage.tick();
    const { names, served, text } = await record(slots[0]?.id);
    assert.equal(text('state'), 'dealt');
    assert.deepEqual(names, half.names);
    assert.deepEqual(served, [true, true, ...Array.from({ length: 7 }, () => false)]);
    assert.deepEqual(names.toSorted(), tickets.map((ticket) => ticket.split('.')[4]!).toSorted());
  });
});

describe('A draw with more numbers than people', () => {
  it('serves all who will take any slot, and what is left goes by arrival', async () => {
    const { slots, open } = await release('plenty', { weekday: 6 });
    const people = await everybody(7);
    open();
    const any = [{ name: 'any-slot', valueBoolean: true }];
    const answers = await Promise.all(
      people.map((patient) => book(stage, { patient, slot: slots[0]?.id }, any)),
    );
    await deal();
    for (const [at, patient] of people.entries()) {
      const ticket = withTicket(told(answers[at]!)['ticket']!);
      appointmentOf(await book(stage, { patient, slot: slots[0]?.id }, ticket));
    }
    const latecomer = await resident(stage);
    assertRefused(await book(stage, { patient: latecomer, slot: slots[0]?.id }), 409, /left/);
    appointmentOf(await book(stage, { patient: latecomer, slot: slots[3]?.id }));
  });
});
