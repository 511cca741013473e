/**
 * The read interaction: the current version of a resource.
 * https://hl7.org/fhir/R4/http.html#read
 */
import { refuse } from '#fhir/refusals.ts';
import type { CurrentRow } from '#fhir/store/read.ts';
import {
  type FhirRequest,
  type FhirResponse,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { latestDeletion } from '#fhir/handling/deletion.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { subset } from '#fhir/handling/subset.ts';

/** Reads a resource: 200, 304 where the caller has it already; throws `not-found`, `deleted`. */
export async function read(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const row = await readExisting(store, request.type!, request.id!);
  const { version, updated } = row;
  const looked = { ...lookedAt([row]), why: store.access?.why(row) };
  if (isUnchanged(request, row)) return { status: 304, version, updated, looked };
  const body = subset(row.body, request.query, store);
  return { status: 200, body, version, updated, looked };
}

/** The current version. Throws `deleted` where it was deleted, `not-found` where it never was. */
export async function readExisting(store: Store, type: string, id: string): Promise<CurrentRow> {
  const place = placeOf(store, type, id);
  const row = await store.read(place);
  if (row !== undefined) return row;
  const reference = `${type}/${id}`;
  const deletion = await latestDeletion(store, place);
  throw refuse(deletion === undefined ? 'not-found' : 'deleted', { reference });
}

/** Whether the caller's copy is current. https://hl7.org/fhir/R4/http.html#cread */
function isUnchanged(request: FhirRequest, row: { version: number; updated: number }): boolean {
  const etag = request.headers['if-none-match'];
  if (etag !== undefined) {
    return etag.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${row.version}"`);
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  // The header counts in whole seconds.
  return !Number.isNaN(since) && Math.floor(row.updated / 1000) * 1000 <= since;
}
