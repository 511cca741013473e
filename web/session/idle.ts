/**
 * When nobody has touched a page for so long that the sign-in ends, with a minute's warning.
 * https://www.w3.org/TR/WCAG22/#timing-adjustable
 */
import { useEffect, useRef, useState } from 'react';
import type { Session } from './session.ts';

/** The last seconds are counted down. */
export const warningSeconds = 60;

/** Seconds left of a session, once they are to be shown; undefined before. 0 when it is over. */
export function secondsLeft(
  now: number,
  activeAt: number,
  idleMinutes: number,
): number | undefined {
  const left = Math.ceil((activeAt + idleMinutes * 60_000 - now) / 1000);
  return left > warningSeconds ? undefined : Math.max(0, left);
}

/** Last activity in any tab of this browser, so that one left open does not end the other. */
const activeKey = 'yishu.active';
const gestures = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
/** How often activity without a request of its own is told to the server. */
const touchMs = 60_000;
/** How often activity is written down at most. */
const noteMs = 2000;

/** What the page shows of it. */
export interface Idle {
  left: number | undefined;
  stay: () => void;
}

/** Watches activity, tells the server of it, and ends the session when there is none. */
export function useIdle(session: Session): Idle {
  const [left, setLeft] = useState<number>();
  const warned = useRef(false);
  const touchedAt = useRef(0);
  useEffect(() => {
    const note = () => localStorage.setItem(activeKey, String(Date.now()));
    const activeAt = () => Number(localStorage.getItem(activeKey) ?? 0);
    const onGesture = () => {
      // Once the countdown runs, only its button counts: a mouse that moved is nobody's answer.
      if (!warned.current && Date.now() - activeAt() > noteMs) note();
    };
    const tick = () => {
      const seconds = secondsLeft(Date.now(), activeAt(), session.who.idleMinutes);
      warned.current = seconds !== undefined;
      setLeft(seconds);
      if (seconds === 0) {
        clearInterval(timer);
        void session.end('idle');
      } else if (activeAt() > touchedAt.current && Date.now() - touchedAt.current > touchMs) {
        touchedAt.current = Date.now();
        void session.touch().catch(() => undefined);
      }
    };
    note();
    touchedAt.current = Date.now();
    const timer = setInterval(tick, 1000);
    for (const gesture of gestures) addEventListener(gesture, onGesture, { passive: true });
    return () => {
      clearInterval(timer);
      for (const gesture of gestures) removeEventListener(gesture, onGesture);
    };
  }, [session]);
  const stay = () => {
    localStorage.setItem(activeKey, String(Date.now()));
    warned.current = false;
    touchedAt.current = Date.now();
    setLeft(undefined);
    void session.touch().catch(() => undefined);
  };
  return { left, stay };
}
