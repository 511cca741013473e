/** A hospital with its own system (a simulator), connected to a hub of its own. */
import assert from 'node:assert/strict';
import type { Bundle, NamingSystem, Parameters, Slot } from '@medplum/fhirtypes';
import { checkDigit } from '#model/resident-id.ts';
import { assignerUrl } from '#server/exchange/hl7v2/authorities.ts';
import { callerOf } from '#test/callers.ts';
import { type Planned, type Stage, openStage, opened, tuesdays } from '#test/scheduling/stage.ts';
import type { Person } from '#server/exchange/his/simulator/messages.ts';
import { type Simulator, startSimulator } from '#server/exchange/his/simulator/simulator.ts';

/** A hospital and a hub. */
export interface Hospital {
  stage: Stage;
  his: Simulator;
  /** Posts a message as a system. */
  post: (name: string, text: string) => Promise<string>;
  /** A Schedule with numbers that both know. */
  open: (id: string, given?: Planned) => Promise<Slot[]>;
  /** The same on another day each time, Monday to Saturday: a story need not mind the others. */
  openNext: (id: string) => Promise<Slot[]>;
  stop: () => Promise<void>;
}

/** Opens both. */
export async function openHospital(): Promise<Hospital> {
  const told: { stage?: Stage } = {};
  const post = async (name: string, text: string) => {
    const response = await fetch(`${told.stage!.server.url}/hl7v2`, {
      method: 'POST',
      headers: { authorization: `Bearer ${name}`, 'content-type': 'application/hl7-v2' },
      body: text,
    });
    assert.equal(response.status, 200);
    return response.text();
  };
  const his = await startSimulator({
    now: () => told.stage!.now(),
    post: (text) => post('his', text),
  });
  const stage = await openStage({ hisOrigins: new Set([his.origin]) });
  told.stage = stage;
  const { callers } = stage.server;
  callers.set('his', callerOf('system', { organization: 'county', who: 'Device/his' }));
  callers.set('other-his', callerOf('system', { organization: 'elsewhere', who: 'Device/other' }));
  const authority: NamingSystem = {
    resourceType: 'NamingSystem',
    name: 'COUNTY',
    status: 'active',
    kind: 'identifier',
    date: '2026-01-01',
    uniqueId: [{ type: 'uri', value: 'https://county.example/chart' }],
    extension: [{ url: assignerUrl, valueReference: { reference: 'Organization/county' } }],
  };
  const answer = await stage.as('platform')('POST', 'NamingSystem', { body: authority });
  assert.equal(answer.status, 201, answer.text);
  const open: Hospital['open'] = async (id, given) => {
    const slots = await opened(stage, id, given);
    for (const slot of slots) {
      his.capacity.set(`${id} ${slot.start}`, given?.clinics?.[0]?.seats ?? 2);
    }
    return slots;
  };
  let days = 0;
  return {
    stage,
    his,
    post,
    open,
    openNext(id) {
      days += 1;
      return open(id, { clinics: [{ ...tuesdays, weekday: (days % 6) + 1 }] });
    },
    async stop() {
      await his.stop();
      await stage.stop();
    },
  };
}

/** Tells the hub where the hospital's system listens. */
export async function connect({ stage, his }: Hospital, headers: string[] = []): Promise<void> {
  const answer = await stage.ask('his', 'Organization/county/$his-endpoint', [
    { name: 'url', valueUrl: `${his.origin}/hl7` },
    ...headers.map((valueString) => ({ name: 'header', valueString })),
  ]);
  assert.equal(answer.status, 200, answer.text);
}

let people = 0;

/** Somebody whom the hospital registers at its window. */
export function walkIn(): Person {
  people += 1;
  const three = String(people).padStart(3, '0');
  const body = `110101197001${String((people % 28) + 1).padStart(2, '0')}${three}`;
  return { chart: `C${three}`, card: body + checkDigit(body), name: `窗${three}` };
}

/** Where the ledger of a session has its bookings, and of which number. */
export async function livingIn(
  stage: Stage,
  schedule: string,
): Promise<{ appointment: string; n: number; starts: number; state: number }[]> {
  const rows = await stage.server.store.sql.run(
    `select b.appointment, b.n, b.starts, b.state from booking b join booking_session s
       on s.bucket = b.bucket and s.session = b.session
     where s.schedule = $1 and b.state in (3, 4, 5, 7) order by b.n`,
    [schedule],
  );
  return rows.map((row) => ({
    appointment: String(row['appointment']),
    n: Number(row['n']),
    starts: Number(row['starts']),
    state: Number(row['state']),
  }));
}

/** The open differences of the hospital. */
export async function differencesOf(stage: Stage): Promise<Record<string, string>[]> {
  const answer = await stage.as('registrar')('GET', 'Organization/county/$his-differences');
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  return parameter.map(({ part = [] }) =>
    Object.fromEntries(
      part.map((one) => [one.name, one.valueString ?? one.valueCode ?? one.valueInstant ?? '']),
    ),
  );
}

/** Notices that a patient got. */
export async function noticesFor(stage: Stage, patient: string): Promise<string[]> {
  const answer = await stage.as('platform')('GET', `Communication?patient=Patient/${patient}`);
  const { entry = [] } = answer.as<Bundle>();
  return entry.flatMap(({ resource }) =>
    resource?.resourceType === 'Communication'
      ? [resource.category?.[0]?.coding?.[0]?.code ?? '']
      : [],
  );
}

/** The hospital sends its list; what differs comes back. */
export async function reconcile(
  { stage, his }: Hospital,
  schedule: string,
  slot: string | undefined,
): Promise<{ agreed: number; differences: Record<string, string>[] }> {
  const answer = await stage.ask('his', `Schedule/${schedule}/$reconcile`, [
    { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
    { name: 'made', valueInstant: new Date(stage.now()).toISOString() },
    ...(his.list(schedule) as NonNullable<Parameters['parameter']>),
  ]);
  assert.equal(answer.status, 200, answer.text);
  const { parameter = [] } = answer.as<Parameters>();
  return {
    agreed: parameter[0]?.valueInteger ?? -1,
    differences: parameter
      .slice(1)
      .map(({ part = [] }) =>
        Object.fromEntries(
          part.map((one) => [
            one.name,
            one.valueCode ??
              one.valueString ??
              one.valueReference?.reference ??
              String(one.valueBoolean),
          ]),
        ),
      ),
  };
}
