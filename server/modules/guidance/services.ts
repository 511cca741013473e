/**
 * The region's own doors for a standard department: HealthcareServices whose specialty or type it
 * is, or the wider department where an institution has no such one.
 * https://hl7.org/fhir/R4/healthcareservice.html
 */
import type { Resource } from '#model/fhir.ts';
import { departmentSystem } from '#model/departments.ts';
import type { FhirRequest, FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { search } from '#fhir/interactions/search.ts';

/** A door of an institution. */
export interface Service {
  reference: string;
  name: string;
  /** Reference to the Organization. */
  organization: string | undefined;
}

/** At most so many doors a department are named. */
const servicesMost = 20;

interface Concept {
  coding?: { system?: string; code?: string }[];
}

/** Doors by department, as far as the caller may see them, and what was looked at. */
export async function findServices(
  request: FhirRequest,
  store: Store,
  given: { departments: readonly string[]; organization: string | undefined },
): Promise<{ services: Map<string, Service[]>; looked: string[] }> {
  const codes = [...new Set(given.departments.flatMap((code) => [code, widerOf(code)]))];
  const value = codes.map((code) => `${departmentSystem}|${code}`).join(',');
  const found = new Map<string, Resource>();
  const looked = new Set<string>();
  for (const name of ['specialty', 'service-type']) {
    const query: [string, string][] = [
      [name, value],
      ['_count', '200'],
    ];
    if (given.organization !== undefined) query.push(['organization', given.organization]);
    const answer = await asSearch(search, request, { query, store });
    for (const entity of answer.looked?.entities ?? []) looked.add(entity);
    for (const resource of resourcesOf(answer)) found.set(resource.id ?? '', resource);
  }
  const active = [...found.values()].filter(({ active: isActive }) => isActive !== false);
  return {
    services: new Map(given.departments.map((code) => [code, servicesOf(active, code)])),
    looked: [...looked],
  };
}

/** A search of HealthcareServices within another request: with nothing of its headers and body. */
function asSearch(
  run: Interaction,
  request: FhirRequest,
  given: { query: [string, string][]; store: Store },
): Promise<FhirResponse> {
  const type = 'HealthcareService';
  const { base } = request;
  return run(
    { method: 'GET', path: [type], type, query: given.query, headers: {}, base },
    given.store,
  );
}

function resourcesOf({ body }: FhirResponse): Resource[] {
  const { entry = [] } = JSON.parse(body ?? '{}') as { entry?: { resource: Resource }[] };
  return entry
    .map(({ resource }) => resource)
    .filter((found) => found.resourceType !== 'OperationOutcome');
}

/** `03` for `03.04`; the code itself at the first level. */
function widerOf(code: string): string {
  return code.slice(0, 2);
}

function servicesOf(resources: readonly Resource[], code: string): Service[] {
  const exact = resources.filter((resource) => isOf(resource, code));
  const having = new Set(exact.map(providerOf));
  const wider = resources.filter(
    (resource) => isOf(resource, widerOf(code)) && !having.has(providerOf(resource)),
  );
  return [...exact, ...wider].slice(0, servicesMost).map((resource) => ({
    reference: `HealthcareService/${resource.id}`,
    name: typeof resource['name'] === 'string' ? resource['name'] : '',
    organization: providerOf(resource),
  }));
}

function isOf(resource: Resource, code: string): boolean {
  const concepts = [resource['specialty'], resource['type']].flat() as (Concept | undefined)[];
  return concepts.some((concept) =>
    concept?.coding?.some((coding) => coding.system === departmentSystem && coding.code === code),
  );
}

function providerOf(resource: Resource): string | undefined {
  return (resource['providedBy'] as { reference?: string } | undefined)?.reference;
}
