/**
 * OperationDefinitions, made from the table that the router itself runs on.
 * https://hl7.org/fhir/R4/operationdefinition.html
 */
import type { Interaction } from '#fhir/handling/interaction.ts';
import { read } from '#fhir/interactions/read.ts';
import type { Route } from '#fhir/router.ts';

/**
 * Parameters by name, each a FHIR type: `Reference`, `string?` where it may be left out, `code*`
 * where it may repeat.
 */
export type ParameterTable = Readonly<Record<string, string>>;

const base = 'https://yishu.example/OperationDefinition/';

/** What a path says of an operation; undefined for what is none. */
function placeOf({ path }: Pick<Route, 'path'>) {
  const segments = path.split('/');
  const code = segments.at(-1)?.startsWith('$') === true ? segments.at(-1)!.slice(1) : undefined;
  if (code === undefined) return undefined;
  const type = segments.length > 1 ? segments[0] : undefined;
  const instance = segments.includes(':id');
  return { code, type, instance, id: ['yishu', type, code].filter(Boolean).join('-') };
}

/** The canonical address of the definition of an operation; undefined for what is none. */
export function definitionOf(route: Pick<Route, 'path'>): string | undefined {
  const place = placeOf(route);
  return place === undefined ? undefined : base + place.id;
}

function parametersOf(table: ParameterTable | undefined, use: 'in' | 'out'): object[] {
  return Object.entries(table ?? {}).map(([name, kind]) => ({
    name,
    use,
    min: /[?*]$/.test(kind) ? 0 : 1,
    max: kind.endsWith('*') ? '*' : '1',
    type: kind.replace(/[?*]$/, ''),
  }));
}

/** The OperationDefinition of a route; undefined for what is no operation. */
export function operationDefinition(route: Route): object | undefined {
  const place = placeOf(route);
  if (place === undefined) return undefined;
  const { code, type, instance, id } = place;
  const parameter = [...parametersOf(route.takes, 'in'), ...parametersOf(route.gives, 'out')];
  return {
    resourceType: 'OperationDefinition',
    id,
    url: base + id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    status: 'active',
    kind: route.method === 'GET' ? 'query' : 'operation',
    date: '2026-11-27',
    publisher: 'Yishu 医枢',
    description: route.summary,
    affectsState: route.method !== 'GET',
    code,
    ...(type === undefined ? {} : { resource: [type] }),
    system: type === undefined,
    type: type !== undefined && !instance,
    instance,
    ...(parameter.length === 0 ? {} : { parameter }),
  };
}

/**
 * `GET OperationDefinition/:id`: that of an operation of this table, or one that is stored.
 * @param routes gives the table.
 */
export function createReadDefinition(routes: () => readonly Route[]): Interaction {
  return async (request, store) => {
    const route = routes().find((one) => placeOf(one)?.id === request.id);
    if (route === undefined) return read({ ...request, type: 'OperationDefinition' }, store);
    return { status: 200, body: JSON.stringify(operationDefinition(route)) };
  };
}
