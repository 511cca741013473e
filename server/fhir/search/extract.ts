/** What a resource is found by: one walk over its elements. https://hl7.org/fhir/R4/search.html */
import type { Resource } from '#model/fhir.ts';
import type { IndexEntries } from '#fhir/store/index-entries.ts';
import { timeMax } from './values/interval.ts';
import { parseReference } from './values/reference.ts';
import { addTerm, createSink } from './values/sink.ts';
import { bitsPerWord } from './schema/leaf-table.ts';
import type { SearchSchema } from './schema/search-schema.ts';
import { collect, walk } from './schema/walk.ts';

/** Everything a resource is found by. Throws an Error for a type that R4 does not have. */
export function extract(schema: SearchSchema, resource: Resource): IndexEntries {
  const type = schema.types.get(resource.resourceType);
  if (type === undefined) throw new Error('extract: not a resource type of R4');
  const sink = createSink(resource, Math.ceil(type.shapeCodes.length / bitsPerWord));
  walk(type.root, resource, sink);
  for (const index of type.whole) index(resource, sink);
  addTerm(sink, type.shapeOf(sink.present));
  return {
    tokens: [...sink.tokens],
    ordered: sink.ordered,
    terms: sink.terms,
    patientId: sink.patientId,
    at: limited(sink.clinical?.low),
    until: limited(sink.clinical?.high),
  };
}

function limited(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.max(-timeMax, Math.min(timeMax, ms));
}

/**
 * The id of the patient in whose compartment a resource is; undefined where it names none by
 * `Patient/id`.
 */
export function patientOf(schema: SearchSchema, resource: Resource): string | undefined {
  const type = schema.types.get(resource.resourceType);
  for (const { steps } of type?.patientWays ?? []) {
    for (const value of collect(steps, resource)) {
      const { reference } = value as { reference?: unknown };
      if (typeof reference !== 'string') continue;
      const parsed = parseReference(reference, schema.settings.baseUrls);
      if (parsed?.type === 'Patient' && parsed.id !== undefined) return parsed.id;
    }
  }
  return undefined;
}
