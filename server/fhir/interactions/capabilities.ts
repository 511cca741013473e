/**
 * The capabilities interaction: a CapabilityStatement made from the tables that the router and the
 * search use.
 * https://hl7.org/fhir/R4/capabilitystatement.html
 */
import { resourceTypes } from '#model/resource-types.ts';
import { includesOf, parametersOf, reverseIncludesOf } from '#fhir/search/schema.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';

const version = '0.1.0';

/** The names that R4 gives to the interactions of a type and of the system. */
const typeCodes = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];
const systemCodes: Record<string, string[]> = {
  bundle: ['transaction', 'batch'],
  'search-system': ['search-system'],
  'history-system': ['history-system'],
};

/**
 * The interaction that says what this server can do: 200 with a CapabilityStatement.
 * @param offered gives the names of the interactions that the router has.
 */
export function createCapabilities(offered: () => ReadonlySet<string>): Interaction {
  return async (request, store) => ({
    status: 200,
    body: JSON.stringify(statement(request.base, store, offered())),
  });
}

function statement(
  base: string,
  store: Store,
  offered: ReadonlySet<string>,
): Record<string, unknown> {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-24',
    publisher: 'Yishu 医枢',
    kind: 'instance',
    software: { name: 'Yishu 医枢', version },
    implementation: { description: '医枢 Yishu FHIR R4', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json'],
    rest: [
      {
        mode: 'server',
        resource: resourceTypes.map((type) => resourceOf(type, store, offered)),
        interaction: Object.entries(systemCodes)
          .filter(([interaction]) => offered.has(interaction))
          .flatMap(([, codes]) => codes.map((code) => ({ code }))),
        searchParam: parametersOf(store.search, undefined),
        compartment: [...store.definitions.compartments.keys()].map(
          (code) => `http://hl7.org/fhir/CompartmentDefinition/${code.toLowerCase()}`,
        ),
      },
    ],
  };
}

function resourceOf(
  type: string,
  store: Store,
  offered: ReadonlySet<string>,
): Record<string, unknown> {
  const conditional = (name: string) => offered.has(`${name}-conditional`);
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: typeCodes.filter((code) => offered.has(code)).map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: offered.has('vread'),
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: conditional('update'),
    conditionalDelete: conditional('delete') ? 'multiple' : 'not-supported',
    referencePolicy: ['literal', 'local'],
    ...listed('searchInclude', includesOf(store.search, type)),
    ...listed('searchRevInclude', reverseIncludesOf(store.search, type)),
    searchParam: parametersOf(store.search, type),
  };
}

/** An element that must not be there when it is empty. */
function listed(name: string, items: readonly string[]): Record<string, unknown> {
  return items.length === 0 ? {} : { [name]: items };
}
