/**
 * The operations `$sign` and `$verify` on a resource.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Resource } from '#model/fhir.ts';
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirRequest, FhirResponse, Interaction, Store } from '#fhir/handling/interaction.ts';
import { create } from '#fhir/interactions/create.ts';
import { read } from '#fhir/interactions/read.ts';
import { strongCaller } from '#fhir/handling/strong-caller.ts';
import { listParameters } from '#fhir/operations/parameters.ts';
import { refuse } from '#fhir/refusals.ts';
import { patientOf } from '#fhir/search/extract.ts';
import type { Signer } from '#server/crypto/signer.ts';
import type { SigningKeys } from '#server/crypto/signing-keys.ts';
import { maySign } from './authors.ts';
import { describeFindings } from './report.ts';
import { signResource } from './sign.ts';
import { findSignatures } from './signatures.ts';

/** What the operations work with. */
export interface SigningParts {
  signer: Signer;
  keys: SigningKeys;
  /** For how long a strong factor counts. */
  stepUpMinutes: number;
}

/** The handlers of `POST :type/:id/$sign` and `GET :type/:id/$verify`. */
export interface SigningOperations {
  sign: Interaction;
  verify: Interaction;
}

/** Makes the operations. */
export function createSigningOperations(parts: SigningParts): SigningOperations {
  return {
    sign: (request, store) => sign(request, store, parts),
    verify: (request, store) => verify(request, store, parts),
  };
}

/**
 * Signs the current version: 201 with the Provenance. If-Match names the version that the signer
 * has seen. Throws `step-up-needed`, `not-the-author`, `not-signable`, `stale-version`,
 * `signer-away`, `signer-refused`, and what reading and creating throw; then nothing is signed.
 */
async function sign(
  request: FhirRequest,
  store: Store,
  { signer, stepUpMinutes }: SigningParts,
): Promise<FhirResponse> {
  const caller = strongCaller(store.caller, { now: store.now(), minutes: stepUpMinutes });
  const reason = reasonOf(request);
  const { text, version } = await readWhole(request, store);
  const { type, id } = request as Required<FhirRequest>;
  refuseStale(request, version);
  const resource = JSON.parse(text) as Resource;
  if (!maySign(resource, caller)) throw refuse('not-the-author');
  refuseUnsignable(resource);
  const target = `${type}/${id}/_history/${version}`;
  const at = store.now();
  const patientId = patientOf(store.search, resource) ?? store.guardian.patientOf(resource);
  const patient = patientId === undefined ? undefined : `Patient/${patientId}`;
  const provenance = await signResource({
    resourceText: text,
    target,
    caller,
    signer,
    patient,
    at,
    reason,
  });
  return create(
    {
      method: 'POST',
      path: ['Provenance'],
      type: 'Provenance',
      query: [],
      headers: {},
      body: { text: JSON.stringify(provenance) },
      base: request.base,
    },
    store,
  );
}

/** The reason in the Parameters of a request; undefined without one. */
function reasonOf(request: FhirRequest): string | undefined {
  const { body } = request;
  if (body === undefined || ('text' in body && body.text.trim() === '')) return undefined;
  const { resource } = parseContent(request);
  const found = listParameters(resource).find(({ name }) => name === 'reason')?.['valueString'];
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

/** The current version by the read interaction, whole. */
async function readWhole(
  request: FhirRequest,
  store: Store,
): Promise<{ text: string; version: number }> {
  const { type, id } = request as Required<FhirRequest>;
  const { body, version } = await read(
    { method: 'GET', path: [type, id], type, id, query: [], headers: {}, base: request.base },
    store,
  );
  return { text: body!, version: version! };
}

function refuseStale(request: FhirRequest, version: number): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined) return;
  const named = /^(?:W\/)?"(\d+)"$/.exec(wanted.trim())?.[1];
  if (named === undefined) throw refuse('bad-version');
  if (Number(named) !== version) {
    const reference = `${request.type}/${request.id}`;
    throw refuse('stale-version', { reference, current: version });
  }
}

/** What is withdrawn, or holds what has no canonical text, is not signed. */
function refuseUnsignable(resource: Resource): void {
  const states = [resource['status'], verificationOf(resource)];
  if (states.includes('entered-in-error')) {
    const reason = '它已被标记为录入错误';
    throw refuse('not-signable', { reason, reasonEn: 'it is marked as entered in error' });
  }
  if (hasLoneSurrogate(resource)) {
    const reason = '其中有无效字符';
    throw refuse('not-signable', { reason, reasonEn: 'it holds characters that are not valid' });
  }
}

function verificationOf(resource: Resource): string | undefined {
  const status = resource['verificationStatus'] as { coding?: { code?: string }[] } | undefined;
  return status?.coding?.[0]?.code;
}

/** Half a character, of which no canonical text can be made. */
function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, member]) => !name.isWellFormed() || hasLoneSurrogate(member),
  );
}

/** Verifies every signature of a resource: 200 with Parameters. */
async function verify(
  request: FhirRequest,
  store: Store,
  { keys }: SigningParts,
): Promise<FhirResponse> {
  const current = await readWhole(request, store);
  const found = await findSignatures(request, store, { keys, current });
  const body = describeFindings(found, current.version);
  return { status: 200, body: JSON.stringify(body) };
}
