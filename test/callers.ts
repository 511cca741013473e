/** Callers for tests, as whoever authenticates would make them. */
import type { Caller } from '#fhir/handling/caller.ts';
import { type RoleCode, roles } from '#model/roles.ts';

/** A caller in a role. */
export function callerOf(role: RoleCode, given: Partial<Caller> = {}): Caller {
  return {
    kind: roles[role].kind,
    role,
    who: 'Practitioner/test',
    name: '测试人员',
    organization: roles[role].kind === 'staff' ? 'township' : undefined,
    practitionerRoles: [],
    scopes: [],
    launchPatient: undefined,
    client: 'test',
    session: 'test',
    address: '127.0.0.1',
    strongAt: 0,
    ...given,
  };
}
