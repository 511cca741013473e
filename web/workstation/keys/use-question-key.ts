/**
 * The key that opens the sheet of keys, anywhere but in a field or a dialog.
 * https://www.w3.org/TR/WCAG22/#character-key-shortcuts
 */
import { useEffect } from 'react';

/** Whether a key was meant for the page: not typed into a field, nor for the browser. */
export function isForPage(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : undefined;
  const field = target?.closest('input, textarea, select, [contenteditable], [role=dialog]');
  return (field ?? null) === null && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** Calls `show` for `?`. */
export function useQuestionKey(show: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || !isForPage(event)) return;
      event.preventDefault();
      show();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [show]);
}
