/** The R4 definitions, loaded once and indexed. https://hl7.org/fhir/R4/downloads.html */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { CodeRule, Condensed, ElementRule, ParameterRule } from './condensed.ts';

/** A resource type or data type. */
export interface Structure {
  name: string;
  /** `resource`, `complex-type` or `primitive-type`. */
  kind: string;
  abstract: boolean;
  /** The elements in order, the structure itself first. */
  snapshot: { element: ElementRule[] };
}

/** The R4 definitions as the server uses them. */
export interface Definitions {
  structures: ReadonlyMap<string, Structure>;
  /** Every element by its path, as `Observation.value[x]`. */
  elements: ReadonlyMap<string, ElementRule>;
  /** Concrete resource types. */
  resourceTypes: readonly string[];
  searchParameters: readonly ParameterRule[];
  /** By compartment and type: the search parameters that put a resource into it. */
  compartments: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Error-level constraints by key. */
  constraints: Readonly<Condensed['constraints']>;
  /** By the URL of a value set that some element requires. */
  codes: ReadonlyMap<string, CodeRule>;
  /** Regular expressions of the primitive types, without anchors. */
  patterns: Readonly<Record<string, string>>;
}

/** Loads the definitions. Throws where the file is missing or torn. */
export function loadDefinitions(): Definitions {
  const file = readFileSync(join(import.meta.dirname, 'r4.json.br'));
  const condensed = JSON.parse(brotliDecompressSync(file).toString('utf8')) as Condensed;
  const structures = new Map<string, Structure>();
  const elements = new Map<string, ElementRule>();
  for (const [name, { kind, abstract, element }] of Object.entries(condensed.structures)) {
    structures.set(name, { name, kind, abstract, snapshot: { element } });
    for (const rule of element) elements.set(rule.path, rule);
  }
  const resources = [...structures.values()].filter((structure) => structure.kind === 'resource');
  return {
    structures,
    elements,
    resourceTypes: resources.filter(({ abstract }) => !abstract).map(({ name }) => name),
    searchParameters: condensed.searchParameters,
    compartments: new Map(
      Object.entries(condensed.compartments).map(([code, types]) => [
        code,
        new Map(Object.entries(types)),
      ]),
    ),
    constraints: condensed.constraints,
    codes: new Map(Object.entries(condensed.codes)),
    patterns: condensed.patterns,
  };
}

/** The element at a path as `Observation.value[x]`; undefined where there is none. */
export function elementAt(definitions: Definitions, path: string): ElementRule | undefined {
  return definitions.elements.get(path);
}
