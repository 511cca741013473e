/** The words of the next step: a sentence, where and when, one button. https://www.w3.org/TR/WCAG22/#headings-and-labels */
import { clockText, dayText, saidDate } from '../../design/moment.ts';
import type { Language } from '../../design/moment.ts';
import { fill } from '../../light/fill.ts';
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

/** The words of a step on `now`. */
export function stepWords(
  { kind, visit, place }: NextStep,
  words: ResidentWords,
  given: { now: number; language: Language },
): StepWords {
  const { step } = words;
  if (kind === 'called') {
    const room = place?.room ?? null;
    return room === null
      ? step.calledSomewhere
      : { say: fill(step.called.say, { room }), button: step.called.button };
  }
  const day = visit === undefined ? '' : dayText(visit.start);
  const blanks = {
    time: clockText(kind === 'booked' ? (visit?.start ?? '') : (visit?.until ?? '')) ?? '',
    day: day === '' ? '' : saidDate(day, new Date(given.now), given.language),
    department: visit?.department ?? '',
    yuan: visit?.fee ?? 0,
    n: place?.ahead ?? 0,
  };
  if (kind === 'waiting' && place?.ahead === 0) {
    return { say: words.queue.next, button: step.waiting.button };
  }
  return { say: fill(step[kind].say, blanks), button: step[kind].button };
}
