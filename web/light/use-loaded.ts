/** Something that a page loads and may load again. https://react.dev/reference/react/useEffect#fetching-data-with-effects */
import { useCallback, useEffect, useState } from 'react';

/** What is loaded, or why not; `reload` keeps the old until the new is there. */
export interface Loaded<T> {
  value: T | undefined;
  error: unknown;
  reload: () => void;
}

/** `load` must be the same function as long as it loads the same. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    load(ending.signal).then(
      (value) => ending.signal.aborted || setState({ value }),
      (error: unknown) => ending.signal.aborted || setState({ error }),
    );
    return () => ending.abort();
  }, [load, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value: state.value, error: state.error, reload };
}
