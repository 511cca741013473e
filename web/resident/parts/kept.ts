/**
 * What was loaded once is shown at once when its page comes again, while the new is on its way. It
 * is kept in the memory of the page alone. https://react.dev/reference/react/createContext
 */
import { createContext, useCallback, useContext, useEffect, useState } from 'react';
import type { Loaded } from '../../light/use-loaded.ts';

/** What is kept, by name. */
export type Kept = Map<string, unknown>;

export const KeptContext = createContext<Kept | undefined>(undefined);

interface State<T> {
  name: string;
  value?: T | undefined;
  error?: unknown;
}

/** `name` says what is loaded and of whom; `load` must be the same function for the same name. */
export function useKept<T>(name: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const kept = useContext(KeptContext);
  if (kept === undefined) throw new Error('useKept needs a KeptContext above it');
  const [state, setState] = useState<State<T>>({ name });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    load(ending.signal).then(
      (value) => {
        kept.set(name, value);
        if (!ending.signal.aborted) setState({ name, value });
      },
      (error: unknown) => ending.signal.aborted || setState({ name, error }),
    );
    return () => ending.abort();
  }, [kept, name, load, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const current = state.name === name ? state : { name };
  return {
    value: current.value ?? (kept.get(name) as T | undefined),
    error: current.error,
    reload,
  };
}
