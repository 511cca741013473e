/** How to knock at a route that is known only by its line in a table. */
import type { Route } from '#fhir/router.ts';
import { victimNumber } from './cast.ts';

/** One request. */
export interface Knock {
  method: Route['method'] | 'HEAD';
  path: string;
  body?: object;
}

/** Of whom the API is asked. */
const targets = [
  { type: 'Patient', id: 'victim', query: '_id=victim' },
  { type: 'Condition', id: 'condition-victim', query: 'patient=Patient/victim' },
] as const;

type Target = (typeof targets)[number];

/** The requests that a route of the API takes about the victim. Throws for a path of a new form. */
export function knocksOf(route: Route): Knock[] {
  const isOfType = route.path.includes(':type');
  return (isOfType ? targets : targets.slice(0, 1)).flatMap((target) => knock(route, target));
}

function knock(route: Route, target: Target): Knock[] {
  const { method } = route;
  const names: Record<string, string> = {
    ':type': target.type,
    ':id': target.id,
    ':version': '1',
    ':member': target.type === 'Patient' ? 'Condition' : '*',
  };
  const segments = route.path.split('/').map((segment) => {
    if (!segment.startsWith(':')) return segment;
    const value = names[segment];
    if (value === undefined) throw new Error(`${route.path}: what does ${segment} stand for?`);
    return value;
  });
  const isSearch = method === 'POST' && route.path.endsWith('_search');
  const isConditional =
    isSearch || (method !== 'POST' && !/:id|_history|metadata|\$/.test(route.path));
  // AuditEvent has a search of its own.
  const asked = route.path.startsWith('AuditEvent') ? 'patient=Patient/victim' : target.query;
  const hasType = route.path.replace('_search', '') !== '';
  // The victim is asked for by the number that a stranger may have heard of.
  const isPix = method === 'GET' && route.path.endsWith('$ihe-pix');
  const number = `?sourceIdentifier=urn:oid:2.16.156.10011.1.3|${victimNumber}`;
  const query = isPix ? number : isConditional && hasType ? `?${asked}` : '';
  const path = segments.join('/') + query;
  const body = bodyOf(route, target);
  const one: Knock = { method, path, ...(body === undefined ? {} : { body }) };
  return method === 'GET' ? [one, { ...one, method: 'HEAD' }] : [one];
}

function bodyOf({ method, path }: Route, target: Target): object | undefined {
  if (method === 'GET' || method === 'DELETE' || path.endsWith('_search')) return undefined;
  if (path.includes('$')) return { resourceType: 'Parameters', parameter: [] };
  if (method === 'PATCH') return [{ op: 'add', path: '/language', value: 'zh' }];
  if (path === '') return batch;
  return target.type === 'Patient'
    ? { resourceType: 'Patient', id: 'victim', name: [{ text: '假' }] }
    : {
        resourceType: 'Condition',
        id: target.id,
        subject: { reference: 'Patient/victim' },
        code: { text: '假' },
      };
}

const reading = ['Patient/victim', 'Patient/victim/_history', 'Condition?patient=Patient/victim'];

const batch = {
  resourceType: 'Bundle',
  type: 'batch',
  entry: reading.map((url) => ({ request: { method: 'GET', url } })),
};

/** The path of a route beside the API, with something where it has a name. */
export function plainPathOf(path: string): string {
  return path.replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000');
}
