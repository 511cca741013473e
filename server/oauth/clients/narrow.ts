/**
 * What of the asked scopes a client may get: those of OpenID as they are, those for resources
 * narrowed to what its registration allows.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import { type Scope, formatScope, intersectScopes, parseScope } from '#model/smart-scopes.ts';

/** Scopes that are not for resources, which a person can grant. */
export const personScopes = [
  'openid',
  'fhirUser',
  'profile',
  'offline_access',
  'online_access',
  'launch',
  'launch/patient',
] as const;

const isPersonScope = (text: string) => (personScopes as readonly string[]).includes(text);

/** A list of scopes as OAuth writes it. */
export function splitScopes(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(' ').filter((one) => one !== '');
}

/**
 * Narrows a list of scopes.
 * @param asked as the client wrote them.
 * @param allowed the scopes of its registration.
 * @param by who grants: a person never grants `system/`, and a system has nothing else.
 * @returns in the order asked; a scope that is allowed whole stays as it was written.
 */
export function narrowScopes(
  asked: readonly string[],
  allowed: readonly string[],
  by: 'person' | 'system',
): string[] {
  const limits = allowed
    .map(parseScope)
    .filter((scope) => scope !== undefined)
    .filter(({ context }) => (context === 'system') === (by === 'system'));
  const narrowed = asked.flatMap((text) => {
    if (isPersonScope(text)) return by === 'person' && allowed.includes(text) ? [text] : [];
    const scope = parseScope(text);
    return scope === undefined ? [] : narrowOne(text, scope, limits);
  });
  return [...new Set(narrowed)];
}

function narrowOne(text: string, scope: Scope, limits: readonly Scope[]): string[] {
  const pieces = intersectScopes([scope], limits).map(formatScope);
  return pieces.length === 1 && pieces[0] === formatScope(scope) ? [text] : pieces;
}

/** Whether scopes need a Patient to be chosen. */
export function needPatient(scopes: readonly string[]): boolean {
  return scopes.some((scope) => scope === 'launch/patient' || scope.startsWith('patient/'));
}
