/** Dates as people say them, and ages. https://hl7.org/fhir/R4/datatypes.html#dateTime */

/** The languages that the pages speak. */
export type Language = 'zh' | 'en';

const dayMs = 86_400_000;

function locale(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en-GB';
}

/** Whether a FHIR date carries a time of day. */
export function hasTime(date: string): boolean {
  return date.includes('T');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A day as 2019-05-01; a partial date stays as it is. */
export function dayText(date: string): string {
  if (!hasTime(date)) return date;
  const local = new Date(date);
  if (Number.isNaN(local.getTime())) return date;
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

/** The time of day as 09:30; nothing for a date without one. */
export function clockText(date: string): string | undefined {
  if (!hasTime(date)) return undefined;
  const local = new Date(date);
  return Number.isNaN(local.getTime())
    ? undefined
    : `${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** Day and time, for the hover. */
export function exactText(date: string): string {
  return [dayText(date), clockText(date)].filter((part) => part !== undefined).join(' ');
}

/** A date as people say it on `now`: 今天, 昨天, 3 天前; older than a week, the day. */
export function saidDate(date: string, now: Date, language: Language): string {
  const day = dayText(date);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const days = Math.round((midnight - Date.parse(`${day}T00:00:00`)) / dayMs);
  if (Math.abs(days) > 7) return day;
  return new Intl.RelativeTimeFormat(locale(language), { numeric: 'auto' }).format(-days, 'day');
}

/** A month heading: 2019年5月, May 2019. `month` is `2019-05`. */
export function monthText(month: string, language: Language): string {
  const date = new Date(`${month}-01T00:00:00`);
  return new Intl.DateTimeFormat(locale(language), { year: 'numeric', month: 'long' }).format(date);
}

/** An age as a doctor says it: years; below three years months, below two months days. */
export interface Age {
  count: number;
  unit: 'years' | 'months' | 'days';
}

/** The age on a day. Nothing when the birth date is not known to the year. */
export function ageOn(birthDate: string | undefined, day: Date): Age | undefined {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(birthDate ?? '');
  if (!match) return undefined;
  const [year, month, date] = [match[1], match[2] ?? '1', match[3] ?? '1'].map(Number) as [
    number,
    number,
    number,
  ];
  const notYet = day.getDate() < date ? 1 : 0;
  const months = (day.getFullYear() - year) * 12 + day.getMonth() + 1 - month - notYet;
  if (months < 0) return undefined;
  if (match[3] !== undefined && months < 2) {
    const days = Math.floor((day.getTime() - new Date(year, month - 1, date).getTime()) / dayMs);
    return { count: days, unit: 'days' };
  }
  if (match[2] !== undefined && months < 36) return { count: months, unit: 'months' };
  return { count: Math.floor(months / 12), unit: 'years' };
}
