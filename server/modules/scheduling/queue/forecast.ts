/**
 * When those of a line are called.
 * https://doi.org/10.2196/77297
 */
import type { Store } from '#fhir/handling/interaction.ts';
import type { Forecast } from './views/lineup.ts';
import type { LineState } from './tickets.ts';

/** Foretells calls, and learns from services. */
export interface Forecaster {
  /** When those of a line are called, as far as that is known. */
  forecast(line: LineState, now: number): Forecast;
  /** Reads the services and calls since the last time. */
  learn(): Promise<void>;
}

/** Knows nothing yet. */
export function createForecaster(_house: Store): Forecaster {
  return {
    forecast: () => new Map(),
    learn: async () => undefined,
  };
}
