/**
 * The files of a load: which there are, what is in them, how they are sent.
 * https://hl7.org/fhir/R4/bundle.html
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '#model/fhir.ts';

/** A file as the server gets it. */
export interface Shipment {
  method: 'POST' | 'PUT';
  /** Below the base of the API. */
  path: string;
  body: string;
  /** How many resources of each type it brings. */
  counts: Record<string, number>;
  /**
   * A search that finds something exactly when this shipment was stored; undefined where sending
   * twice does no harm.
   */
  mark: string | undefined;
}

const markSystem = 'https://yishu.example/load';

/** The JSON files below a folder, as paths relative to it, in order; those of npm are none. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !/(?:^|\/)(?:package\.json|\.)/.test(file))
    .toSorted();
}

/**
 * Reads a file. A transaction or batch is posted, with a tag on its first resource that tells later
 * whether it arrived;
 * any other resource with an id is put, and with `put` these too. Returns the reason where it is
 * neither.
 */
export function readShipment(
  folder: string,
  file: string,
  options: { put: boolean },
): Shipment | string {
  const text = readFileSync(join(folder, file), 'utf8');
  let resource: Resource & { entry?: { resource?: Resource }[]; type?: string };
  try {
    resource = JSON.parse(text) as typeof resource;
  } catch {
    return 'is not JSON';
  }
  const { resourceType, id, type } = resource;
  if (typeof resourceType !== 'string') return 'is not a FHIR resource';
  const bundle = resourceType === 'Bundle' && !options.put;
  if (bundle && (type === 'transaction' || type === 'batch')) {
    const counts: Record<string, number> = {};
    for (const { resource: of } of resource.entry ?? []) {
      if (of !== undefined) counts[of.resourceType] = (counts[of.resourceType] ?? 0) + 1;
    }
    const first = resource.entry?.find((entry) => entry.resource !== undefined)?.resource;
    const code = createHash('sha256').update(text).digest('hex').slice(0, 32);
    if (first !== undefined) addTag(first, code);
    const mark =
      first === undefined ? undefined : `${first.resourceType}?_tag=${markSystem}|${code}`;
    return { method: 'POST', path: '', body: JSON.stringify(resource), counts, mark };
  }
  if (id === undefined) return 'has no id';
  const path = `${resourceType}/${id}`;
  return { method: 'PUT', path, body: text, counts: { [resourceType]: 1 }, mark: undefined };
}

function addTag(resource: Resource, code: string): void {
  const tag = [...(resource.meta?.tag ?? []), { system: markSystem, code }];
  resource.meta = { ...resource.meta, tag };
}
