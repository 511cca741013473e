/**
 * The signatures of a resource, found by its Provenances and verified each against its version.
 * https://hl7.org/fhir/R4/provenance.html
 */
import type { Resource } from '#model/fhir.ts';
import type { FhirRequest, Store } from '#fhir/handling/interaction.ts';
import { search } from '#fhir/interactions/search.ts';
import { vread } from '#fhir/interactions/vread.ts';
import { Refusal } from '#fhir/refusals.ts';
import type { SigningKey, SigningKeys } from '#server/crypto/signing-keys.ts';
import { type Finding, verifyProvenance } from './verify.ts';

/** A finding with where it was found. */
export interface FoundSignature extends Finding {
  /** `Provenance/1` */
  provenance: string;
}

/** Verifies every signature of the resource that a request names. */
export async function findSignatures(
  request: FhirRequest,
  store: Store,
  given: { keys: SigningKeys; current: { text: string; version: number } },
): Promise<FoundSignature[]> {
  const { keys, current } = given;
  const reference = `${request.type}/${request.id}`;
  const textOf = async (target: string): Promise<string | undefined> => {
    const version = target.slice(`${reference}/_history/`.length);
    if (!target.startsWith(`${reference}/_history/`)) return undefined;
    if (version === String(current.version)) return current.text;
    return readVersion(request, store, version);
  };
  const found: FoundSignature[] = [];
  for (const provenance of await provenancesOf(request, store)) {
    const list = await verifyProvenance(provenance, async ({ header, keyId }) => ({
      key: await findKey(keys, keyId),
      resourceText: await textOf(header.target),
    }));
    found.push(...list.map((one) => ({ ...one, provenance: `Provenance/${provenance.id}` })));
  }
  return found;
}

/** A key; undefined where there is none, or its row was altered. */
export async function findKey(keys: SigningKeys, id: string): Promise<SigningKey | undefined> {
  try {
    return await keys.find(id);
  } catch {
    // What does not open was not sealed by us: to the reader it is no key.
    return undefined;
  }
}

async function readVersion(
  { type, id, base }: FhirRequest,
  store: Store,
  version: string,
): Promise<string | undefined> {
  const path = [type!, id!, '_history', version];
  const names = { type: type!, id: id!, version };
  try {
    const request = { method: 'GET', path, ...names, query: [], headers: {}, base };
    return (await vread(request, store)).body;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 410)) {
      return undefined;
    }
    throw error;
  }
}

/** Every Provenance that targets any version of a resource, page by page. */
async function provenancesOf({ type, id, base }: FhirRequest, store: Store): Promise<Resource[]> {
  const found: Resource[] = [];
  let query: [string, string][] | undefined = [
    ['target', `${type}/${id}`],
    ['_count', '100'],
  ];
  while (query !== undefined) {
    const request = { method: 'GET', path: ['Provenance'], type: 'Provenance' };
    const { body = '{}' } = await search({ ...request, query, headers: {}, base }, store);
    const page = JSON.parse(body) as SearchPage;
    found.push(...(page.entry ?? []).flatMap(({ resource }) => resource ?? []));
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    query = next === undefined ? undefined : [...new URL(next, 'http://here').searchParams];
  }
  return found;
}

interface SearchPage {
  entry?: { resource?: Resource }[];
  link?: { relation: string; url: string }[];
}
