/**
 * What people, their banks and the house do in a life, each as plain data: who and what are numbers
 * that choose from what there is, so that a shorter life is still one.
 * https://fast-check.dev/docs/core-blocks/arbitraries/
 */
import type { Appointment, Parameters } from '@medplum/fhirtypes';
import { poolCodes } from '#model/scheduling/pools.ts';
import { fhirClient, sendAs } from '#test/fhir-client.ts';
import { here } from '../stage.ts';
import { HouseDied, HouseFailed } from './house.ts';
import { type Asked, type Model, count, isLost, sessionOf } from './model.ts';
import { placeholder } from './providers.ts';
import type { System } from './system.ts';

type Channel = 'wechat' | 'alipay';

/** One act. Numbers choose among people, slots, Appointments or trades. */
export type Act =
  | { do: 'book'; who: number; slot: number; key: number; by: Booker }
  | { do: 'hold'; who: number; slot: number; key: number; by: Booker }
  /** Five taps: books, opens the page of the provider, pays. */
  | { do: 'visit'; who: number; slot: number; channel: Channel }
  | { do: 'wait'; who: number; slot: number }
  | { do: 'confirm' | 'check-in'; which: number }
  | { do: 'cancel'; which: number; by: Booker }
  | { do: 'reschedule'; which: number; slot: number; key: number }
  | { do: 'begin-payment'; which: number; channel: Channel }
  | { do: 'pay'; which: number; channel: Channel }
  | { do: 'stop'; slot: number }
  | { do: 'add'; slot: number; count: number; pool: number }
  | { do: 'substitute'; slot: number; role: number }
  | { do: 'tick' | 'settle' }
  | { do: 'reconcile'; back: number }
  | { do: 'tell'; channel: Channel; turn: number }
  | { do: 'finish-refunds'; channel: Channel };

/** Who books: the resident, the village doctor, the desk of the hospital. */
export type Booker = 'self' | 'village' | 'desk';

const dayMs = 86_400_000;

/** Does it; resolves whatever comes of it. What was answered stands in the model. */
export async function perform(act: Act, model: Model, system: System): Promise<void> {
  switch (act.do) {
    case 'tick':
    case 'settle':
      return work(system, model, { ask: act.do });
    case 'reconcile': {
      const day = new Date(system.clock.at + 8 * 3_600_000 - act.back * dayMs);
      return work(system, model, { ask: 'reconcile', day: day.toISOString().slice(0, 10) });
    }
    case 'pay':
      return pay(act, model, system);
    case 'visit':
      return visit(act, model, system);
    case 'tell':
      return tell(act, system);
    case 'finish-refunds':
      return system.booths[act.channel].finishRefunds();
    default: {
      const asked = askedBy(act, model, system.clock.at);
      if (asked !== undefined) await ask(asked, model, system);
    }
  }
}

/** A job of the house, which may die at it. */
async function work(
  { house }: System,
  model: Model,
  job: { ask: 'tick' | 'settle' } | { ask: 'reconcile'; day: string },
): Promise<void> {
  try {
    await house.ask(job);
    count(model, job.ask);
  } catch (error) {
    if (error instanceof HouseDied) return;
    if (!(error instanceof HouseFailed)) throw error;
    // A provider that is away is asked again on another day.
    if (job.ask === 'reconcile' && /payment-provider-away/.test(error.message)) return;
    house.bugs.push(`${job.ask}: ${error.message}`);
  }
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % (list.length || 1)];

/** The last ones more often: most of what is old is over. @param n below 100. */
export const pickLate = <T>(list: readonly T[], n: number): T | undefined =>
  list.at(-1 - Math.floor((n / 100) ** 2 * list.length));

/** Somebody pays a trade at the provider, in the order in which it heard of them. */
async function pay(
  { which, channel }: { which: number; channel: Channel },
  model: Model,
  { booths }: System,
): Promise<void> {
  const open = [...booths[channel].trades.values()].filter(({ state }) => state === 'open');
  const trade = pickLate(open, which);
  if (trade !== undefined && (await booths[channel].pay(trade.number))) count(model, 'paid');
}

