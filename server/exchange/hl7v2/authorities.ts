/**
 * Assigning authorities of HL7 v2: NamingSystems of the store say by which name, OID and address
 * each is known, and whose it is.
 * https://hl7.org/fhir/R4/namingsystem.html
 */
import type { Resource } from '#model/fhir.ts';
import { identifierKinds } from '#model/identifiers.ts';
import type { Send } from './send.ts';

/** An assigning authority. */
export interface Authority {
  /** HD.1, as `EAST`. */
  name: string;
  /** HD.2, where it has one. */
  oid: string | undefined;
  /** Identifier.system in FHIR. */
  system: string;
  /** Id of the Organization that gives these numbers; undefined: no single one. */
  organization: string | undefined;
}

/** Whose numbers they are. */
export const assignerUrl = 'https://yishu.example/StructureDefinition/assigning-organization';

interface NamingSystem {
  name?: string;
  uniqueId?: { type?: string; value?: string; preferred?: boolean }[];
  extension?: { url?: string; valueReference?: { reference?: string } }[];
}

/** The state's and the region's own numbers, which every hub knows. */
const known: readonly Authority[] = Object.entries(identifierKinds).map(([name, { system }]) => ({
  name,
  oid: system.startsWith('urn:oid:') ? system.slice('urn:oid:'.length) : undefined,
  system,
  organization: undefined,
}));

const mostSystems = 1000;

/** Every authority that is registered. */
export async function readAuthorities(send: Send): Promise<Authority[]> {
  const { resource } = await send('GET', ['NamingSystem'], {
    query: [
      ['kind', 'identifier'],
      ['_count', String(mostSystems)],
    ],
  });
  const { entry = [] } = resource as Resource & { entry?: { resource?: NamingSystem }[] };
  const registered = entry.flatMap(({ resource: one = {} }): Authority[] => {
    const { name, uniqueId = [], extension = [] } = one;
    const oid = uniqueId.find(({ type }) => type === 'oid')?.value;
    const uri = uniqueId.find(({ type }) => type === 'uri')?.value;
    const system = uri ?? (oid === undefined ? undefined : `urn:oid:${oid}`);
    if (name === undefined || system === undefined) return [];
    const owner = extension.find(({ url }) => url === assignerUrl)?.valueReference?.reference;
    return [{ name, oid, system, organization: owner?.split('/')[1] }];
  });
  return [...registered, ...known];
}

/** The authority of an HD: its name or its OID is enough, and both must be of one. */
export function authorityOf(
  authorities: readonly Authority[],
  { name, oid }: { name: string; oid: string },
): Authority | undefined {
  if (name === '' && oid === '') return undefined;
  return authorities.find(
    (one) => (name === '' || one.name === name) && (oid === '' || one.oid === oid),
  );
}
