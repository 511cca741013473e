/**
 * The next step of whose things are shown, kept up to date.
 * https://react.dev/reference/react/useEffect
 */
import { useEffect, useMemo, useState } from 'react';
import { useVisits } from '../booking/use-visits.ts';
import { useFollowing } from '../queue/use-place.ts';
import { nextStepOf, watchable } from './next-step.ts';
import type { NextStep } from './next-step.ts';

/** The time now, told every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The step; undefined until the appointments are there. */
export function useNextStep(): NextStep | undefined {
  const { value } = useVisits();
  const now = useNow();
  // Of several lines on one day the first matters: nobody stands in two at once.
  const [watched] = watchable(value ?? [], now);
  const { place } = useFollowing(watched?.id);
  return useMemo(() => {
    if (value === undefined) return undefined;
    const places = new Map(place === undefined ? [] : [[place.appointment, place]]);
    return nextStepOf(value, places, now);
  }, [value, place, now]);
}
