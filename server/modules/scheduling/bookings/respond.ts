/**
 * `POST AppointmentResponse`: a number that is held or was offered is accepted, or a booking is
 * declined, in FHIR's own words; the response is kept.
 * https://hl7.org/fhir/R4/appointmentresponse.html
 */
import type { Resource } from '#model/fhir.ts';
import { create } from '#fhir/interactions/create.ts';
import { readExisting } from '#fhir/interactions/read.ts';
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirRequest, Interaction, Store } from '#fhir/handling/interaction.ts';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { transact } from '#fhir/handling/transact.ts';
import { refuse } from '#fhir/refusals.ts';
import { isBooked, patientIn } from './appointment.ts';
import { type CancelParts, answerMoved, createCancel, readOwn } from './cancel.ts';
import { confirm } from './confirm.ts';

interface Response extends Resource {
  appointment?: { reference?: string };
  participantStatus?: string;
}

/**
 * 201 with the AppointmentResponse. `accepted` confirms, `declined` gives back; said again, it
 * changes nothing more. One about an Appointment that is not the desk's is created as it is. Throws
 * what `$book` and `$cancel` throw.
 */
export function createRespond(parts: CancelParts): Interaction {
  const cancel = createCancel(parts);
  return async (request, store) => {
    const { appointment, participantStatus } = parseContent(request).resource as Response;
    const id = /^Appointment\/([A-Za-z0-9\-.]{1,64})$/.exec(appointment?.reference ?? '')?.[1];
    if (id === undefined) return create(request, store);
    const row = await readExisting(store, 'Appointment', id);
    if (!isBooked(JSON.parse(row.body) as Resource)) return create(request, store);
    const booked = await readOwn(parts.mayBookFor, store, id);
    const { status } = booked as Resource & { status?: string };
    const wanted = { accepted: 'booked', declined: 'cancelled' }[participantStatus ?? ''];
    if (wanted === undefined) throw refuse('parameter-missing', { name: 'participantStatus' });
    if (wanted === 'booked' && status === 'proposed') await confirm(parts, store, id);
    else if (wanted === 'cancelled' && status !== 'cancelled') await cancel(about(id), store);
    else if (!said.get(wanted)?.has(status ?? '')) throw refuse('appointment-state');
    return keep(parts.house, store, { booked, participantStatus: participantStatus! });
  };
}

/** States in which a response is true already. */
const said: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['booked', new Set(['pending', 'booked', 'checked-in', 'fulfilled'])],
  ['cancelled', new Set(['cancelled'])],
]);

const about = (id: string): FhirRequest => ({
  method: 'POST',
  path: ['Appointment', id, '$cancel'],
  id,
  query: [],
  headers: {},
  base: '',
});

/** Keeps a response of the patient, as the house writes it. */
async function keep(
  house: Store,
  store: Store,
  { booked, participantStatus }: { booked: Resource; participantStatus: string },
) {
  const { start, end } = booked as Resource & { start?: string; end?: string };
  const resource = {
    resourceType: 'AppointmentResponse',
    meta: { source: booked.meta?.['source'] },
    appointment: { reference: `Appointment/${booked.id}` },
    ...(start === undefined ? {} : { start, end }),
    actor: { reference: `Patient/${patientIn(booked)}` },
    participantStatus,
  } as Resource;
  const write = await transact({ ...house, trace: store.trace }, async (bound, apply) => {
    const made = prepareCreate(bound, { resource, faithful: resource });
    await apply([made]);
    return made;
  });
  const { version } = write;
  return {
    ...answerMoved(write),
    status: 201,
    location: `AppointmentResponse/${write.id}/_history/${version}`,
  };
}
