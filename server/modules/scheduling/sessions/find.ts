/**
 * `Appointment/$find`: which slots have numbers for the caller, as a Bundle of Slots.
 * https://hl7.org/fhir/R4/slot.html
 */
import type { Resource } from '#model/fhir.ts';
import { clinicOfSlotUrl, freeUrl } from '#model/scheduling/extensions.ts';
import { type PoolCode, poolCodes } from '#model/scheduling/pools.ts';
import type { FhirRequest, FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { outcomeText } from '#fhir/handling/outcome.ts';
import { refuse } from '#fhir/refusals.ts';
import type { ZoneOffset } from '#fhir/search/values/time-zone.ts';
import { resourceKey } from '#fhir/store/hash.ts';
import { type Availability, type OpenSession, type OpenSlot, freeIn } from './availability.ts';
import { dayWritten, isPaidFirst, momentAt } from './sessions.ts';
import { callerOf, moverOf } from '../who-may.ts';

/** What is asked for. */
interface Filter {
  organization: string | undefined;
  department: string | undefined;
  role: string | undefined;
  schedule: string | undefined;
  slot: string | undefined;
  start: number;
  end: number;
  pools: readonly PoolCode[];
  /** Whether pools are shown. */
  early: boolean;
  /** Departments instead of Slots. */
  byDepartment: boolean;
}

/** Slots of an answer: more are found by a narrower question. */
const most = 2000;
/** Answers that are remembered until something changes. */
const remembered = 2000;

/**
 * `GET Appointment/$find?department=&organization=&practitioner-role=&start=&end=`: 200 with a
 * searchset of Slots that are not over, with how many numbers are free, and a warning where there
 * are more than it holds; with `by=department` of the departments that have clinics. `start` and
 * `end` are moments with a zone, or days of the region, the last one whole. Throws `days-wrong`.
 */
export function createFind(
  availability: Availability,
  { now, offset }: { now: () => number; offset: ZoneOffset },
): Interaction {
  const answers = new Map<string, { version: number; minute: number; body: string }>();
  return async (request, store) => {
    const filter = filterOf(request, store, { now: now(), offset });
    const name = JSON.stringify(filter);
    const version = availability.version();
    const minute = Math.floor(now() / 60_000);
    const known = answers.get(name);
    if (known?.version === version && known.minute === minute) return answer(known.body);
    const found = filter.byDepartment ? departmentsOf : bundleOf;
    const body = JSON.stringify(found(availability, filter, now()));
    if (answers.size >= remembered) answers.clear();
    answers.set(name, { version, minute, body });
    return answer(body);
  };
}

const answer = (body: string): FhirResponse => ({
  status: 200,
  body,
  looked: { entities: ['Slot'], patients: [] },
});

const dayMs = 86_400_000;

function filterOf(
  request: FhirRequest,
  store: Store,
  { now, offset }: { now: number; offset: ZoneOffset },
): Filter {
  const query = new Map(request.query);
  const id = (name: string, type: string) => query.get(name)?.replace(`${type}/`, '');
  // By the minute: what is over by then is left out anyway, and answers are remembered.
  const start = momentOf(query.get('start'), offset, 0) ?? Math.floor(now / 60_000) * 60_000;
  const end = momentOf(query.get('end'), offset, 1) ?? start + 14 * dayMs;
  if (end <= start || end - start > 60 * dayMs) throw refuse('days-wrong');
  const resident = moverOf(callerOf(store)) === 'resident';
  return {
    organization: id('organization', 'Organization'),
    department: id('department', 'HealthcareService'),
    role: id('practitioner-role', 'PractitionerRole'),
    schedule: id('schedule', 'Schedule'),
    slot: id('slot', 'Slot'),
    start,
    end,
    pools: resident ? ['public'] : poolCodes,
    early: !resident,
    byDepartment: query.get('by') === 'department',
  };
}

/** A moment as it is written, or where a day of the region begins, so many days later. */
function momentOf(
  text: string | undefined,
  offset: ZoneOffset,
  daysLater: number,
): number | undefined {
  if (text === undefined) return undefined;
  const day = dayWritten(text);
  if (day !== undefined) return momentAt(day + daysLater, 0, offset);
  const at = zoned.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw refuse('days-wrong');
  return at;
}

/** A time of day is one moment only in a zone. */
const zoned = /T.*(?:Z|[+-]\d{2}:\d{2})$/;

function bundleOf(availability: Availability, filter: Filter, now: number): object {
  const sessions = [...availability.all()]
    .filter((session) => fits(session, filter))
    .toSorted((a, b) => a.starts - b.starts || (a.session < b.session ? -1 : 1));
  const found = sessions.flatMap((session) =>
    session.slots
      .filter(({ id, ends }) => ends > now && (filter.slot === undefined || filter.slot === id))
      .map((slot) => ({ session, slot })),
  );
  const entry: object[] = found
    .slice(0, most)
    .map(({ session, slot }) => ({ resource: slotResource(session, slot, filter) }));
  if (found.length > most) entry.push(narrower(found.length));
  return { resourceType: 'Bundle', type: 'searchset', total: found.length, entry };
}

/** Says that there are more than an answer holds. */
function narrower(count: number): object {
  const text = {
    zh: `共有 ${count} 个时段，此处为最早的 ${most} 个；请缩小查询范围`,
    en: `There are ${count} slots, and these are the earliest ${most}; ask for fewer`,
  };
  const outcome = outcomeText([{ severity: 'warning', code: 'too-costly', text }]);
  return { resource: JSON.parse(outcome) as Resource, search: { mode: 'outcome' } };
}

/** The departments that have clinics, with how many numbers are free. */
function departmentsOf(availability: Availability, filter: Filter, now: number): object {
  const sessions = [...availability.all()].filter((session) => fits(session, filter));
  const byDepartment = Map.groupBy(sessions, ({ department }) => department);
  const entry = Array.from(byDepartment.values(), (own) => {
    const { department, hospital } = own[0]!.rules;
    const open = own.filter(({ opens }) => filter.early || opens <= now);
    const slots = open.flatMap((session) => session.slots.filter(({ ends }) => ends > now));
    const free = slots.reduce((sum, slot) => sum + freeIn(slot, filter.pools), 0);
    return {
      resource: {
        resourceType: 'HealthcareService',
        id: department.reference.split('/')[1]!,
        extension: [{ url: freeUrl, valueInteger: free }],
        providedBy: hospital,
        name: department.display,
      },
    };
  });
  const name = ({ resource: { providedBy, id } }: (typeof entry)[number]) =>
    `${providedBy.reference} ${id}`;
  const sorted = entry.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  return { resourceType: 'Bundle', type: 'searchset', total: sorted.length, entry: sorted };
}

function fits(session: OpenSession, filter: Filter): boolean {
  const { organization, department, role, schedule, start, end } = filter;
  return (
    !session.isStopped &&
    session.ends > start &&
    session.starts < end &&
    (organization === undefined || session.organization === organization) &&
    (schedule === undefined || session.schedule === schedule) &&
    (role === undefined || session.rules.role?.reference === `PractitionerRole/${role}`) &&
    (department === undefined ||
      session.department === resourceKey('HealthcareService', department))
  );
}

function slotResource(
  session: OpenSession,
  slot: OpenSlot,
  { pools, early }: Filter,
): Resource & { id: string } {
  const free = freeIn(slot, pools);
  const { role, department, hospital, fee } = session.rules;
  return {
    resourceType: 'Slot',
    id: slot.id,
    extension: [
      { url: freeUrl, valueInteger: free },
      {
        url: clinicOfSlotUrl,
        extension: [
          ...(role === undefined ? [] : [{ url: 'role', valueReference: role }]),
          { url: 'department', valueReference: department },
          { url: 'hospital', valueReference: hospital },
          { url: 'fee', valueMoney: { value: fee / 100, currency: 'CNY' } },
          { url: 'pay-first', valueBoolean: isPaidFirst(session.rules) },
          { url: 'opens', valueInstant: new Date(session.opens).toISOString() },
          ...(early ? poolParts(slot) : []),
        ],
      },
    ],
    schedule: { reference: `Schedule/${session.schedule}` },
    status: free > 0 ? 'free' : 'busy',
    start: new Date(slot.starts).toISOString(),
    end: new Date(slot.ends).toISOString(),
  };
}

const poolParts = ({ free }: OpenSlot): object[] =>
  Object.entries(free).map(([code, count]) => ({
    url: 'pool',
    extension: [
      { url: 'code', valueCode: code },
      { url: 'free', valueInteger: count },
    ],
  }));
