/**
 * Tells hospitals' own systems of bookings, for as long as the server runs: the messages are
 * written here, where the store and HL7 v2 meet.
 * docs/decisions/0026-his-adapters.md
 */
import type { Resource } from '#model/fhir.ts';
import { type DeliverParts, deliver } from '../../exchange/his/deliver.ts';
import { siuText } from '../../exchange/his/siu-out.ts';
import { type Authority, readAuthorities } from '../../exchange/hl7v2/authorities.ts';
import { hl7MediaType } from '../../exchange/hl7v2/route.ts';
import { createSend } from '../../exchange/hl7v2/send.ts';
import type { Store } from '../../fhir/handling/interaction.ts';
import { placeOf } from '../../fhir/handling/prepare.ts';
import { createZoneOffset } from '../../fhir/search/values/time-zone.ts';
import { resourceKey } from '../../fhir/store/hash.ts';
import { patientBucket } from '../../fhir/store/ids.ts';
import { patientIn } from '../../modules/scheduling/bookings/appointment.ts';
import type { Waiting } from '../../modules/scheduling/hospital/outbox.ts';
import { repeat } from '../../repeat.ts';
import type { Hub } from '../hub.ts';

const everyMs = 1000;
/** So long an answer may take. */
const patienceMs = 10_000;
/** So many characters of an answer are read: an acknowledgment is short. */
const longestAnswer = 65_536;
/** For how long it is remembered who assigns which numbers. */
const authoritiesMs = 60_000;

/**
 * Posts messages. A redirection is not followed: the operator allowed one address, no other.
 * @param longest so many characters of an answer are read.
 */
export const createPost =
  (longest: number): DeliverParts<Waiting>['post'] =>
  async (url, headers, body) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: [...headers, ['content-type', `${hl7MediaType}; charset=utf-8`]],
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    return { status: response.status, text: (await response.text()).slice(0, longest) };
  };

/** Posts what is acknowledged. */
export const postMessage = createPost(longestAnswer);

/** What the telling of a hub works with. */
export function tellingOf(
  { house, router, scheduling }: Pick<Hub, 'house' | 'router' | 'scheduling'>,
  given: { origins: ReadonlySet<string>; timeZone: string; post: DeliverParts<Waiting>['post'] },
): DeliverParts<Waiting> {
  const { origins, timeZone, post } = given;
  const offset = createZoneOffset(timeZone);
  const send = createSend((request) => router.answer(request, house));
  let known: { at: number; authorities: Authority[] } | undefined;
  const authoritiesNow = async () => {
    const at = house.now();
    if (known === undefined || at - known.at > authoritiesMs) {
      known = { at, authorities: await readAuthorities(send) };
    }
    return known.authorities;
  };
  return {
    outbox: scheduling.outbox,
    origins,
    post,
    now: house.now,
    async write(waiting, controlId) {
      const appointment = await readAs(house, 'Appointment', waiting.appointment);
      if (appointment === undefined) return undefined;
      const patient = await readAs(house, 'Patient', patientIn(appointment));
      if (patient === undefined) return undefined;
      await record(house, waiting, patient);
      const { event, earlier, schedule, filler, n, organization } = waiting;
      const telling = { event, appointment, patient, earlier, schedule, filler, organization };
      const authorities = await authoritiesNow();
      return siuText(
        { ...telling, number: n },
        { authorities, offset, now: house.now(), controlId },
      );
    },
  };
}

async function readAs(house: Store, type: string, id: string): Promise<Resource | undefined> {
  const row = await house.read(placeOf(house, type, id));
  return row === undefined ? undefined : (JSON.parse(row.body) as Resource);
}

/** Who is told whose name and number stands in the log before it leaves. */
async function record(house: Store, waiting: Waiting, patient: Resource): Promise<void> {
  const id = patient.id ?? '';
  await house.journal.record({
    at: house.now(),
    event: 'his-tell',
    action: 'R',
    outcome: 0,
    caller: undefined,
    address: undefined,
    why: undefined,
    entities: [`Appointment/${waiting.appointment}`, `Organization/${waiting.organization}`],
    patients: [{ key: resourceKey('Patient', id), bucket: patientBucket(id) }],
    query: undefined,
    refusal: undefined,
    request: '',
  });
}

/** Starts. @returns what stops, once the message under way is answered. */
export function tellHospitals(
  hub: Pick<Hub, 'house' | 'router' | 'scheduling'>,
  given: {
    origins: ReadonlySet<string>;
    timeZone: string;
    report: (error: unknown) => void;
  },
): () => Promise<void> {
  const { origins, timeZone, report } = given;
  const parts = tellingOf(hub, { origins, timeZone, post: postMessage });
  return repeat(everyMs, () => deliver(parts), { report });
}
