/**
 * The entries of a batch or transaction, read as requests.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import type { Resource } from '#model/fhir.ts';
import { refuse } from '#fhir/refusals.ts';
import { parseContent } from '#fhir/handling/content.ts';
import type { FhirRequest } from '#fhir/handling/interaction.ts';

/** One entry as a request, with the place where it stands. */
export interface BundleEntry {
  /** Ordinal in the Bundle. */
  index: number;
  fullUrl: string | undefined;
  request: FhirRequest;
}

/** A Bundle to be carried out. */
export interface BundleRequest {
  type: 'batch' | 'transaction';
  entries: BundleEntry[];
}

interface RawEntry {
  fullUrl?: string;
  resource?: Resource;
  request?: Record<string, unknown>;
}

/**
 * Reads the Bundle of a request. Throws `no-body`, `malformed-json`, `bad-entry` with the number of
 * the entry.
 */
export function readBundle(request: FhirRequest): BundleRequest {
  const { resource, faithful } = parseContent(request);
  if (resource.resourceType !== 'Bundle') throw refuse('type-mismatch', { type: 'Bundle' });
  const type = resource['type'];
  if (type !== 'batch' && type !== 'transaction') {
    throw refuse('bad-entry', {
      reason: 'Bundle.type 应为 batch 或 transaction',
      reasonEn: 'Bundle.type must be batch or transaction',
      expression: 'Bundle.type',
    });
  }
  const raw = listOf(resource['entry']);
  const faithfulRaw = listOf(faithful['entry']);
  const entries = raw.map((entry, index) =>
    readEntry(entry, faithfulRaw[index]!, { index, base: request.base }),
  );
  return { type, entries };
}

function listOf(entries: unknown): RawEntry[] {
  if (entries === undefined) return [];
  if (Array.isArray(entries) && entries.every((entry) => isObject(entry))) return entries;
  throw refuse('bad-entry', {
    reason: 'entry 应为对象数组',
    reasonEn: 'entry must be an array of objects',
    expression: 'Bundle.entry',
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEntry(
  raw: RawEntry,
  faithful: RawEntry,
  at: { index: number; base: string },
): BundleEntry {
  const { request } = raw;
  const method = request?.['method'];
  const url = request?.['url'];
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw refuse('bad-entry', {
      reason: `第 ${at.index + 1} 条缺少 request.method 或 request.url`,
      reasonEn: `entry ${at.index + 1} has no request.method or request.url`,
      expression: `Bundle.entry[${at.index}].request`,
    });
  }
  const headers: FhirRequest['headers'] = {};
  for (const name of ['ifMatch', 'ifNoneMatch', 'ifModifiedSince', 'ifNoneExist']) {
    const value = request?.[name];
    if (typeof value === 'string') headers[headerName(name)] = value;
  }
  const body =
    raw.resource === undefined
      ? {}
      : { body: { value: raw.resource, faithful: faithful.resource } };
  return {
    index: at.index,
    fullUrl: raw.fullUrl,
    request: { ...readUrl(url, at.base), method, headers, base: at.base, ...body },
  };
}

/** `ifNoneExist` → `if-none-exist`. */
function headerName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * What an entry's URL names: `Patient/1`, `Patient?identifier=x`, `Patient/1/_history/2`, also
 * below the base.
 */
export function readUrl(
  url: string,
  base: string,
): Pick<FhirRequest, 'path' | 'type' | 'id' | 'query'> {
  const relative = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url;
  const [path = '', criteria = ''] = relative.split(/\?(.*)/s);
  const parts = path.split('/').filter((part) => part !== '');
  const query = [...new URLSearchParams(criteria)];
  const [type, id] = parts;
  return {
    path: parts,
    query,
    ...(type === undefined || type.startsWith('_') ? {} : { type }),
    ...(id === undefined || id.startsWith('_') ? {} : { id }),
  };
}
