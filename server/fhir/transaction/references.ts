/**
 * The links of a resource to others, found once and rewritten when their targets are known.
 * https://hl7.org/fhir/R4/http.html#trules
 */
import type { Resource } from '#model/fhir.ts';

/** One place in a resource that names another. */
export interface Link {
  holder: Record<string, unknown>;
  name: string;
  original: string;
}

// Elements of the types Reference, uri, url, canonical, oid, uuid; a narrative holds links in its
// text.
const linkName = /^(?:reference|div|uri|url|\w+(?:Uri|Url|Uuid|Oid|Canonical))$/;

/**
 * The links of a resource that name an entry (`urn:…`, `http…`) or a condition
 * (`Patient?identifier=…`).
 */
export function findLinks(resource: Resource): Link[] {
  const links: Link[] = [];
  collect(resource, links);
  return links;
}

function collect(holder: Record<string, unknown>, links: Link[]): void {
  for (const name of Object.keys(holder)) {
    const value = holder[name];
    if (typeof value === 'string') {
      if (linkName.test(name) && /[:?]/.test(value)) links.push({ holder, name, original: value });
    } else if (typeof value === 'object' && value !== null) {
      collect(value as Record<string, unknown>, links);
    }
  }
}

/** The criteria of a conditional reference; undefined for any other link. */
export function conditionalReference(link: Link): { type: string; criteria: string } | undefined {
  if (link.name !== 'reference') return undefined;
  const found = /^([A-Z][A-Za-z]+)\?(.+)$/s.exec(link.original);
  return found === null ? undefined : { type: found[1]!, criteria: found[2]! };
}

/** Writes into each link what its target is now called; links to elsewhere stay as they are. */
export function rewriteLinks(links: readonly Link[], names: ReadonlyMap<string, string>): void {
  for (const { holder, name, original } of links) {
    if (name === 'div') {
      holder[name] = original.replace(
        /\b(href|src)="([^"]+)"/g,
        (whole, attribute: string, url: string) =>
          names.has(url) ? `${attribute}="${names.get(url)}"` : whole,
      );
      continue;
    }
    holder[name] = names.get(original) ?? original;
  }
}