/** Somebody books, and pays at once where that is asked for. */
async function visit(
  { who, slot, channel }: { who: number; slot: number; channel: Channel },
  model: Model,
  system: System,
): Promise<void> {
  const at = system.clock.at;
  const wanted = askedBy({ do: 'book', who, slot, key: 0, by: 'self' }, model, at)!;
  const { appointment, patient } = await ask(wanted, model, system);
  if (appointment?.status !== 'pending') return;
  const about = appointment.id;
  const blank = { at, status: undefined, text: '' };
  const due = await ask({ ...blank, ...payingFor(about, patient!, channel) }, model, system);
  if (due.status !== 200) return;
  const { parameter = [] } = JSON.parse(due.text) as Parameters;
  const order = parameter.find(({ name }) => name === 'order')?.valueString ?? '';
  if (await system.booths[channel].pay(order.replaceAll('-', ''))) count(model, 'paid');
}

const payingFor = (about: string, patient: string, channel: Channel): Request => ({
  wish: 'begin-payment',
  by: `Patient/${patient}`,
  about,
  path: `Appointment/${about}/$pay`,
  parameter: [{ name: 'channel', valueString: channel }],
});

/** The provider tells what it has not told yet, from another end. */
function tell(
  { channel, turn }: { channel: Channel; turn: number },
  { booths }: System,
): Promise<void> {
  return booths[channel].release((held) => {
    const at = turn % (held.length || 1);
    return turn % 2 === 0
      ? [...held.slice(at), ...held.slice(0, at)]
      : [...held.slice(at), ...held.slice(0, at)].toReversed();
  });
}

type Asking = Exclude<
  Act,
  { do: 'tick' | 'settle' | 'reconcile' | 'visit' | 'pay' | 'tell' | 'finish-refunds' }
>;

const referring = (name: string, type: string, id: string) => ({
  name,
  valueReference: { reference: `${type}/${id}` },
});

/** The request of an act; undefined where there is nothing that it could be about. */
function askedBy(act: Asking, model: Model, at: number): Asked | undefined {
  const blank = { at, status: undefined, text: '' };
  if (act.do === 'book' || act.do === 'hold' || act.do === 'wait') {
    return { ...blank, ...askedAnew(act, model) };
  }
  if (act.do === 'stop' || act.do === 'add' || act.do === 'substitute') {
    return { ...blank, ...askedOfClinic(act, model) };
  }
  const about = pickLate(toldAs(model, act.do), act.which);
  if (about === undefined) return undefined;
  return { ...blank, ...askedOfOne(act, model, about) };
}

type Request = Omit<Asked, 'at' | 'status' | 'text' | 'appointment'>;

function askedAnew(
  act: Extract<Asking, { do: 'book' | 'hold' | 'wait' }>,
  { town }: Model,
): Request {
  const patient = pick(town.people, act.who)!;
  const slot = pick(town.slots, act.slot)!.id;
  const self = act.do === 'wait' || act.by === 'self';
  const by = self ? `Patient/${patient}` : act.by === 'desk' ? 'platform' : act.by;
  // Few keys, so that many are used again, rightly and wrongly; none for some.
  const key = act.do === 'wait' || act.key === 0 ? undefined : `tap-${act.key}`;
  return {
    wish: act.do,
    by,
    path: `Appointment/$${act.do}`,
    patient,
    slot,
    ...(key === undefined ? {} : { key }),
    parameter: [
      referring('slot', 'Slot', slot),
      referring('patient', 'Patient', patient),
      ...(key === undefined ? [] : [{ name: 'key', valueString: key }]),
    ],
  };
}

function askedOfClinic(
  act: Extract<Asking, { do: 'stop' | 'add' | 'substitute' }>,
  { town }: Model,
): Request {
  const { id, schedule } = pick(town.slots, act.slot)!;
  const more =
    act.do === 'add'
      ? [
          { name: 'pool', valueCode: pick(poolCodes, act.pool)! },
          { name: 'count', valueInteger: act.count },
        ]
      : act.do === 'substitute'
        ? [referring('role', 'PractitionerRole', pick(['wang', 'li', 'zhao'], act.role)!)]
        : [];
  return {
    wish: act.do,
    by: 'registrar',
    path: `Schedule/${schedule}/$${act.do}`,
    about: sessionOf(id),
    parameter: [referring('slot', 'Slot', id), ...more],
  };
}

