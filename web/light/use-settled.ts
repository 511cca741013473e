/** A text once nobody has typed for a moment. https://www.w3.org/TR/WCAG22/#on-input */
import { useEffect, useState } from 'react';

const pauseMs = 200;

/** The text that was typed last, a moment later. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
