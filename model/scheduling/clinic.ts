/**
 * The clinics of a Schedule and how their numbers are booked, as extensions: FHIR has no place for
 * a week that comes back. China's rules APT-02, FD-06.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { PoolCode } from './pools.ts';

const extensionBase = 'https://yishu.example/StructureDefinition/';
/** Repeated in a Schedule: a clinic that comes back every week. */
export const clinicUrl = `${extensionBase}weekly-clinic`;
/** Once in a Schedule: how its numbers are booked. */
export const rulesUrl = `${extensionBase}booking-rules`;

/** Days of the week, as FHIR codes them; 0 is Sunday. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** A clinic that comes back every week. */
export interface Clinic {
  /** 0 is Sunday. */
  weekday: number;
  /** Minutes of the day. */
  start: number;
  end: number;
  /** Minutes of a slot. */
  minutes: number;
  /** Numbers of a slot. */
  seats: number;
}

/** How the numbers of a Schedule are booked. */
export interface BookingRules {
  /** Percent of the numbers of each pool; the public has the rest. */
  percents: Partial<Record<PoolCode, number>>;
  /** Fen. */
  fee: number;
  /** How many days before its day the public books a session, and at which minute of that day. */
  daysAhead: number;
  openMinute: number;
  /** Hours before the session at which reserved numbers go to the public. */
  releaseHours: number;
  /** Until how many minutes before its slot a resident cancels. */
  cancelMinutes: number;
  /** For how many minutes an unpaid booking is kept; 0: it is paid at the visit. */
  payMinutes: number;
}

/** What is so where a Schedule does not say it. */
export const usualRules: BookingRules = {
  percents: {},
  fee: 0,
  daysAhead: 7,
  openMinute: 7 * 60,
  releaseHours: 24,
  cancelMinutes: 60,
  payMinutes: 0,
};

/**
 * The most that a rule may say; the least is 0. Numbers are made for every day ahead, so a typing
 * error there would make them for centuries.
 */
export const mostOfRules = {
  daysAhead: 90,
  releaseHours: 90 * 24,
  cancelMinutes: 90 * 24 * 60,
  payMinutes: 24 * 60,
  /** Fen. */
  fee: 9_999_999,
} as const satisfies Partial<Record<keyof BookingRules, number>>;

/** Numbers that one session may have. */
export const mostNumbers = 2000;

/** The extensions of a Schedule that say this; what server/modules/scheduling reads. */
export function templateExtensions(
  clinics: readonly Clinic[],
  rules: Partial<BookingRules>,
): object[] {
  const two = (count: number) => String(count).padStart(2, '0');
  const time = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`;
  const said = { ...usualRules, ...rules };
  return [
    ...clinics.map(({ weekday, start, end, minutes, seats }) => ({
      url: clinicUrl,
      extension: [
        { url: 'weekday', valueCode: weekdays[weekday] },
        { url: 'start', valueTime: time(start) },
        { url: 'end', valueTime: time(end) },
        { url: 'slot-minutes', valueInteger: minutes },
        { url: 'slot-seats', valueInteger: seats },
      ],
    })),
    {
      url: rulesUrl,
      extension: [
        ...Object.entries(said.percents).map(([code, percent]) => ({
          url: 'pool',
          extension: [
            { url: 'code', valueCode: code },
            { url: 'percent', valueDecimal: percent },
          ],
        })),
        { url: 'fee', valueMoney: { value: said.fee / 100, currency: 'CNY' } },
        { url: 'days-ahead', valueInteger: said.daysAhead },
        { url: 'opens-at', valueTime: time(said.openMinute) },
        { url: 'release-hours', valueInteger: said.releaseHours },
        { url: 'cancel-minutes', valueInteger: said.cancelMinutes },
        { url: 'pay-minutes', valueInteger: said.payMinutes },
      ],
    },
  ];
}
