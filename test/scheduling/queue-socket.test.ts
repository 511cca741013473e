/**
 * Phones, workstations and waiting-room screens are told by a socket what changes in a line; nobody
 * else is.
 * https://www.rfc-editor.org/rfc/rfc6455
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Parameters as Told } from '@medplum/fhirtypes';
import WebSocket from 'ws';
import type { Line, Place, Screen } from '#model/queue/place.ts';
import { callerOf } from '#test/callers.ts';
import { assertRefused } from '#test/fhir-client.ts';
import { type Stage, appointmentOf, book, here, openStage, opened, resident } from './stage.ts';

const toMorning = 23 * 3_600_000 + 40 * 60_000;

/** What a socket says. */
interface Said {
  place?: Place;
  line?: Line;
  screen?: Screen;
  refused?: string;
}

let stage: Stage;
let appointment: string;
let who: string;
let key: string;
before(async () => {
  stage = await openStage();
  const county = { organization: 'county' };
  stage.server.callers.set('nurse', callerOf('nurse', county));
  const [slot] = await opened(stage, 'live');
  who = await resident(stage, { name: [{ text: '欧阳小明' }] });
  appointment = appointmentOf(await book(stage, { patient: who, slot: slot?.id })).id ?? '';
  const made = await stage.ask('nurse', 'HealthcareService/county-medicine/$screen', []);
  key = made.as<Told>().parameter?.[0]?.valueString ?? '';
  stage.pass(toMorning);
});
after(() => stage.stop());

