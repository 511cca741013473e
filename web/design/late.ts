/**
 * Parts of the pages that are loaded when they are needed. Not by React.lazy: once a fallback was
 * shown React holds the content back for 300 ms. https://react.dev/reference/react/Suspense
 */
import { useEffect, useState } from 'react';

/**
 * What `load` resolves to, undefined until then; what it rejects with is thrown while drawing, for
 * the failsafe above. `load` must be the same function each time.
 */
export function useLate<T extends object>(load: () => Promise<T>): T | undefined {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && setState({ value }),
      (error: unknown) => wanted && setState({ error }),
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  if (state.error !== undefined) throw state.error;
  return state.value;
}
