/**
 * One thing at a time that a person started, and how it went.
 * https://react.dev/reference/react/useState
 */
import { useState } from 'react';

/** Whether it is under way, what went wrong last, and how to start it. */
export interface Conduct {
  busy: boolean;
  error: unknown;
  /** Runs it, unless something still runs; what it throws becomes `error`. */
  run: (act: () => Promise<void>) => void;
}

/** The conduct of one form. */
export function useConduct(): Conduct {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({
    busy: false,
    error: undefined,
  });
  const run = (act: () => Promise<void>) => {
    if (state.busy) return;
    setState({ busy: true, error: undefined });
    act().then(
      () => setState({ busy: false, error: undefined }),
      (error: unknown) => setState({ busy: false, error }),
    );
  };
  return { ...state, run };
}
