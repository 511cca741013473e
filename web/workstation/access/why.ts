/**
 * Why somebody may see a record, as the server says it, and how long still.
 * https://hl7.org/fhir/R4/parameters.html
 */
import type { Coding } from '#model/fhir.ts';
import type { Fact } from '../../fhir/shapes.ts';

/** The reasons that there are. */
export const reasons = [
  'own-organization',
  'care',
  'treating',
  'identified',
  'grant',
  'self',
  'proxy',
  'duty',
  'break-glass',
] as const;
export type Reason = (typeof reasons)[number];

/** A reason, and until when it holds in milliseconds since 1970, where it ends. */
export interface Why {
  reason: Reason;
  until?: number;
}

interface Parameter {
  name?: string;
  valueCode?: string;
  valueInstant?: string;
}

/** What the Parameters of `$why` say; nothing for `none` and for a reason that nobody knows. */
export function whyOf(answered: Fact): Why | undefined {
  const { parameter = [] } = answered as Fact & { parameter?: Parameter[] };
  const code = parameter.find(({ name }) => name === 'why')?.valueCode;
  const reason = reasons.find((known) => known === code);
  if (reason === undefined) return undefined;
  const until = Date.parse(parameter.find(({ name }) => name === 'until')?.valueInstant ?? '');
  return Number.isNaN(until) ? { reason } : { reason, until };
}

/** Whole hours and minutes from now until then, the last minute as one; 0 and 0 when it is over. */
export function timeLeft(until: number, now: number): { hours: number; minutes: number } {
  const minutes = Math.max(0, Math.ceil((until - now) / 60_000));
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
}

const levelSystem = 'https://yishu.example/CodeSystem/data-level';

/** Whether a fact has the highest level of protection: HIV, severe mental disorder and the like. */
export function isProtected({ meta }: Fact): boolean {
  const labels: readonly Coding[] = meta?.security ?? [];
  return labels.some(({ system, code }) => system === levelSystem && code === '5');
}
