/**
 * What a Schedule of ours says of its clinics: when they are, how many numbers a slot has, for whom
 * they are kept, until when they can be given back. China's rules APT-01, APT-02, FD-06.
 * https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import {
  type BookingRules,
  type Clinic,
  clinicUrl,
  mostNumbers,
  mostOfRules,
  rulesUrl,
  usualRules,
  weekdays,
} from '#model/scheduling/clinic.ts';
import { poolCodes } from '#model/scheduling/pools.ts';
import { refuse } from '#fhir/refusals.ts';

/** The longest slot, in minutes: 号源时段不得超过1小时 (APT-01). */
export const longestSlot = 60;

/** A Schedule as it is read. */
export interface Template {
  id: string;
  active: boolean;
  /** References: who sees patients, in which department, where. */
  role: Named | undefined;
  department: Named;
  clinics: Clinic[];
  rules: BookingRules;
}

/** A reference and its words. */
export interface Named {
  reference: string;
  display: string;
}

interface Extension {
  url?: string;
  extension?: Extension[];
  valueCode?: string;
  valueTime?: string;
  valueInteger?: number;
  valueDecimal?: number;
  valueMoney?: { value?: number; currency?: string };
}

/**
 * Reads a Schedule. Throws `schedule-incomplete` where it says too little to make numbers of,
 * `slot-too-long` (APT-01).
 */
export function readTemplate(schedule: Resource): Template {
  const extensions = (schedule['extension'] ?? []) as Extension[];
  const actors = (schedule['actor'] ?? []) as Partial<Named>[];
  const named = (type: string): Named | undefined => {
    const found = actors.find(({ reference }) => reference?.startsWith(`${type}/`));
    if (found?.reference === undefined) return undefined;
    return { reference: found.reference, display: found.display ?? '' };
  };
  const department = named('HealthcareService');
  if (department === undefined) throw incomplete('Schedule.actor (HealthcareService)');
  const clinics = extensions.filter(({ url }) => url === clinicUrl).flatMap(readClinic);
  if (clinics.some((one, at) => clinics.slice(0, at).some((other) => overlap(one, other)))) {
    throw incomplete('start, end');
  }
  const told = extensions.find(({ url }) => url === rulesUrl);
  return {
    id: schedule.id ?? '',
    active: schedule['active'] !== false,
    role: named('PractitionerRole'),
    department,
    clinics,
    rules: readRules(told?.extension ?? []),
  };
}

const overlap = (one: Clinic, other: Clinic): boolean =>
  one.weekday === other.weekday && one.start < other.end && other.start < one.end;

const incomplete = (element: string) => refuse('schedule-incomplete', { element });

const partsOf = (extension: Extension) => {
  const parts = extension.extension ?? [];
  return {
    all: (name: string) => parts.filter(({ url }) => url === name),
    one: (name: string) => parts.find(({ url }) => url === name),
  };
};

function readClinic(extension: Extension): Clinic[] {
  const { all, one } = partsOf(extension);
  const start = minuteOf(one('start')?.valueTime);
  const end = minuteOf(one('end')?.valueTime);
  const minutes = one('slot-minutes')?.valueInteger ?? 0;
  const seats = one('slot-seats')?.valueInteger ?? 0;
  if (start === undefined || end === undefined || end <= start) throw incomplete('start, end');
  if (minutes > longestSlot) throw refuse('slot-too-long');
  if (minutes < 1 || (end - start) % minutes !== 0) throw incomplete('slot-minutes');
  const numbers = ((end - start) / minutes) * seats;
  if (seats < 1 || seats > mostSeats || numbers > mostNumbers) throw incomplete('slot-seats');
  return all('weekday').map(({ valueCode }) => {
    const weekday = weekdays.findIndex((name) => name === valueCode);
    if (weekday < 0) throw incomplete('weekday');
    return { weekday, start, end, minutes, seats };
  });
}

/** Numbers of one slot: more is a typing error. */
const mostSeats = 100;

/** `08:30:00` in minutes of the day. */
function minuteOf(time: string | undefined): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2}):\d{2}/.exec(time ?? '') ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Whole numbers of the rules, by the name of their part. */
const wholeParts = {
  'days-ahead': 'daysAhead',
  'release-hours': 'releaseHours',
  'cancel-minutes': 'cancelMinutes',
  'pay-minutes': 'payMinutes',
} as const;

function readRules(parts: readonly Extension[]): BookingRules {
  const rules = { ...usualRules, percents: readPercents(parts) };
  const part = (name: string) => parts.find(({ url }) => url === name);
  for (const [name, rule] of Object.entries(wholeParts)) {
    rules[rule] = part(name)?.valueInteger ?? rules[rule];
    if (!isWithin(rules[rule], mostOfRules[rule])) throw incomplete(name);
  }
  const { value: fee = 0, currency = 'CNY' } = part('fee')?.valueMoney ?? {};
  rules.fee = Math.round(fee * 100);
  if (currency !== 'CNY' || !isWithin(rules.fee, mostOfRules.fee)) throw incomplete('fee');
  rules.openMinute = minuteOf(part('opens-at')?.valueTime) ?? rules.openMinute;
  return rules;
}

const isWithin = (value: number, most: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= most;

function readPercents(parts: readonly Extension[]): BookingRules['percents'] {
  const percents: BookingRules['percents'] = {};
  for (const part of parts.filter(({ url }) => url === 'pool')) {
    const { one } = partsOf(part);
    const code = poolCodes.find((name) => name === one('code')?.valueCode);
    const percent = one('percent')?.valueDecimal ?? one('percent')?.valueInteger ?? -1;
    if (code === undefined || percent < 0) throw incomplete('pool');
    percents[code] = percent;
  }
  const reserved = Object.values(percents).reduce((sum, percent) => sum + percent, 0);
  if (reserved > 100) throw incomplete('pool');
  return percents;
}