/** The Appointments that are as an act needs them, as far as people heard; all where none is. */
export function toldAs({ asked, known }: Model, wish: Asking['do']): readonly string[] {
  const needed: Partial<Record<Asking['do'], readonly string[]>> = {
    confirm: ['proposed', 'waitlist'],
    'begin-payment': ['pending'],
    'check-in': ['booked', 'pending'],
    reschedule: ['booked', 'pending'],
  };
  const heard = new Map(asked.flatMap((one) => one.appointment ?? []).map((o) => [o.id, o.status]));
  const fitting = known.filter((id) => needed[wish]?.includes(heard.get(id) ?? '') ?? true);
  return fitting.length > 0 ? fitting : known;
}

/** Whose an Appointment is, as people heard. */
function patientOf({ asked }: Model, id: string): string {
  return asked.find(({ appointment, patient }) => appointment?.id === id && patient !== undefined)!
    .patient!;
}

function askedOfOne(act: Extract<Asking, { which: number }>, model: Model, about: string): Request {
  const patient = patientOf(model, about);
  const self = `Patient/${patient}`;
  const path = `Appointment/${about}/$`;
  switch (act.do) {
    case 'confirm':
      return {
        wish: act.do,
        by: self,
        about,
        path: 'Appointment/$book',
        parameter: [referring('appointment', 'Appointment', about)],
      };
    case 'cancel':
      return {
        wish: act.do,
        by: act.by === 'self' ? self : act.by === 'desk' ? 'registrar' : act.by,
        about,
        path: `${path}cancel`,
        parameter: [],
      };
    case 'check-in':
      return { wish: act.do, by: self, about, path: `${path}check-in`, parameter: [...here] };
    case 'begin-payment':
      return payingFor(about, patient, act.channel);
    case 'reschedule': {
      const slot = pick(model.town.slots, act.slot)!.id;
      const key = act.key === 0 ? undefined : `move-${act.key}`;
      return {
        wish: act.do,
        by: self,
        about,
        path: `${path}reschedule`,
        patient,
        slot,
        ...(key === undefined ? {} : { key }),
        parameter: [
          referring('slot', 'Slot', slot),
          ...(key === undefined ? [] : [{ name: 'key', valueString: key }]),
        ],
      };
    }
  }
}

/** Asks the house; where it dies meanwhile, nobody knows what became of it. */
export async function ask(asked: Asked, model: Model, system: System): Promise<Asked> {
  const { house } = system;
  const told = { ...asked };
  // What is under way when the house dies was asked for, too.
  model.asked.push(told);
  try {
    const send = sendAs(fhirClient(house.url), asked.by);
    const answer = await send('POST', asked.path, {
      body: { resourceType: 'Parameters', parameter: asked.parameter },
    });
    settle(model, told, answer);
    if (told.wish === 'begin-payment' && answer.status === 200) {
      await openPage(answer.as<Parameters>());
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    count(model, `${told.wish} lost`);
  }
  return told;
}

function settle(model: Model, told: Asked, answer: { status: number; text: string }): void {
  told.status = answer.status;
  told.text = answer.text;
  count(model, `${told.wish} ${answer.status}`);
  if (answer.status >= 300) return;
  const body = JSON.parse(answer.text) as Appointment;
  if (body.resourceType !== 'Appointment') return;
  const { id = '', status } = body;
  told.appointment = { id, status };
  if (!model.known.includes(id)) model.known.push(id);
}

/** The browser opens the page on which is paid; a provider that is away shows none. */
async function openPage({ parameter = [] }: Parameters): Promise<void> {
  const url = parameter.find(({ name }) => name === 'url')?.valueUrl ?? placeholder;
  await fetch(url).then(
    (page) => page.text(),
    () => '',
  );
}

/** Everybody whose answer was lost, and who had a key, asks again under it. */
export function lostWith(model: Model): Asked[] {
  const lost = model.asked.filter((one) => isLost(one) && one.key !== undefined);
  return lost.map((one) => ({ ...one, status: undefined, text: '' }));
}
