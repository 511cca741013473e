/**
 * Showing a strong factor once more before something that matters: `if (await stepUp()) …`.
 * https://datatracker.ietf.org/doc/html/rfc9470
 */
import { createContext, useContext } from 'react';

/** Asks for a code or passkey; true once it was shown, false where the person gave up. */
export type StepUp = () => Promise<boolean>;

export const StepUpContext = createContext<StepUp | undefined>(undefined);

/** The way to ask. */
export function useStepUp(): StepUp {
  const stepUp = useContext(StepUpContext);
  if (stepUp === undefined) throw new Error('useStepUp needs a StepUpProvider above it');
  return stepUp;
}
