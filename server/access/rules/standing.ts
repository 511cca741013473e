/**
 * What a caller is to access control: the policy of the role, the keys under which reasons name the
 * caller, and what the scopes of the token leave of it.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { type Hash, resourceKey } from '#fhir/store/hash.ts';
import { type Scope, type ScopeLetter, coveringScopes, parseScope } from '#model/smart-scopes.ts';
import { type Policy, policies } from './policy.ts';

/** The key that stands for everybody in reasons. */
export const everybody: Hash = '0';

/** A caller as the rules see it; made once a caller. */
export interface Standing {
  caller: Caller;
  policy: Policy;
  /** Key of the caller's own Patient; undefined for all but residents. */
  self: Hash | undefined;
  organization: Hash | undefined;
  /** Keys that mean this person: the Practitioner and the roles. */
  personal: readonly Hash[];
  /** Those, the institution, and everybody. */
  parties: readonly Hash[];
  scopes: readonly Scope[];
  /** Key of the patient of a SMART launch. */
  launch: Hash | undefined;
}

/** The standing of a caller. */
export function standingOf(caller: Caller): Standing {
  const organization =
    caller.organization === undefined
      ? undefined
      : resourceKey('Organization', caller.organization);
  const [type = '', id = ''] = caller.who.split('/');
  const who = resourceKey(type, id);
  const roles = caller.practitionerRoles.map((role) => resourceKey('PractitionerRole', role));
  const personal = [who, ...roles];
  return {
    caller,
    policy: policies[caller.role],
    self: type === 'Patient' ? who : undefined,
    organization,
    personal,
    parties: [...personal, ...(organization === undefined ? [] : [organization]), everybody],
    scopes: caller.scopes.flatMap((text) => parseScope(text) ?? []),
    launch:
      caller.launchPatient === undefined ? undefined : resourceKey('Patient', caller.launchPatient),
  };
}

/** How the scopes of a token open a type for one interaction. */
export interface Opening {
  /** Whether everything of the type that the caller may see; else only the launch's patient. */
  whole: boolean;
  /** Criteria of which a resource must meet one list; empty where nothing is asked. */
  queries: readonly [name: string, value: string][][];
}

/** How the scopes open a type; undefined where they do not. */
export function openingOf(
  standing: Standing,
  type: string,
  letter: ScopeLetter,
): Opening | undefined {
  const fitting = coveringScopes(standing.scopes, type, letter).filter(
    ({ context }) => context !== 'patient' || standing.launch !== undefined,
  );
  if (fitting.length === 0) return undefined;
  const wide = fitting.filter(({ context }) => context !== 'patient');
  const counted = wide.length > 0 ? wide : fitting;
  const isFree = counted.some(({ query }) => query.length === 0);
  return { whole: wide.length > 0, queries: isFree ? [] : counted.map(({ query }) => query) };
}
