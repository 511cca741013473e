/**
 * Showing a strong factor once more before something that matters: `if (await stepUp()) …`.
 * https://datatracker.ietf.org/doc/html/rfc9470
 */
import { createContext, useContext } from 'react';
import { ApiFailure, callApi } from './json-api.ts';
import type { ApiCall } from './json-api.ts';
import { useSend } from './session-context.ts';

/** Asks for a code or passkey; true once it was shown, false where the person gave up. */
export type StepUp = () => Promise<boolean>;

export const StepUpContext = createContext<StepUp | undefined>(undefined);

/** The way to ask. */
export function useStepUp(): StepUp {
  const stepUp = useContext(StepUpContext);
  if (stepUp === undefined) throw new Error('useStepUp needs a StepUpProvider above it');
  return stepUp;
}

/** Calls a route of the house; where a strong factor is wanted first, asks and calls once more. */
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
