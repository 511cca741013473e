/**
 * What is done with patients of a line, by button or by key.
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
import { useEffect, useRef } from 'react';
import type { Line } from '#model/queue/place.ts';
import { parametersOf, partsOf } from '../../../fhir/parameters.ts';
import type { Fact } from '../../../fhir/shapes.ts';
import { fill } from '../../../i18n/fill.ts';
import { isForPage } from '../../keys/use-question-key.ts';
import { type Deed, useDeed, useOperation } from '../parts/use-clinic.ts';
import { useQueueWords } from './queue-words.ts';
import { inRoom } from './use-line.ts';

/** What happens to one patient by its own operation. */
export type Step = 'recall' | 'pass' | 'start' | 'send' | 'return' | 'rejoin' | 'finish' | 'leave';

/** What can be done. */
export interface Calls extends Pick<Deed, 'busy' | 'failure'> {
  /** Whether a room is named. */
  ready: boolean;
  next: () => void;
  one: (appointment: string) => void;
  step: (appointment: string, step: Step) => void;
  /** Checks in; `emergency`: before everybody. */
  comes: (appointment: string, emergency: boolean) => void;
}

const keys: Record<string, Step> = { s: 'start', f: 'finish', t: 'send', p: 'pass', r: 'recall' };
const fitting: Record<'called' | 'serving', ReadonlySet<Step>> = {
  called: new Set(['start', 'finish', 'send', 'pass', 'recall']),
  serving: new Set(['finish', 'send']),
};

/** What can be done in a room; keys: `c` calls the next, `s f t p r` the steps of who is in. */
export function useCalls(schedule: string, given: { room: string; line: Line | undefined }): Calls {
  const words = useQueueWords();
  const deed = useDeed();
  const operation = useOperation();
  const room = given.room.trim();
  const numberIn = (answer: Fact) =>
    fill(words.done.call, { n: partsOf(answer).count('number'), room });
  const calls: Calls = {
    busy: deed.busy,
    failure: deed.failure,
    ready: room !== '',
    next: () => {
      const body = parametersOf({ room, finish: true });
      void deed.run(() => operation(`Schedule/${schedule}/$call`, body), numberIn);
    },
    one: (id) =>
      void deed.run(() => operation(`Appointment/${id}/$call`, parametersOf({ room })), numberIn),
    step: (id, step) =>
      void deed.run(
        () => operation(`Appointment/${id}/$${step}`, parametersOf()),
        () => words.done[step],
      ),
    comes: (id, emergency) => {
      const body = parametersOf({ class: emergency ? { valueCode: 'emergency' } : undefined });
      void deed.run(
        () => operation(`Appointment/${id}/$check-in`, body),
        () => words.done.comes,
      );
    },
  };
  useCallKeys(calls, { room, line: given.line });
  return calls;
}

function useCallKeys(calls: Calls, given: { room: string; line: Line | undefined }): void {
  const latest = useRef({ calls, given });
  useEffect(() => {
    latest.current = { calls, given };
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isForPage(event) || event.repeat) return;
      const { calls: can, given: now } = latest.current;
      if (event.key === 'c' && can.ready) can.next();
      const step = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
      const entry = now.line === undefined ? undefined : inRoom(now.line, now.room);
      if (step === undefined || entry === undefined) return;
      const allowed = fitting[entry.state as keyof typeof fitting];
      if (allowed.has(step)) can.step(entry.appointment, step);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
