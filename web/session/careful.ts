/**
 * Calls that may want a strong factor first: it is asked for, and the call is made once more.
 * https://datatracker.ietf.org/doc/html/rfc9470
 */
import { ApiFailure, callApi } from './json-api.ts';
import type { ApiCall } from './json-api.ts';
import { useSend } from './session-context.ts';
import { useStepUp } from './step-up-context.ts';

/** Calls a route of the house; throws an ApiFailure. */
export function useCarefulCall(): (url: string, call: ApiCall) => Promise<unknown> {
  const send = useSend();
  const stepUp = useStepUp();
  return async (url, call) => {
    try {
      return await callApi(send, url, call);
    } catch (failure) {
      const wanted = failure instanceof ApiFailure && failure.code === 'step-up-needed';
      if (!wanted || !(await stepUp())) throw failure;
      return callApi(send, url, call);
    }
  };
}
