/**
 * What is wrong with a draft of a template, where it can be mended, and how its numbers are dealt.
 * China's rule APT-01: 号源时段不得超过1小时. https://hl7.org/fhir/R4/schedule.html
 */
import { mostNumbers, mostOfRules } from '#model/scheduling/clinic.ts';
import { type PoolCode, dealPools, poolCodes } from '#model/scheduling/pools.ts';
import {
  type ClinicDraft,
  type TemplateDraft,
  clinicOf,
  reservedPools,
  wholeRules,
} from './template-draft.ts';

/** The longest slot in minutes (APT-01), the shortest, and the most numbers of one. */
const limits = { longest: 60, shortest: 5, seats: 100 };

/** What is wrong; a word of the words of templates. */
export type Problem =
  | 'long'
  | 'minutes'
  | 'uneven'
  | 'order'
  | 'seats'
  | 'overlap'
  | 'percent'
  | 'whole'
  | 'fee'
  | 'department'
  | 'clinics';

/** The problems by the field: `service`, `fee`, `percents.elder`, `clinics.0.minutes`. */
export type TemplateProblems = ReadonlyMap<string, Problem>;

/** Everything that is wrong with a draft. */
export function problemsIn(draft: TemplateDraft): TemplateProblems {
  const found = new Map<string, Problem>();
  if (draft.service === '') found.set('service', 'department');
  if (draft.clinics.length === 0) found.set('clinics', 'clinics');
  for (const [at, clinic] of draft.clinics.entries()) {
    const earlier = draft.clinics.slice(0, at);
    for (const [name, problem] of clinicProblems(clinic, earlier)) {
      found.set(`clinics.${at}.${name}`, problem);
    }
  }
  const percents = reservedPools.map((code) => Number(draft.percents[code]));
  const sum = percents.reduce((total, percent) => total + percent, 0);
  for (const [at, percent] of percents.entries()) {
    const isWrong = !(percent >= 0 && percent <= 100) || (sum > 100 && percent > 0);
    if (isWrong) found.set(`percents.${reservedPools[at]}`, 'percent');
  }
  if (!/^\d{1,5}(?:\.\d{1,2})?$/.test(draft.fee)) found.set('fee', 'fee');
  for (const rule of wholeRules) {
    const isWhole = /^\d{1,6}$/.test(draft[rule]);
    if (!isWhole || Number(draft[rule]) > mostOfRules[rule]) found.set(rule, 'whole');
  }
  return found;
}

function clinicProblems(
  draft: ClinicDraft,
  earlier: readonly ClinicDraft[],
): [keyof ClinicDraft, Problem][] {
  const clinic = clinicOf(draft);
  if (clinic === undefined || clinic.end <= clinic.start) return [['end', 'order']];
  const found: [keyof ClinicDraft, Problem][] = [];
  const { start, end, minutes, seats, weekday } = clinic;
  if (minutes > limits.longest) found.push(['minutes', 'long']);
  else if (!Number.isInteger(minutes) || minutes < limits.shortest) {
    found.push(['minutes', 'minutes']);
  } else if ((end - start) % minutes !== 0) found.push(['minutes', 'uneven']);
  if (!Number.isInteger(seats) || seats < 1 || seats > limits.seats) {
    found.push(['seats', 'seats']);
  }
  if (((end - start) / minutes) * seats > mostNumbers) found.push(['seats', 'seats']);
  const others = earlier.flatMap((one) => clinicOf(one) ?? []);
  const overlaps = others.some(
    (one) => one.weekday === weekday && one.start < end && start < one.end,
  );
  if (overlaps) found.push(['start', 'overlap']);
  return found;
}

/** How many slots and numbers a row makes; undefined for one that is wrong. */
export function numbersOf(draft: ClinicDraft): { slots: number; seats: number } | undefined {
  const clinic = clinicOf(draft);
  if (clinic === undefined || clinicProblems(draft, []).length > 0) return undefined;
  const slots = (clinic.end - clinic.start) / clinic.minutes;
  return { slots, seats: slots * clinic.seats };
}

/** How many numbers a week each pool gets, dealt as the server deals them; rows that are wrong
 * are left out. */
export function weekOf(draft: TemplateDraft): { pool: PoolCode; numbers: number }[] {
  const percents = Object.fromEntries(
    reservedPools.map((code) => [code, Number(draft.percents[code]) || 0]),
  );
  const sums = new Map<PoolCode, number>();
  for (const row of draft.clinics) {
    const numbers = numbersOf(row);
    if (numbers === undefined) continue;
    const dealt = dealPools(percents, { slots: numbers.slots, seats: Number(row.seats) });
    for (const pool of dealt.flat()) sums.set(pool, (sums.get(pool) ?? 0) + 1);
  }
  return poolCodes
    .map((pool) => ({ pool, numbers: sums.get(pool) ?? 0 }))
    .filter(({ pool, numbers }) => pool === 'public' || numbers > 0);
}
