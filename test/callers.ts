/** Callers of tests: the platform, a doctor, a resident and others, as a token would make them. */
import type { Caller } from '#fhir/handling/caller.ts';
import { type CallerKind, type RoleCode, roles } from '#model/roles.ts';

const actors: Partial<Record<CallerKind, string>> = {
  resident: 'Patient/none',
  system: 'Device/system',
};

/** A caller of a role, with everything that its scopes could give. */
export function callerOf(role: RoleCode, given: Partial<Caller> = {}): Caller {
  const { kind } = roles[role];
  return {
    kind,
    role,
    who: actors[kind] ?? `Practitioner/${role}`,
    name: `测试${roles[role].zh}`,
    organization: undefined,
    practitionerRoles: [],
    scopes: [kind === 'system' ? 'system/*.cruds' : 'user/*.cruds'],
    launchPatient: undefined,
    client: 'test',
    session: undefined,
    address: '127.0.0.1',
    strongAt: Date.now(),
    ...given,
  };
}
