/**
 * Indexes the components of a repeating element together, so that a pair is found only where it
 * stands together. https://hl7.org/fhir/R4/search.html#composite
 */
import type { Way } from '../schema/search-schema.ts';
import type { Indexer } from '../schema/walk.ts';
import { collect } from '../schema/walk.ts';
import { pairSlot, pairToken } from '../values/keys.ts';
import { parseReference } from '../values/reference.ts';
import { type Sink, addOrdered } from '../values/sink.ts';
import type { IndexerContext } from './leaf.ts';
import { measure } from './ordered.ts';
import { bareFormsOf } from './token.ts';

// The first value, and a second code, are indexed without their systems: one row or token a pair
// instead of nine. A search that
// names a system asks for the token of `system|code` as well.

/** How to reach the values of a component. */
export interface ComponentChain {
  properties: Way['steps'];
  datatype: string;
  /** From the resource, not from the repeating element. */
  fromRoot: boolean;
}

/** One component: the alternatives by which it is reached, and how it is compared. */
export interface Component {
  compared: 'token' | 'reference' | 'ordered';
  chains: ComponentChain[];
}

/**
 * An indexer of pairs: token and token, token and reference, token and value, or token and two
 * numbers.
 */
export function pairsIndexer(
  path: string,
  components: readonly Component[],
  context: IndexerContext,
): Indexer {
  const [first, second, third] = components;
  if (first === undefined || second === undefined) throw new Error(`composite ${path} has no pair`);
  return (value, sink) => {
    const { resource } = sink;
    for (const form of equalities(first, value, { resource, context })) {
      if (second.compared === 'ordered') {
        indexRows({ path: pairSlot(path, form), second, third }, value, {
          sink,
          resource,
          context,
        });
        continue;
      }
      for (const other of equalities(second, value, { resource, context })) {
        sink.tokens.add(pairToken(path, form, other));
      }
    }
  };
}

interface Surroundings {
  resource: object;
  context: IndexerContext;
}

function valuesOf(
  component: Component,
  value: unknown,
  resource: object,
): [datatype: string, value: unknown][] {
  return component.chains.flatMap((chain) =>
    collect(chain.properties, chain.fromRoot ? resource : value).map((found): [string, unknown] => [
      chain.datatype,
      found,
    ]),
  );
}

function equalities(component: Component, value: unknown, around: Surroundings): string[] {
  const found = valuesOf(component, value, around.resource);
  if (component.compared === 'token') {
    return found.flatMap(([datatype, item]) => bareFormsOf(datatype, item));
  }
  return found.flatMap(([, item]) => {
    const text = (item as { reference?: unknown }).reference;
    if (typeof text !== 'string') return [];
    return parseReference(text, around.context.baseUrls)?.target ?? [];
  });
}

function indexRows(
  row: { path: string; second: Component; third: Component | undefined },
  value: unknown,
  { sink, resource, context }: Surroundings & { sink: Sink },
): void {
  const measured = (component: Component) =>
    valuesOf(component, value, resource)
      .map(([datatype, item]) => measure(datatype, item, context.zone))
      .filter((item) => item !== undefined);
  const seconds = measured(row.second);
  if (row.third === undefined) {
    for (const item of seconds) addOrdered(sink, row.path, item);
    return;
  }
  // Two numbers, as start and end: one row holds both.
  const high = measured(row.third)[0]?.low;
  if (seconds[0] === undefined || high === undefined) return;
  addOrdered(sink, row.path, { low: seconds[0].low, high, unit: 0, label: 0 });
}
