/**
 * Bundles put together from stored text: no resource is parsed on its way out.
 * https://hl7.org/fhir/R4/bundle.html
 */

/** One entry, its resource as text. */
export interface EntryText {
  fullUrl?: string;
  resource?: string;
  search?: { mode: 'match' | 'include' | 'outcome'; score?: number; extension?: object[] };
  request?: { method: string; url: string };
  response?: Record<string, unknown>;
}

/** A link of the Bundle. */
export interface Link {
  relation: string;
  url: string;
}

/** The text of a Bundle. */
export function bundleText(bundle: {
  id: string;
  type: string;
  updated: number;
  total?: number;
  links: Link[];
  entries: EntryText[];
}): string {
  const head = {
    resourceType: 'Bundle',
    id: bundle.id,
    meta: { lastUpdated: new Date(bundle.updated).toISOString() },
    type: bundle.type,
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(bundle.links.length === 0 ? {} : { link: bundle.links }),
  };
  const open = JSON.stringify(head).slice(0, -1);
  if (bundle.entries.length === 0) return `${open}}`;
  return `${open},"entry":[${bundle.entries.map(entryText).join(',')}]}`;
}

function entryText(entry: EntryText): string {
  const { resource, fullUrl, ...rest } = entry;
  const parts: string[] = [];
  if (fullUrl !== undefined) parts.push(`"fullUrl":${JSON.stringify(fullUrl)}`);
  if (resource !== undefined) parts.push(`"resource":${resource}`);
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) parts.push(`"${name}":${JSON.stringify(value)}`);
  }
  return `{${parts.join(',')}}`;
}

/** A UUID that names a Bundle which is not stored. */
export function bundleId(random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 16));
  bytes[6] = 0x40 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Buffer.from(bytes).toString('hex');
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((to, index) => hex.slice(cuts[index], to))
    .join('-');
}
