/**
 * The words of the next step: a sentence, where and when, one button.
 * https://www.w3.org/TR/WCAG22/#headings-and-labels
 */
import { clockText, dayText, saidDate } from '../../design/moment.ts';
import type { Language } from '../../design/moment.ts';
import { fill } from '../../i18n/fill.ts';
import type { ResidentWords } from '../words.ts';
import type { NextStep } from './next-step.ts';

/** A step in words. */
export interface StepWords {
  say: string;
  button: string;
}

/** The day and the time of a visit as people say them: 明天 08:00–08:30. */
export function whenText(
  visit: { start: string; end: string },
  now: number,
  language: Language,
): string {
  const day = dayText(visit.start);
  const said = saidDate(day, new Date(now), language);
  const date = said === day ? day : `${said} ${day.slice(5)}`;
  return `${date} ${clockText(visit.start) ?? ''}–${clockText(visit.end) ?? ''}`;
}

/** Until when something is kept: 10:30, and on another day 明天 10:30. */
export function untilText(until: string, now: number, language: Language): string {
  const clock = clockText(until) ?? '';
  const today = new Date(now);
  if (dayText(until) === dayText(today.toISOString())) return clock;
  return `${saidDate(until, today, language)} ${clock}`;
}

/** The words of a step on `now`. */
export function stepWords(
  step: NextStep,
  { step: words, queue }: ResidentWords,
  given: { now: number; language: Language },
): StepWords {
  const { kind, place } = step;
  const room = place?.room ?? null;
  if (kind === 'called' && room === null) return words.calledSomewhere;
  const { say, button } = words[kind];
  if (kind === 'waiting' && place?.ahead === 0) return { say: queue.next, button };
  const blanks = { ...aboutVisit(step, given), room: room ?? '', n: place?.ahead ?? 0 };
  return { say: fill(say, blanks), button };
}

function aboutVisit(
  { kind, visit }: NextStep,
  { now, language }: { now: number; language: Language },
): Record<string, string | number> {
  if (visit === undefined) return {};
  const { start, until = '', department, fee } = visit;
  return {
    time: kind === 'booked' ? (clockText(start) ?? '') : untilText(until, now, language),
    day: saidDate(dayText(start), new Date(now), language),
    department,
    yuan: fee,
  };
}
