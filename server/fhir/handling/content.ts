/**
 * The content of a request: the resource in it, checked, and how it is stored.
 * https://hl7.org/fhir/R4/http.html#create
 */
import type { Coding, Resource } from '#model/fhir.ts';
import { parseJson } from '#fhir/json.ts';
import { refuse } from '#fhir/refusals.ts';
import type { FhirRequest, Store } from './interaction.ts';

/** A resource as it came: `resource` to read, `faithful` to print. */
export interface Content {
  resource: Resource;
  faithful: Resource;
}

/**
 * The resource of a request. Throws `no-body`, `malformed-json`, `type-mismatch`, or `invalid` with
 * every problem.
 */
export function readContent(request: FhirRequest, store: Store): Content {
  const content = parseContent(request);
  if (request.type !== undefined && content.resource.resourceType !== request.type) {
    throw refuse('type-mismatch', { type: request.type, expression: 'resourceType' });
  }
  checkContent(content.resource, store);
  return content;
}

/** The JSON object of a request, unchecked. Throws `no-body`, `malformed-json`. */
export function parseContent(request: FhirRequest): Content {
  const { body } = request;
  if (body === undefined || ('text' in body && body.text.trim() === '')) throw refuse('no-body');
  const { value, faithful } = 'text' in body ? parseJson(body.text) : body;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('no-body');
  return { resource: value as Resource, faithful: faithful as Resource };
}

/** Throws `invalid` with every problem of a resource. */
export function checkContent(
  resource: Resource,
  store: Store,
  options: { allowConditionalReferences?: boolean } = {},
): void {
  const issues = store.validator.validate(resource, options);
  const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  if (errors.length > 0) throw refuse('invalid', {}, errors);
}

/** The resource as it is sent: with the id, version and time that the server gave it. */
export function renderResource(
  faithful: Resource,
  given: {
    id: string;
    version: number;
    updated: number;
    labels: readonly Coding[];
    flags?: { system: string; tags: readonly Coding[] } | undefined;
  },
): Resource {
  const { resourceType, id: _id, meta, ...rest } = faithful;
  const { versionId: _version, lastUpdated: _updated, tag, ...kept } = meta ?? {};
  const labels = missingLabels(kept.security, given.labels);
  const tags = flagged(tag, given.flags);
  return {
    resourceType,
    id: given.id,
    meta: {
      versionId: String(given.version),
      lastUpdated: new Date(given.updated).toISOString(),
      ...kept,
      ...(labels.length === 0 ? {} : { security: [...(kept.security ?? []), ...labels] }),
      ...(tags === undefined ? {} : { tag: tags }),
    },
    ...rest,
  };
}

function missingLabels(
  carried: readonly Coding[] | undefined,
  needed: readonly Coding[],
): Coding[] {
  return needed.filter(
    ({ system, code }) => !carried?.some((label) => label.system === system && label.code === code),
  );
}

/** The tags as sent, but of the system of the flags just those. */
function flagged(
  sent: Coding[] | undefined,
  flags: { system: string; tags: readonly Coding[] } | undefined,
): Coding[] | undefined {
  if (flags === undefined) return sent;
  const tags = [...(sent ?? []).filter(({ system }) => system !== flags.system), ...flags.tags];
  return tags.length === 0 ? undefined : tags;
}
