/**
 * What a place in a line means to who stands in it: the number, the people before, and the honest
 * range of when it will be. https://hl7.org/fhir/R4/encounter.html
 */
import type { Place } from '#model/queue/place.ts';
import { clockText } from '../../design/moment.ts';
import type { Language } from '../../design/moment.ts';
import { fill } from '../../i18n/fill.ts';
import type { ResidentWords } from '../words.ts';

/** How loud it is said. */
export type Tone = 'loud' | 'warn' | 'calm';

/** A place in words. */
export interface Described {
  tone: Tone;
  /** Said largest: a room, how many are before, what is so. */
  title: string;
  /** Where to go, once called. */
  room: string | undefined;
  help: string | undefined;
  /** About when, and between which times nine times of ten; only while one waits. */
  about: string | undefined;
  range: string | undefined;
}

/** The words of a place. */
export function describePlace(place: Place, words: ResidentWords['queue']): Described {
  const nothing = { room: undefined, help: undefined, about: undefined, range: undefined };
  switch (place.state) {
    case 'called':
      return {
        ...nothing,
        tone: 'loud',
        title: words.called,
        room: place.room ?? undefined,
        help: words.calledHelp,
      };
    case 'serving':
      return {
        ...nothing,
        tone: 'calm',
        title: place.room === null ? words.serving : fill(words.servingIn, { room: place.room }),
      };
    case 'away':
      return { ...nothing, tone: 'warn', title: words.away, help: words.awayHelp };
    case 'passed':
      return { ...nothing, tone: 'warn', title: words.passed, help: words.passedHelp };
    case 'done':
      return { ...nothing, tone: 'calm', title: words.done };
    case 'left':
      return { ...nothing, tone: 'calm', title: words.left };
    case 'expected':
      return {
        ...nothing,
        tone: 'calm',
        title: words.expected,
        help: words.expectedHelp,
        ...predictionOf(place, words),
      };
    case 'waiting':
      return {
        ...nothing,
        tone: 'calm',
        title: place.ahead === 0 ? words.next : fill(words.people, { n: place.ahead }),
        ...predictionOf(place, words),
      };
  }
}

function predictionOf(
  { soonest, p50, p90 }: Place,
  words: ResidentWords['queue'],
): Pick<Described, 'about' | 'range'> {
  if (p50 === null) return { about: words.unknown, range: undefined };
  const about = fill(words.around, { time: clockText(p50) ?? '' });
  const from = soonest ?? p50;
  if (p90 === null || clockText(from) === clockText(p90)) return { about, range: undefined };
  const [first, last] = [clockText(from) ?? '', clockText(p90) ?? ''];
  return { about, range: fill(words.range, { from: first, to: last }) };
}

/** The range of a prediction as parts of one line from `now` to its end; none without one. */
export function rangeShares(
  { soonest, p50, p90 }: Place,
  now: number,
): { from: number; middle: number; to: number } | undefined {
  if (p50 === null || p90 === null) return undefined;
  const [first, middle, last] = [soonest ?? p50, p50, p90].map((at) =>
    Math.max(now, Date.parse(at)),
  ) as [number, number, number];
  const whole = last - now;
  if (!(whole > 0)) return undefined;
  const share = (at: number) => (at - now) / whole;
  return { from: share(Math.min(first, middle)), middle: share(middle), to: 1 };
}

/** The prediction in a few words for the card of the first page. */
export function shortPrediction(
  place: Place | undefined,
  words: ResidentWords['step'],
): string | undefined {
  if (place === undefined || place.p50 === null || place.p90 === null) return undefined;
  const from = clockText(place.soonest ?? place.p50) ?? '';
  return fill(words.predicted, { from, to: clockText(place.p90) ?? '' });
}

/** One sentence for a voice to read. */
export function spokenPlace(described: Described, language: Language): string {
  const parts = [described.title, described.room, described.about, described.range, described.help];
  const said = parts.filter((part) => part !== undefined && part !== '');
  return said.join(language === 'zh' ? '。' : '. ');
}
