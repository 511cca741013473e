/**
 * How a hospital's own system stands to us, what differs, and which lists were compared, as the
 * page shows them. https://hl7.org/fhir/R4/parameters.html
 */
import type { AppointmentStatus } from '#model/scheduling/appointment-states.ts';
import { clockText, dayText, exactText } from '../../../../design/moment.ts';
import type { Fact } from '../../../../fhir/shapes.ts';
import { fill } from '../../../../i18n/fill.ts';
import type { ClinicWords } from '../../parts/clinic-words.ts';
import { partsOf } from '../../../../fhir/parameters.ts';
import { type ClinicSession, type Person, personIn } from '../../parts/session.ts';

/** A hospital. */
export interface Hospital {
  /** Id of the Organization. */
  id: string;
  name: string;
  /** Empty where it is not told of bookings. */
  url: string;
  waiting: number;
  failures: number;
}

/** What a person may do beside saying how it was seen to. */
export type Deed = 'keep-ours' | 'take-theirs';

type Words = ClinicWords['numbers'];

/** A difference. */
export interface NumberDifference {
  id: string;
  kind: keyof Words['kinds'];
  found: string;
  /** Empty where it is open. */
  settled: string;
  by: string;
  note: string;
  doctor: string;
  department: string;
  /** Undefined where there is no booking of ours. */
  booking: { status: AppointmentStatus; start: string; number: number; person: Person } | undefined;
  filler: string;
  ours: string;
  theirs: string;
  may: Deed[];
}

/** What came of a hospital's list of a session. */
export interface ComparedList {
  schedule: string;
  start: string;
  compared: string;
  agreed: number;
  settled: number;
  open: number;
}

const idIn = (reference: string | undefined) => reference?.split('/')[1] ?? '';

/** The hospitals of `Organization/$his-hospitals`. */
export function hospitalsOf(answer: Fact): Hospital[] {
  return partsOf(answer)
    .all('hospital')
    .map(({ text, count, reference }) => ({
      id: idIn(reference('organization').reference),
      name: reference('organization').display ?? '',
      url: text('url'),
      waiting: count('waiting'),
      failures: count('failures'),
    }));
}

/** The differences of `Organization/:id/$his-differences`. */
export function differencesOf(answer: Fact): NumberDifference[] {
  return partsOf(answer)
    .all('difference')
    .map((parts) => {
      const { text, count, reference, texts } = parts;
      const status = text('status') as AppointmentStatus | '';
      const person = personIn(parts);
      return {
        id: text('id'),
        kind: text('kind') as NumberDifference['kind'],
        found: text('found'),
        settled: text('settled'),
        by: text('by'),
        note: text('note'),
        doctor: reference('role').display ?? '',
        department: reference('department').display ?? '',
        booking:
          status === ''
            ? undefined
            : { status, start: text('start'), number: count('number'), person },
        filler: text('filler'),
        ours: text('ours'),
        theirs: text('theirs'),
        may: texts('may') as Deed[],
      };
    });
}

/** The lists of `Organization/:id/$his-lists`. */
export function listsOf(answer: Fact): ComparedList[] {
  return partsOf(answer)
    .all('list')
    .map(({ text, count, reference }) => ({
      schedule: idIn(reference('schedule').reference),
      start: text('start'),
      compared: text('compared'),
      agreed: count('agreed'),
      settled: count('settled'),
      open: count('open'),
    }));
}

/** The list of a session, where one was compared. */
export function listOf(
  lists: readonly ComparedList[],
  { schedule, start }: Pick<ClinicSession, 'schedule' | 'start'>,
): ComparedList | undefined {
  const at = Date.parse(start);
  return lists.find((one) => one.schedule === schedule && Date.parse(one.start) === at);
}

type Booking = NonNullable<NumberDifference['booking']>;

/**
 * What one side says, in words: `living 2026-11-30T01:00:00.000Z #3`, `S12`, `AE no room`. What is
 * not understood is shown as it is.
 * @param booking what is shown of it beside this is not said again.
 */
export function saidText(
  said: string,
  { says }: Pick<Words, 'says'>,
  booking?: Pick<Booking, 'start' | 'number'>,
): string {
  const [, code, words] = /^(A[ER]) ?(.*)$/.exec(said) ?? [];
  if (code === 'AE' || code === 'AR') return fill(says[code], { said: words ?? '' });
  const [, room] = /^room for (\d+)$/.exec(said) ?? [];
  if (room !== undefined) return fill(says.room, { n: room });
  if (said === 'more numbers are taken') return says.more;
  const known = [
    booking === undefined ? '' : new Date(booking.start).toISOString(),
    `#${booking?.number ?? ''}`,
  ];
  return said
    .split(' ')
    .filter((part) => !known.includes(part))
    .map((part) => {
      if (/^\d{4}-\d\d-\d\dT/.test(part)) return exactText(part);
      if (/^#\d+$/.test(part)) return fill(says.number, { n: part.slice(1) });
      return Object.entries(says).find(([key]) => key === part)?.[1] ?? part;
    })
    .join(' · ');
}

/** What a difference can say of a booking of ours that is in this state. */
const saidOf: Partial<Record<AppointmentStatus, readonly string[]>> = {
  booked: ['living', 'S12', 'S13', 'S14'],
  'checked-in': ['here'],
  fulfilled: ['here'],
  cancelled: ['cancelled', 'S15'],
  noshow: ['noshow', 'S26'],
};

/** Whether a booking became something else since the difference was found. */
export function hasMoved({ ours, booking }: Pick<NumberDifference, 'ours' | 'booking'>): boolean {
  const [said = ''] = ours.split(' ');
  return booking !== undefined && saidOf[booking.status]?.includes(said) !== true;
}

/** Which clinic and which number. */
export function whichText(one: NumberDifference, { part, numbers }: ClinicWords): string {
  const { doctor, department, booking, filler } = one;
  const clinic = doctor === '' ? department : doctor;
  const at =
    booking === undefined
      ? fill(numbers.filler, { filler })
      : fill(numbers.numberAt, {
          day: dayText(booking.start).slice(5),
          time: clockText(booking.start) ?? '',
          n: booking.number,
        });
  return `${clinic === '' ? part.none : clinic} ${at}`;
}
