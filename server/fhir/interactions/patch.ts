/** The patch interaction: JSON Patch and FHIRPath Patch. https://hl7.org/fhir/R4/http.html#patch */
import type { Resource } from '#model/fhir.ts';
import { parseJson } from '#fhir/json.ts';
import { fhirPathPatchOperations } from '#fhir/patch/fhirpath-patch.ts';
import { applyJsonPatch } from '#fhir/patch/json-patch.ts';
import { refuse } from '#fhir/refusals.ts';
import { type Write, methods } from '#fhir/store/write.ts';
import type { CurrentRow } from '#fhir/store/read.ts';
import { checkContent } from '#fhir/handling/content.ts';
import type { FhirRequest, FhirResponse, RequestBody, Store } from '#fhir/handling/interaction.ts';
import { prepareVersion } from '#fhir/handling/prepare.ts';
import { readExisting } from './read.ts';
import { writeVersion } from './update.ts';

/**
 * Patches a resource: 200. Throws `not-found`, `deleted`, `bad-patch`, `id-changed`, `invalid`,
 * `stale-version`.
 */
export async function patch(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const instructions = readPatch(request);
  await readExisting(store, request.type!, request.id!);
  return writeVersion(request, store, async (current) => {
    const reference = `${request.type}/${request.id}`;
    if (current === undefined) throw refuse('deleted', { reference });
    return preparePatch(store, current, instructions);
  });
}

/** The write that makes the patched version of a resource. */
export function preparePatch(store: Store, current: CurrentRow, instructions: unknown): Write {
  const before = parseJson(current.body) as { value: Resource; faithful: Resource };
  const operations = Array.isArray(instructions)
    ? instructions
    : fhirPathPatchOperations(before.value, instructions as Resource, store.definitions);
  const after = applyJsonPatch(before.value, operations);
  if (after.resourceType !== current.type || after.id !== current.id) throw refuse('id-changed');
  checkContent(after, store);
  // Once more on the numbers as they were written.
  const faithful = applyJsonPatch(before.faithful, operations);
  const content = { resource: after, faithful };
  const method = methods.PATCH;
  return prepareVersion(store, content, { id: current.id, method, predecessor: current });
}

/**
 * The instructions of a patch request: an array (JSON Patch) or a Parameters resource (FHIRPath
 * Patch).
 */
export function readPatch(request: FhirRequest): unknown {
  if (request.body === undefined) throw refuse('no-body');
  return instructionsOf(request.body);
}

function instructionsOf(body: RequestBody): unknown {
  const { value } = 'text' in body ? parseJson(body.text) : body;
  if (Array.isArray(value)) return value;
  const resource = value as Resource | null;
  if (resource?.resourceType === 'Parameters') return resource;
  if (resource?.resourceType === 'Binary' && typeof resource['data'] === 'string') {
    // In a Bundle a JSON Patch travels as a Binary. https://hl7.org/fhir/R4/http.html#patch
    return parseJson(Buffer.from(resource['data'], 'base64').toString('utf8')).value;
  }
  throw refuse('bad-patch', {
    reason: '请求体应为 JSON Patch 数组或 Parameters 资源',
    reasonEn: 'the body must be a JSON Patch array or a Parameters resource',
  });
}
