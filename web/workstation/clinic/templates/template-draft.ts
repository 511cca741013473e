/**
 * A template of clinics as the form has it: every field a text, read from a Schedule and written
 * back. China's rules APT-01, APT-02, FD-06. https://hl7.org/fhir/R4/schedule.html
 */
import type { Resource } from '#model/fhir.ts';
import {
  type Clinic,
  clinicUrl,
  rulesUrl,
  templateExtensions,
  usualRules,
  weekdays,
} from '#model/scheduling/clinic.ts';
import { type PoolCode, poolCodes } from '#model/scheduling/pools.ts';
import { listAt, textAt, withExtensions } from '../../administration/parts/resource-parts.ts';

/** A clinic of the week. */
export interface ClinicDraft {
  /** 0 is Sunday. */
  weekday: number;
  /** 08:00. */
  start: string;
  end: string;
  minutes: string;
  seats: string;
}

/** The pools for which numbers are kept; the public has the rest. */
export type ReservedPool = Exclude<PoolCode, 'public'>;
export const reservedPools = poolCodes.filter((code) => code !== 'public') as ReservedPool[];

/** The rules that are whole numbers. */
export const wholeRules = ['daysAhead', 'releaseHours', 'cancelMinutes', 'payMinutes'] as const;
export type WholeRule = (typeof wholeRules)[number];

/** What the form has. */
export interface TemplateDraft extends Record<WholeRule, string> {
  /** Ids of the HealthcareService and, unless any doctor sees patients, of the PractitionerRole. */
  service: string;
  role: string;
  isActive: boolean;
  clinics: ClinicDraft[];
  percents: Record<ReservedPool, string>;
  /** Yuan. */
  fee: string;
  /** 07:00. */
  opensAt: string;
}

interface Extension {
  url?: string;
  extension?: Extension[];
  valueCode?: string;
  valueTime?: string;
  valueInteger?: number;
  valueDecimal?: number;
  valueMoney?: { value?: number };
}

interface Actor {
  reference?: string;
  display?: string;
}

const parts = (holder: object, name: string) =>
  listAt<Extension>(holder, 'extension').filter(({ url }) => url === name);
const part = (holder: object, name: string) => parts(holder, name)[0];

/** Who sees patients by a Schedule: the doctor and the department, as they are called. */
export function actorOf(schedule: Resource, type: 'PractitionerRole' | 'HealthcareService') {
  const found = listAt<Actor>(schedule, 'actor').find(({ reference }) =>
    reference?.startsWith(`${type}/`),
  );
  return { id: found?.reference?.split('/')[1] ?? '', name: found?.display ?? '' };
}

/** The clinics of a Schedule, a row each day of the week. */
export function clinicsIn(schedule: Resource): ClinicDraft[] {
  return parts(schedule, clinicUrl)
    .flatMap((clinic) =>
      parts(clinic, 'weekday').map(({ valueCode }) => ({
        weekday: weekdays.findIndex((name) => name === valueCode),
        start: part(clinic, 'start')?.valueTime?.slice(0, 5) ?? '',
        end: part(clinic, 'end')?.valueTime?.slice(0, 5) ?? '',
        minutes: String(part(clinic, 'slot-minutes')?.valueInteger ?? ''),
        seats: String(part(clinic, 'slot-seats')?.valueInteger ?? ''),
      })),
    )
    .toSorted((a, b) => mondayFirst(a) - mondayFirst(b) || a.start.localeCompare(b.start));
}

const mondayFirst = ({ weekday }: ClinicDraft) => (weekday + 6) % 7;

/** What the form starts from. */
export function draftOf(schedule: Resource | undefined): TemplateDraft {
  const rules = (schedule && part(schedule, rulesUrl)) ?? {};
  const whole = (name: string, usual: number) => String(part(rules, name)?.valueInteger ?? usual);
  const percents = new Map(
    parts(rules, 'pool').map((pool) => [
      part(pool, 'code')?.valueCode,
      part(pool, 'percent')?.valueDecimal ?? 0,
    ]),
  );
  const role = schedule && actorOf(schedule, 'PractitionerRole').id;
  return {
    service: schedule === undefined ? '' : actorOf(schedule, 'HealthcareService').id,
    role: role ?? '',
    isActive: schedule?.['active'] !== false,
    clinics: schedule === undefined ? [usualClinic] : clinicsIn(schedule),
    percents: Object.fromEntries(
      reservedPools.map((code) => [code, String(percents.get(code) ?? 0)]),
    ) as TemplateDraft['percents'],
    fee: String(part(rules, 'fee')?.valueMoney?.value ?? 0),
    opensAt: part(rules, 'opens-at')?.valueTime?.slice(0, 5) ?? clock(usualRules.openMinute),
    daysAhead: whole('days-ahead', usualRules.daysAhead),
    releaseHours: whole('release-hours', usualRules.releaseHours),
    cancelMinutes: whole('cancel-minutes', usualRules.cancelMinutes),
    payMinutes: whole('pay-minutes', usualRules.payMinutes),
  };
}

/** The first row of a new template. */
export const usualClinic: ClinicDraft = {
  weekday: 1,
  start: '08:00',
  end: '11:30',
  minutes: '30',
  seats: '3',
};

function clock(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** `08:30` in minutes of the day; undefined for what is no time. */
export function minuteOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** A row as numbers; undefined where it has none yet. */
export function clinicOf({ weekday, ...texts }: ClinicDraft): Clinic | undefined {
  const [start, end] = [minuteOf(texts.start), minuteOf(texts.end)];
  const [minutes, seats] = [Number(texts.minutes), Number(texts.seats)];
  if (start === undefined || end === undefined) return undefined;
  return { weekday, start, end, minutes, seats };
}

/**
 * The Schedule that a draft without problems says; what the form does not know stays.
 * @param names what the doctor and the department are called.
 */
export function scheduleOf(
  draft: TemplateDraft,
  before: Resource | undefined,
  names: { role: string; service: string },
): Resource {
  const percents = Object.fromEntries(
    reservedPools
      .map((code) => [code, Number(draft.percents[code])] as const)
      .filter(([, percent]) => percent > 0),
  );
  const rules = {
    percents,
    fee: Math.round(Number(draft.fee) * 100),
    openMinute: minuteOf(draft.opensAt) ?? usualRules.openMinute,
    ...(Object.fromEntries(wholeRules.map((name) => [name, Number(draft[name])])) as Record<
      WholeRule,
      number
    >),
  };
  const clinics = draft.clinics.flatMap((row) => clinicOf(row) ?? []);
  const own = templateExtensions(clinics, rules);
  const others = listAt<Actor>(before, 'actor').filter(
    ({ reference }) => !/^(?:PractitionerRole|HealthcareService)\//.test(reference ?? ''),
  );
  const actor = (type: string, id: string, name: string) => ({
    reference: `${type}/${id}`,
    ...(name === '' ? {} : { display: name }),
  });
  return {
    ...before,
    resourceType: 'Schedule',
    ...(textAt(before, 'id') === '' ? {} : { id: textAt(before, 'id') }),
    active: draft.isActive,
    extension: withExtensions(before, [clinicUrl, rulesUrl], own),
    actor: [
      ...(draft.role === '' ? [] : [actor('PractitionerRole', draft.role, names.role)]),
      actor('HealthcareService', draft.service, names.service),
      ...others,
    ],
  };
}
