/**
 * The capabilities interaction: a CapabilityStatement made from the tables that the router and the
 * search use.
 * https://hl7.org/fhir/R4/capabilitystatement.html
 */
import { resourceTypes } from '#model/resource-types.ts';
import { includesOf, parametersOf, reverseIncludesOf } from '#fhir/search/schema.ts';
import type { Interaction, Store } from '#fhir/handling/interaction.ts';
import { definitionOf } from '#fhir/operations/operation-definition.ts';
import type { Route } from '#fhir/router.ts';

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
 * @param offered gives the table of the router.
 */
export function createCapabilities(offered: () => readonly Offered[]): Interaction {
  return async (request, store) => {
    const routes = offered();
    const names = new Set(routes.map((route) => route.interaction));
    const said = statement(request.base, store, { names, operations: operationsOf(routes) });
    return { status: 200, body: JSON.stringify(said) };
  };
}

/** What is to be known of a route. */
type Offered = Pick<Route, 'path' | 'interaction'>;

/** The operations by type; the system's have none. */
type Operations = ReadonlyMap<string | undefined, { name: string; definition: string }[]>;

function operationsOf(routes: readonly Offered[]): Operations {
  const found = routes.flatMap((route) => {
    const definition = definitionOf(route);
    if (definition === undefined) return [];
    const segments = route.path.split('/');
    const name = segments.at(-1)!.slice(1);
    return { type: segments.length > 1 ? segments[0] : undefined, name, definition };
  });
  // The same operation may be asked by GET and by POST.
  const distinct = new Map(found.map((one) => [one.definition, one]));
  return new Map(
    [...Map.groupBy(distinct.values(), ({ type }) => type)].map(([type, list]) => [
      type,
      list.map(({ name, definition }) => ({ name, definition })),
    ]),
  );
}

interface Said {
  names: ReadonlySet<string>;
  operations: Operations;
}

function statement(
  base: string,
  store: Store,
  { names: offered, operations }: Said,
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
        resource: resourceTypes.map((type) => ({
          ...resourceOf(type, store, offered),
          ...listed('operation', operations.get(type) ?? []),
        })),
        interaction: Object.entries(systemCodes)
          .filter(([interaction]) => offered.has(interaction))
          .flatMap(([, codes]) => codes.map((code) => ({ code }))),
        searchParam: parametersOf(store.search, undefined),
        ...listed('operation', operations.get(undefined) ?? []),
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
function listed(name: string, items: readonly unknown[]): Record<string, unknown> {
  return items.length === 0 ? {} : { [name]: items };
}
