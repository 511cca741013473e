/**
 * Which BALP profile an event keeps.
 * https://profiles.ihe.net/ITI/BALP/
 */
import type { StoredEvent } from '../stored-event.ts';
import { codesOf, isInteraction } from './codes.ts';

const base = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.';

const profiles: Record<string, { name: string; action: string }> = {
  read: { name: 'Read', action: 'R' },
  vread: { name: 'Read', action: 'R' },
  create: { name: 'Create', action: 'C' },
  update: { name: 'Update', action: 'U' },
  patch: { name: 'Update', action: 'U' },
  delete: { name: 'Delete', action: 'D' },
  'search-type': { name: 'Query', action: 'E' },
  'search-system': { name: 'Query', action: 'E' },
};

/**
 * The profile of an event that is shown whole; undefined where it keeps none: BALP knows successes
 * of identified systems, and one patient an event.
 */
export function profileOf(event: StoredEvent): string | undefined {
  if (!isInteraction(event.event) || event.outcome !== 0) return undefined;
  const profile = profiles[codesOf(event.event).subtypes[0]?.code ?? ''];
  if (profile === undefined || profile.action !== event.action) return undefined;
  if (event.caller === undefined) return undefined;
  const isQuery = profile.name === 'Query';
  if (isQuery ? event.query === undefined : event.entities.length !== 1) return undefined;
  return `${base}${event.patients.length === 1 ? 'Patient' : ''}${profile.name}`;
}
