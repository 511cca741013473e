/** Refusals of values that a parameter cannot have. */
import { type Refusal, refuse } from '#fhir/refusals.ts';

/** `bad-parameter` with the reason in both languages. */
export function badValue(parameter: string, zh: string, en: string): Refusal {
  return refuse('bad-parameter', { parameter, reason: zh, reasonEn: en });
}

/** `bad-modifier`. */
export function badModifier(parameter: string, modifier: string): Refusal {
  return refuse('bad-modifier', { parameter, modifier: modifier.slice(0, 64) });
}
