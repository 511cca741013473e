/**
 * The kinds of registry file, in the order in which a new region imports them.
 * https://hl7.org/fhir/R4/administration-module.html
 */
import { alliancesKind } from './alliances.ts';
import { institutionsKind } from './institutions.ts';
import type { RegistryKind } from './kind.ts';
import { peopleKind } from './people.ts';
import { rolesKind } from './roles.ts';

/** Every kind by its name. */
export const registryKinds = {
  institutions: institutionsKind,
  people: peopleKind,
  roles: rolesKind,
  alliances: alliancesKind,
} as const satisfies Record<RegistryKind['name'], RegistryKind>;
