/** The vread interaction: one version of a resource. https://hl7.org/fhir/R4/http.html#vread */
import { refuse } from '#fhir/refusals.ts';
import { guardOf, locate } from '#fhir/store/read.ts';
import type { ResourceRow } from '#fhir/store/resource-row.ts';
import {
  type FhirRequest,
  type FhirResponse,
  type Store,
  lookedAt,
} from '#fhir/handling/interaction.ts';
import { admitted } from '#fhir/handling/transact.ts';
import { placeOf } from '#fhir/handling/prepare.ts';
import { subset } from '#fhir/handling/subset.ts';

const text = `select key, bucket, version, updated, patient, owner, level, body from history
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
  if (row?.version === version) return answer(request, store, row);
  const bucket = (await locate(store.sql, [place])).get(place.key)!;
  const found = await store.sql.run(text, [bucket, place.key, version]);
  // A version may be guarded more closely than the current one, or be all that is left.
  const versions = found.map((old) => ({
    type,
    id,
    key: place.key,
    bucket,
    ...guardOf(old),
    version,
    updated: Number(old['updated']),
    body: old['body'],
  }));
  const [old] = await admitted(store.access, store.sql, versions);
  if (old === undefined) throw refuse('version-not-found', { reference, version: wanted });
  if (old.body === null) throw refuse('deleted', { reference });
  return answer(request, store, { ...old, body: String(old.body) });
}

function answer(request: FhirRequest, store: Store, found: ResourceRow): FhirResponse {
  const { version, updated } = found;
  const looked = {
    ...lookedAt([found]),
    entities: [`${found.type}/${found.id}/_history/${version}`],
    why: store.access?.why(found),
  };
  const body = subset(found.body, request.query, store);
  return { status: 200, version, updated, body, looked };
}
