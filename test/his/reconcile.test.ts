/**
 * After a cut a hospital sends its list of a session: what a rule settles is settled, people see
 * the rest, and the same list again does nothing.
 * docs/decisions/0026-his-adapters.md
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRefused } from '#test/fhir-client.ts';
import { appointmentOf, book, resident } from '#test/scheduling/stage.ts';
import {
  type Hospital,
  connect,
  differencesOf,
  livingIn,
  openHospital,
  reconcile,
  walkIn,
} from './hospital.ts';

let hospital: Hospital;
before(async () => {
  hospital = await openHospital();
  await connect(hospital);
});
after(() => hospital.stop());

const tell = () => hospital.stage.server.tellHospitals();
const booked = async (slot: string | undefined) => {
  const patient = await resident(hospital.stage);
  return appointmentOf(await book(hospital.stage, { patient, slot })).id;
};
const rulesOf = (differences: Record<string, string>[]) =>
  differences.map(({ kind, rule, settled }) => `${kind} ${rule} ${settled}`).toSorted();
const registered = async (person: ReturnType<typeof walkIn>) => {
  const at = new Date(hospital.stage.now())
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .slice(0, 14);
  const pid = `PID|||${person.chart}^^^COUNTY||${person.name}||19800101|M|||||||||||${person.card}`;
  const head = `MSH|^~\\&|HIS|county|YISHU|YISHU|${at}||ADT^A04|A${person.chart}|P|2.5`;
  const text = [head, 'EVN||20261130', pid, 'PV1||O'].join('\r');
  assert.match(await hospital.post('his', text), /MSA\|AA/);
};

describe('A list', () => {
  it('where both agree finds nothing', async () => {
    const [slot, other] = await hospital.openNext('agree');
    await booked(slot?.id);
    hospital.his.sell({ schedule: 'agree', start: other!.start!, person: walkIn() });
    await tell();
    await hospital.his.flush();
    await tell();
    hospital.stage.pass(1000);
    const { agreed, differences } = await reconcile(hospital, 'agree', slot?.id);
    assert.deepEqual([agreed, differences], [2, []]);
  });

  it('settles what each side is right about, once', async () => {
    const [slot, second, third] = await hospital.openNext('settle');
    // Sold here, lost there.
    const ours = await booked(slot?.id);
    await tell();
    const known = [...hospital.his.bookings.values()].find(({ placer }) => placer === ours)!;
    hospital.his.bookings.delete(known.filler);
    // Sold there, never said; to somebody whom we know by the hospital's number.
    const window = walkIn();
    await registered(window);
    const sold = hospital.his.sell({ schedule: 'settle', start: second!.start!, person: window })!;
    // Cancelled there, never said.
    const given = await booked(third?.id);
    await tell();
    const back = [...hospital.his.bookings.values()].find(({ placer }) => placer === given)!;
    back.state = 'cancelled';
    hospital.stage.pass(1000);
    const first = await reconcile(hospital, 'settle', slot?.id);
    assert.deepEqual(rulesOf(first.differences), [
      'other-state end-ours true',
      'ours-alone tell-again true',
      'theirs-alone take-theirs true',
    ]);
    await tell();
    hospital.stage.pass(1000);
    const again = await reconcile(hospital, 'settle', slot?.id);
    assert.deepEqual(again.differences, []);
    const living = await livingIn(hospital.stage, 'settle');
    assert.equal(living.length, 2);
    assert.equal(sold.number, living.find(({ appointment }) => appointment === sold.placer)?.n);
    // What the hospital said meanwhile by message comes to the same.
    await hospital.his.flush();
    assert.equal((await livingIn(hospital.stage, 'settle')).length, 2);
  });

  it('moves what their window moved, and tells again what we moved', async () => {
    const [slot, second, third] = await hospital.openNext('times');
    const window = hospital.his.sell({ schedule: 'times', start: slot!.start!, person: walkIn() })!;
    await hospital.his.flush();
    const ours = await booked(second?.id);
    await tell();
    window.start = third!.start!;
    const theirs = [...hospital.his.bookings.values()].find(({ placer }) => placer === ours)!;
    theirs.start = third!.start!;
    hospital.stage.pass(1000);
    const { differences } = await reconcile(hospital, 'times', slot?.id);
    assert.deepEqual(rulesOf(differences), [
      'other-time move-ours true',
      'other-time tell-again true',
    ]);
    await tell();
    assert.equal(theirs.start, second!.start);
    const moved = (await livingIn(hospital.stage, 'times')).find(({ n }) => n === window.number);
    assert.equal(moved?.starts, Date.parse(third!.start!));
  });

  it('leaves to people what no rule knows, until both agree', async () => {
    const [slot] = await hospital.openNext('people');
    const ours = await booked(slot?.id);
    await tell();
    const theirs = [...hospital.his.bookings.values()].find(({ placer }) => placer === ours)!;
    const { card } = theirs.person;
    theirs.person = { ...theirs.person, card: walkIn().card };
    hospital.stage.pass(1000);
    for (const _ of [1, 2]) {
      const { differences } = await reconcile(hospital, 'people', slot?.id);
      assert.deepEqual(rulesOf(differences), ['other-patient people false']);
    }
    const of = async () =>
      (await differencesOf(hospital.stage)).filter(({ appointment }) => appointment === ours);
    assert.equal((await of()).length, 1);
    theirs.person = { ...theirs.person, card };
    await reconcile(hospital, 'people', slot?.id);
    assert.equal((await of()).length, 0);
  });

  it('is of one’s own hospital, and says what it is about', async () => {
    const [slot] = await hospital.openNext('strict');
    const { stage } = hospital;
    const path = 'Schedule/strict/$reconcile';
    const made = { name: 'made', valueInstant: new Date(stage.now()).toISOString() };
    const of = { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } };
    assertRefused(await stage.ask('other-registrar', path, [made, of]), 403);
    assertRefused(await stage.ask('village', path, [made, of]), 404);
    assertRefused(await stage.ask('his', path, [of]), 400, /list needs/);
    assertRefused(await stage.ask('his', 'Schedule/other/$reconcile', [made, of]), 404);
    const nameless = { name: 'booking', part: [{ name: 'state', valueCode: 'booked' }] };
    assertRefused(await stage.ask('his', path, [made, of, nameless]), 400, /list needs/);
    assert.equal((await stage.ask('registrar', path, [made, of])).status, 200);
  });
});
