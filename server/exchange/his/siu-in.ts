/**
 * SIU messages of a hospital's own system: what it did with a number becomes a request of the FHIR
 * interface, made as that system, so that the rules and the log are the same.
 * https://www.hl7.eu/HL7v2x/v251/std251/ch10.html
 */
import { escapeSearchValue, identifierValue } from '#fhir/search/escape.ts';
import type { Resource } from '#model/fhir.ts';
import {
  Hl7Error,
  type Message,
  type Segment,
  partOf,
  repetitionsOf,
  segmentOf,
  textOf,
} from '../hl7v2/er7.ts';
import { type Handling, register } from '../hl7v2/feed.ts';
import { readAssigned } from '../hl7v2/identifiers.ts';
import { momentOf } from './hl7-time.ts';

/** What a trigger event means for the number. */
export const bookingEvents: Readonly<Record<string, string>> = {
  S12: 'book',
  S13: 'move',
  S14: 'change',
  S15: 'cancel',
  S17: 'cancel',
  S26: 'no-show',
};

/** By what name our Appointments are assigned in SCH-1. */
export const ownNamespace = 'YISHU';

const endings = new Set(['cancel', 'no-show']);

/** S12, S13, S14, S15, S17, S26: does in our ledger what the hospital did. */
export async function hearBooking(message: Message, handling: Handling): Promise<void> {
  const msh = message[0]!;
  const event = bookingEvents[textOf(msh, 9, 2)]!;
  const sch = segmentOf(message, 'SCH');
  if (sch === undefined) throw missing('SCH^1');
  const said = momentOf(textOf(msh, 7), handling.offset);
  if (said === undefined) throw missing('MSH^1^7');
  const parameter: object[] = [
    { name: 'event', valueCode: event },
    { name: 'said', valueInstant: new Date(said).toISOString() },
    ...valueOf('message', textOf(msh, 10)),
    ...numbersOf(sch),
  ];
  if (!endings.has(event)) {
    const slot = await slotOf(message, handling);
    if (slot !== undefined) parameter.push(referenceOf('slot', `Slot/${slot}`));
    const patient = await patientOf(message, handling);
    if (patient !== undefined) parameter.push(referenceOf('patient', `Patient/${patient}`));
  }
  const body = { resourceType: 'Parameters', parameter } as unknown as Resource;
  await handling.send('POST', ['Appointment', '$from-hospital'], { body });
}

const missing = (location: string) =>
  new Hl7Error('A required segment or field is missing', {
    acknowledgment: 'AE',
    condition: '101',
    location,
  });

const valueOf = (name: string, valueString: string): object[] =>
  valueString === '' ? [] : [{ name, valueString }];

const referenceOf = (name: string, reference: string) => ({ name, valueReference: { reference } });

/** SCH-1 is ours where we assigned it; SCH-2 is theirs, and so is a SCH-1 that they assigned. */
function numbersOf(sch: Segment): object[] {
  const [placer, namespace] = [textOf(sch, 1, 1), textOf(sch, 1, 2)];
  const filler = textOf(sch, 2, 1);
  if (placer !== '' && namespace === ownNamespace) {
    return [referenceOf('placer', `Appointment/${placer}`), ...valueOf('filler', filler)];
  }
  const own = filler === '' ? placer : filler;
  if (own === '') throw missing('SCH^1^2');
  return valueOf('filler', own);
}

/**
 * When the appointment begins: TQ1-7, or SCH-11 as older versions write it, or AIS-4. Throws
 * Hl7Error where that cannot be read.
 */
export function startOf(
  message: Message,
  { offset }: Pick<Handling, 'offset'>,
): number | undefined {
  const texts = [
    textOf(segmentOf(message, 'TQ1'), 7),
    textOf(segmentOf(message, 'SCH'), 11, 4),
    textOf(segmentOf(message, 'AIS'), 4),
  ];
  const text = texts.find((one) => one !== '');
  if (text === undefined) return undefined;
  const at = momentOf(text, offset);
  if (at !== undefined) return at;
  throw new Hl7Error('The time of the appointment cannot be read', {
    acknowledgment: 'AE',
    condition: '207',
    location: 'TQ1^1^7',
  });
}

interface Found {
  id?: string;
  start?: string;
}

/** The Slot of a message: of its Schedule, or of its doctor or department, that begins then. */
async function slotOf(message: Message, handling: Handling): Promise<string | undefined> {
  const starts = startOf(message, handling);
  if (starts === undefined) return undefined;
  const start = new Date(starts).toISOString();
  const end = new Date(starts + 60_000).toISOString();
  for (const narrow of await narrowings(message, handling)) {
    const query: [string, string][] = [['start', start], ['end', end], ...narrow];
    if (handling.organization !== undefined) query.push(['organization', handling.organization]);
    const slots = await listed<Found>(handling, ['Appointment', '$find'], query);
    const then = slots.filter((slot) => Date.parse(slot.start ?? '') === starts);
    if (then.length === 1) return then[0]!.id;
  }
  return undefined;
}

/** How to look for the session, the surest first. */
async function narrowings(message: Message, handling: Handling): Promise<[string, string][][]> {
  const schedule = textOf(segmentOf(message, 'SCH'), 5);
  if (schedule !== '') {
    const query: [string, string][] = [['identifier', escapeSearchValue(schedule)]];
    const named = await listed<Found>(handling, ['Schedule'], query);
    return [schedule, ...named.map(({ id = '' }) => id)].map((id) => [['schedule', id]]);
  }
  const role = textOf(segmentOf(message, 'AIP'), 3);
  const department = textOf(segmentOf(message, 'AIS'), 3);
  const both: [string, string][] = [
    ['practitioner-role', role],
    ['department', department],
  ];
  const known = both.filter(([, value]) => value !== '');
  return known.length === 0 ? [] : [known];
}

async function listed<Kind>(
  { send }: Handling,
  path: string[],
  query: [string, string][],
): Promise<Kind[]> {
  const { resource } = await send('GET', path, { query });
  const { entry = [] } = resource as Resource & { entry?: { resource?: Kind }[] };
  return entry.flatMap(({ resource: one }) => (one === undefined ? [] : [one]));
}

/** The Patient in PID, whom we may know by now; registered as ADT does where we do not. */
async function patientOf(message: Message, handling: Handling): Promise<string | undefined> {
  const pid = segmentOf(message, 'PID');
  if (pid === undefined) return undefined;
  const known = await knownPatient(pid, handling);
  if (known !== undefined) return known;
  await register(message, handling);
  return knownPatient(pid, handling);
}

async function knownPatient(pid: Segment, handling: Handling): Promise<string | undefined> {
  const { authorities, organization } = handling;
  for (const [at, cx] of repetitionsOf(pid, 3).entries()) {
    const { identifier, authority } = readAssigned(cx, authorities, `PID^1^3^${at + 1}`);
    if (authority.organization !== organization || partOf(cx, 1) === '') continue;
    const query: [string, string][] = [['identifier', identifierValue(identifier)]];
    const [found] = await listed<Found>(handling, ['Patient'], query);
    if (found?.id !== undefined) return found.id;
  }
  return undefined;
}
