/** The vread interaction: one version of a resource. https://hl7.org/fhir/R4/http.html#vread */
import { refuse } from '#fhir/refusals.ts';
import { locate } from '#fhir/store/read.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { subset } from '#fhir/handling/subset.ts';

const text = `select version, updated, body from history
  where bucket = $1 and key = $2 and version = $3`;

/**
 * Reads a version: 200; throws `not-found`, `version-not-found`, `deleted` for the version that is
 * a deletion.
 */
export async function vread(request: FhirRequest, store: Store): Promise<FhirResponse> {
  const { type, id, version: wanted } = request as Required<FhirRequest>;
  const reference = `${type}/${id}`;
  const version = /^[1-9]\d{0,8}$/.test(wanted) ? Number(wanted) : 0;
  const place = placeOf(store, type, id);
  const row = await store.read(place);
  if (row?.version === version) {
    return answer(request, store, { version, updated: row.updated, body: row.body });
  }
  const bucket = (await locate(store.sql, [place])).get(place.key)!;
  const [old] = await store.sql.run(text, [bucket, place.key, version]);
  if (old === undefined) throw refuse('version-not-found', { reference, version: wanted });
  if (old['body'] === null) throw refuse('deleted', { reference });
  const body = String(old['body']);
  return answer(request, store, { version, updated: Number(old['updated']), body });
}

function answer(
  request: FhirRequest,
  store: Store,
  found: { version: number; updated: number; body: string },
): FhirResponse {
  return { ...found, status: 200, body: subset(found.body, request.query, store) };
}
