/**
 * `Schedule/:id/$ask-hospital`: a person does not wait for a hospital's list of a session; its own
 * system is asked for it now, and what it answers is compared as if it had sent it.
 * docs/decisions/0026-his-adapters.md
 */
import type { Resource } from '#model/fhir.ts';
import { type RequireScope, scopedBy } from '#fhir/operations/scoped.ts';
import { readParameters } from '#fhir/operations/parameters.ts';
import { type ListedThere, queryText, readListed } from '../../exchange/his/schedule-query.ts';
import { readAuthorities } from '../../exchange/hl7v2/authorities.ts';
import { Hl7Error } from '../../exchange/hl7v2/er7.ts';
import { createSend } from '../../exchange/hl7v2/send.ts';
import type { Interaction, Store } from '../../fhir/handling/interaction.ts';
import { refuse } from '../../fhir/refusals.ts';
import type { Route } from '../../fhir/router.ts';
import { createZoneOffset } from '../../fhir/search/values/time-zone.ts';
import { idIn } from '../../modules/scheduling/bookings/book.ts';
import { ownHospital } from '../../modules/scheduling/hospital/own-hospital.ts';
import type { Endpoint } from '../../modules/scheduling/hospital/outbox.ts';
import { patientHash } from '../../modules/scheduling/hospital/reconcile.ts';
import type { Scheduling } from '../../modules/scheduling/scheduling.ts';
import { type OpenSession, readSessionOf } from '../../modules/scheduling/sessions/availability.ts';
import { createPost } from './tell-hospitals.ts';

/** What the operation works with. */
export interface AskParts {
  /** The FHIR interface, as whoever asks. */
  answer: Interaction;
  requireScope: RequireScope;
  scheduling: Pick<Scheduling, 'outbox'>;
  /** Where hospitals may be asked, as `https://his.example`. */
  origins: ReadonlySet<string>;
  timeZone: string;
}

/** So many characters of a list are read: two thousand bookings have room in them. */
const longestList = 2_000_000;
const post = createPost(longestList);

/** The route. @param house the store without a caller. */
export function askHospitalRoutes(house: Store, parts: AskParts): Route[] {
  const scoped = scopedBy(parts.requireScope);
  return [
    {
      method: 'POST',
      path: 'Schedule/:id/$ask-hospital',
      interaction: 'ask-hospital',
      takes: { slot: 'Reference' },
      access: ['registrar', 'platform'],
      summary: "A hospital's own system is asked for its list of a session, which is compared now",
      handler: scoped('Appointment', 'u', createAsk(house, parts)),
    },
  ];
}

/**
 * `POST Schedule/:id/$ask-hospital` with `slot` (any of the session): what `$reconcile` answers.
 * Throws `slot-unknown`, `other-institution`, `his-not-told`, `his-silent`.
 */
function createAsk(house: Store, parts: AskParts): Interaction {
  return async (request, store) => {
    const slot = idIn(readParameters(request), 'slot', 'Slot');
    const schedule = request.id!;
    const session = slot && (await readSessionOf(house.sql, { schedule, slot }));
    if (!session) throw refuse('slot-unknown');
    ownHospital(store, session.organization);
    const endpoint = await parts.scheduling.outbox.endpoint(session.organization);
    // The operator may have taken back what he allowed.
    const isAllowed = endpoint !== undefined && parts.origins.has(new URL(endpoint.url).origin);
    if (!isAllowed) throw refuse('his-not-told');
    // What changes from now on is newer than what is answered.
    const made = house.now();
    const listed = await askFor(house, parts, { session, endpoint, made });
    const value = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'slot', valueReference: { reference: `Slot/${slot}` } },
        { name: 'made', valueInstant: new Date(made).toISOString() },
        ...listed.map(bookingParameter),
      ],
    } as Resource;
    const path = ['Schedule', schedule, '$reconcile'];
    return parts.answer({ ...request, path, body: { value, faithful: value } }, store);
  };
}

async function askFor(
  house: Store,
  { answer, timeZone }: AskParts,
  given: { session: OpenSession; endpoint: Endpoint; made: number },
): Promise<ListedThere[]> {
  const { session, endpoint, made } = given;
  const offset = createZoneOffset(timeZone);
  const authorities = await readAuthorities(createSend((asked) => answer(asked, house)));
  const controlId = `YSQ${Buffer.from(house.randomBytes(8)).toString('hex')}`;
  const { organization, schedule, starts, ends } = session;
  const text = queryText({ schedule, starts, ends, organization, offset, now: made, controlId });
  const said = await post(endpoint.url, endpoint.headers, text).catch(() => undefined);
  if (said?.status !== 200) throw refuse('his-silent');
  try {
    const listed = readListed(said.text, { controlId, organization, authorities, offset });
    if (listed !== undefined) return listed;
  } catch (error) {
    if (!(error instanceof Hl7Error)) throw error;
  }
  throw refuse('his-silent');
}

function bookingParameter(one: ListedThere): object {
  const { filler, placer, state, starts, number, card, patient = card } = one;
  const part: object[] = [{ name: 'state', valueCode: state }];
  if (filler !== undefined) part.push({ name: 'filler', valueString: filler });
  if (placer !== undefined) {
    part.push({ name: 'placer', valueReference: { reference: `Appointment/${placer}` } });
  }
  if (starts !== undefined) {
    part.push({ name: 'start', valueInstant: new Date(starts).toISOString() });
  }
  if (number !== undefined) part.push({ name: 'number', valueInteger: number });
  if (card !== undefined) part.push({ name: 'patient-hash', valueString: patientHash(card) });
  if (patient !== undefined) part.push({ name: 'patient', valueIdentifier: patient });
  return { name: 'booking', part };
}
