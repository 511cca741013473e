/**
 * A seeded life of a clinic: people book, hold, confirm, cancel, change, wait, pay nothing, come or
 * not, all at once and in any order; a plain model says what must hold after each step. APT-02.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { causes } from '#server/modules/scheduling/bookings/ledger.ts';
import { type Stage, book, openStage, pools, resident, tuesdays, wanted, opened } from './stage.ts';

const minute = 60_000;

/** Numbers from 0 to 1 by a seed: mulberry32. https://github.com/cprosche/mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

let stage: Stage;
let slots: Slot[];
const everybody: string[] = [];
before(async () => {
  stage = await openStage();
  slots = await opened(stage, 'life', {
    clinics: [{ ...tuesdays, weekday: 4, seats: 3 }],
    rules: { percents: { alliance: 20 }, fee: 500, payMinutes: 10 },
  });
  for (let at = 0; at < 25; at += 1) everybody.push(await resident(stage));
});
after(() => stage.stop());

/** Numbers that living Appointments have, by what is in the store. */
async function numbersInStore(): Promise<number[]> {
  const { sql } = stage.server.store;
  const rows = await sql.run('select appointment from booking', []);
  const numbers: number[] = [];
  for (const row of rows) {
    const path = `Appointment/${String(row['appointment'])}`;
    const { status, extension = [] } = (await stage.as('platform')('GET', path)).as<Appointment>();
    const number = extension[0]?.extension?.find(({ url }) => url === 'number')?.valueInteger;
    const isSeated = ['proposed', 'pending', 'booked', 'checked-in'].includes(status ?? '');
    if (isSeated && number !== undefined) numbers.push(number);
  }
  return numbers;
}

/** What must hold at any time. */
async function assertSound(): Promise<void> {
  const { sql } = stage.server.store;
  const numbers = await numbersInStore();
  assert.equal(new Set(numbers).size, numbers.length, 'no number is two people’s');
  const [counted] = await sql.run(
    `select count(*) filter (where state = 1)::integer as free,
       count(*) filter (where state = 2)::integer as taken,
       count(*) filter (where state = 3)::integer as returned, count(*)::integer as all from seat`,
    [],
  );
  assert.equal(counted?.['taken'], numbers.length, 'a number that is taken is somebody’s');
  const ledger = Object.values(await pools(stage, 'life', slots[0]?.id));
  const sum = (name: string) => ledger.reduce((total, pool) => total + (pool[name] ?? 0), 0);
  assert.equal(sum('free'), counted?.['free'], 'the ledger says what is free');
  assert.equal(sum('issued'), counted?.['all']);
  assert.equal(
    sum('taken') - sum('returned'),
    numbers.length + Number(counted?.['returned']),
    'what was taken and did not come back is somebody’s, or on its way back',
  );
  const twice = await sql.run(
    `select person from booking where state in (1, 2, 3, 4, 5) group by person having count(*) > 1`,
    [],
  );
  assert.equal(twice.length, 0, 'nobody has two of one half day');
}

describe('Whatever people do', () => {
  for (const seed of [1, 2, 3]) {
    it(`no number is sold twice, and the ledger balances (seed ${seed})`, async () => {
      const random = seeded(seed);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
      const mine = new Map<string, string[]>();
      const idOf = (who: string) => pick(mine.get(who) ?? ['none']);
      const kept = async (who: string, asked: Promise<{ status: number; text: string }>) => {
        const { status, text } = await asked;
        assert.ok(status < 500, text);
        const { resourceType, id } = JSON.parse(text) as { resourceType: string; id: string };
        if (status < 300 && resourceType === 'Appointment') {
          mine.set(who, [...(mine.get(who) ?? []), id]);
        }
      };
      const slotOf = () => pick(slots).id!;
      const acts: ((who: string) => Promise<void>)[] = [
        (who) => kept(who, book(stage, { patient: who, slot: slotOf() })),
        (who) => kept(who, stage.ask(who, 'Appointment/$hold', wanted(slotOf(), who))),
        (who) => kept(who, stage.ask('village', 'Appointment/$book', wanted(slotOf(), who))),
        (who) => kept(who, stage.ask(who, 'Appointment/$wait', wanted(slotOf(), who))),
        (who) => kept(who, stage.ask(who, `Appointment/${idOf(who)}/$cancel`, [])),
        (who) =>
          kept(
            who,
            stage.ask(who, `Appointment/${idOf(who)}/$reschedule`, [
              { name: 'slot', valueReference: { reference: `Slot/${slotOf()}` } },
            ]),
          ),
        (who) =>
          kept(
            who,
            stage.ask(who, 'Appointment/$book', [
              {
                name: 'appointment',
                valueReference: { reference: `Appointment/${idOf(who)}` },
              },
            ]),
          ),
        async () => {
          stage.pass(Math.floor(random() * 4 * minute));
          await stage.tick();
        },
      ];
      for (let round = 0; round < 12; round += 1) {
        await Promise.all(Array.from({ length: 12 }, () => pick(acts)(pick(everybody))));
        await assertSound();
      }
    });
  }

  it('numbers were taken and came back', async () => {
    const { sql } = stage.server.store;
    const rows = await sql.run(
      'select cause, count(*)::integer as n from pool_entry group by cause',
      [],
    );
    const times = new Map(rows.map((row) => [Number(row['cause']), Number(row['n'])]));
    assert.ok(times.get(causes.taken)! > 20, `taken ${times.get(causes.taken)} times`);
    assert.ok(times.get(causes.returned)! > 5, `returned ${times.get(causes.returned)} times`);
  });
});
