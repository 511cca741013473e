/**
 * What `$explain` answers: for each role of a person whether a resource may be seen, and why.
 * https://hl7.org/fhir/R4/parameters.html
 */
import type { Resource } from '#model/fhir.ts';
import { listAt } from '../parts/resource-parts.ts';

/** A reason on record for the person. */
export interface RecordedReason {
  kind: string;
  since: string;
  until: string;
  /** Highest level that it opens. */
  level: number;
  /** Reference of what it comes from. */
  source: string | undefined;
}

/** The decision for one role. */
export interface RoleDecision {
  role: string;
  /** Reference of the institution; undefined for none. */
  organization: string | undefined;
  level: number;
  allowed: boolean;
  why: string | undefined;
  /** In each language. */
  whyNot: { zh: string; en: string } | undefined;
  reasons: RecordedReason[];
}

interface Part {
  name?: string;
  valueCode?: string;
  valueString?: string;
  valueInteger?: number;
  valueBoolean?: boolean;
  valueInstant?: string;
  valueReference?: { reference?: string };
  part?: Part[];
}

const find = (parts: readonly Part[], name: string) => parts.find((part) => part.name === name);

/** The decisions, one a role. */
export function decisionsOf(answered: Resource): RoleDecision[] {
  return listAt<Part>(answered, 'parameter')
    .filter(({ name }) => name === 'decision')
    .map(({ part = [] }) => {
      const organization = find(part, 'organization')?.valueString ?? '-';
      const zh = find(part, 'text')?.valueString;
      const en = find(part, 'text-en')?.valueString;
      return {
        role: find(part, 'role')?.valueCode ?? '',
        organization: organization === '-' ? undefined : `Organization/${organization}`,
        level: find(part, 'level')?.valueInteger ?? 0,
        allowed: find(part, 'allowed')?.valueBoolean === true,
        why: find(part, 'why')?.valueCode,
        whyNot: zh === undefined || en === undefined ? undefined : { zh, en },
        reasons: part.filter(({ name }) => name === 'reason').map(reasonOf),
      };
    });
}

function reasonOf({ part = [] }: Part): RecordedReason {
  return {
    kind: find(part, 'kind')?.valueCode ?? '',
    since: find(part, 'since')?.valueInstant ?? '',
    until: find(part, 'until')?.valueInstant ?? '',
    level: find(part, 'highest-level')?.valueInteger ?? 0,
    source: find(part, 'source')?.valueReference?.reference,
  };
}

/** Whether a reason has no end: the store writes the year 9999. */
export function isForever(until: string): boolean {
  return until.startsWith('9999');
}

/** Whether a text is the reference of one resource, `Type/id`. */
export function isReference(text: string): boolean {
  return /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(text);
}