/** A socket that was told this first. */
function listen(first: object | string, headers: Record<string, string> = {}) {
  const address = `${stage.server.url.replace('http', 'ws')}/queue`;
  const socket = new WebSocket(address, { headers });
  const said: Said[] = [];
  const waiting: (() => void)[] = [];
  let closed: number | undefined;
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  socket.on('open', () => socket.send(typeof first === 'string' ? first : JSON.stringify(first)));
  socket.on('message', (data: Buffer) => {
    said.push(JSON.parse(data.toString('utf8')) as Said);
    wake();
  });
  socket.on('error', wake);
  socket.on('close', (code) => {
    closed = code;
    wake();
  });
  return {
    said,
    end: () => socket.terminate(),
    closed: () => closed,
    /** Resolves with the first thing said that fits, or fails with the test's own timeout. */
    async until(fits: (one: Said) => boolean): Promise<Said> {
      for (;;) {
        const found = said.find(fits);
        if (found !== undefined) return found;
        assert.equal(closed, undefined, `closed with ${closed}: ${JSON.stringify(said)}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    async untilClosed(): Promise<void> {
      while (closed === undefined) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

const room = { name: 'room', valueString: '306' };

describe('A socket', () => {
  it('tells a phone, a workstation and a screen at once that somebody is called', async () => {
    const phone = listen({ watch: 'appointment', id: appointment, token: who });
    const desk = listen({ watch: 'line', id: 'live', token: 'nurse' });
    const screen = listen({ watch: 'screen', key });
    const expected = await phone.until(({ place }) => place !== undefined);
    assert.equal(expected.place?.state, 'expected');
    const empty = await screen.until((one) => one.screen !== undefined);
    assert.equal(empty.screen?.department, '内科');
    await desk.until(({ line }) => line?.entries[0]?.state === 'expected');

    const { code } = empty.screen!;
    const come = await stage.ask(who, `Appointment/${appointment}/$check-in`, [
      { name: 'code', valueString: code },
    ]);
    assert.equal(come.status, 200, come.text);
    await phone.until(({ place }) => place?.state === 'waiting');
    await screen.until((one) => one.screen?.lines[0]?.waiting === 1);

    assert.equal((await stage.ask('nurse', 'Schedule/live/$call', [room])).status, 200);
    const called = await phone.until(({ place }) => place?.state === 'called');
    assert.equal(called.place?.room, '306');
    const shown = await screen.until((one) => one.screen?.lines[0]?.called.length === 1);
    assert.deepEqual(
      shown.screen?.lines[0]?.called.map(({ number, name, room: place }) => [number, name, place]),
      [[1, '欧**', '306']],
    );
    const line = await desk.until((one) => one.line?.entries[0]?.state === 'called');
    assert.equal(line.line?.entries[0]?.patient, who);
    for (const one of [phone, desk, screen]) one.end();
  });

  it('tells nobody who may not know', async () => {
    const other = await resident(stage);
    const cases: [object | string, string][] = [
      [{ watch: 'appointment', id: appointment, token: other }, 'not-found'],
      [{ watch: 'appointment', id: appointment, token: 'nobody' }, 'unauthenticated'],
      [{ watch: 'line', id: 'live', token: who }, 'unknown-route'],
      [{ watch: 'line', id: 'live', token: 'village' }, 'not-your-line'],
      [{ watch: 'screen', key: `${key.slice(0, -1)}!` }, 'screen-key'],
      [{ watch: 'screen', key: key.replace('county-medicine', 'county-surgery') }, 'screen-key'],
      ['no JSON', 'bad-request'],
      [{ watch: 'everything' }, 'bad-request'],
    ];
    for (const [first, refusal] of cases) {
      const socket = listen(first);
      await socket.untilClosed();
      assert.deepEqual(socket.said, [{ refused: refusal }]);
    }
  });

  it('opens for pages of the house alone, and at its own path', async () => {
    const foreign = listen({ watch: 'screen', key }, { origin: 'https://elsewhere.example' });
    await foreign.untilClosed();
    assert.deepEqual(foreign.said, []);
    const lost = new WebSocket(`${stage.server.url.replace('http', 'ws')}/fhir/R4/Patient`);
    const ended = await new Promise<string>((resolve) => {
      lost.on('error', () => resolve('refused'));
      lost.on('open', () => resolve('opened'));
    });
    assert.equal(ended, 'refused');
  });

  it('is logged as a look at the appointment, by whom', async () => {
    const before = stage.server.journal.lines.length;
    const phone = listen({ watch: 'appointment', id: appointment, token: who });
    await phone.until(({ place }) => place !== undefined);
    phone.end();
    const lines = stage.server.journal.lines.slice(before);
    assert.ok(lines.some(({ entities }) => entities.includes(`Appointment/${appointment}`)));
  });
});

describe('The code of a screen', () => {
  it('checks in at its own hospital, and only while it is fresh', async () => {
    stage.pass(-toMorning);
    const slots = await opened(stage, 'code');
    const own = await resident(stage);
    const id = appointmentOf(await book(stage, { patient: own, slot: slots[0]?.id })).id;
    stage.pass(toMorning);
    const codes = stage.server.scheduling.queue.codes;
    const now = stage.now();
    const ask = (code: string) =>
      stage.ask(own, `Appointment/${id}/$check-in`, [{ name: 'code', valueString: code }]);
    assertRefused(await ask(codes.codeAt('Organization/elsewhere', now)), 409, /could not tell/);
    const old = codes.codeAt('Organization/county', now - 10 * 60_000);
    assertRefused(await ask(old), 409, /could not tell/);
    assert.equal((await ask(codes.codeAt('Organization/county', now - 60_000))).status, 200);
  });
});

describe('A phone', () => {
  it('checks in within 500 m of a place of the hospital that is on record', async () => {
    stage.pass(-toMorning);
    const slots = await opened(stage, 'near');
    const own = await resident(stage);
    const { id } = appointmentOf(await book(stage, { patient: own, slot: slots[0]?.id }));
    stage.pass(toMorning);
    const ask = (parameter: typeof here) =>
      stage.ask(own, `Appointment/${id}/$check-in`, parameter);
    const at = (latitude: number) => [
      { name: 'latitude', valueDecimal: latitude },
      { name: 'longitude', valueDecimal: 110 },
    ];
    assertRefused(await ask([]), 409, /could not tell/);
    assertRefused(await ask(at(30.0046)), 409, /could not tell/);
    const platform = stage.as('platform');
    const site = await platform('GET', 'Location/county-site');
    await platform('DELETE', 'Location/county-site');
    assertRefused(await ask(here), 409, /could not tell/);
    const back = await platform('PUT', 'Location/county-site', { body: site.as<object>() });
    assert.ok(back.status < 300, back.text);
    assert.equal((await ask(at(30.0044))).status, 200);
  });
});
