/** Gathers what one resource is found by while its elements are walked. */
import type { Hash } from '#fhir/store/hash.ts';
import type { OrderedEntry, TermEntry } from '#fhir/store/index-entries.ts';
import type { Interval } from './interval.ts';
import type { Measured } from './quantity.ts';

/** What has been found so far. */
export interface Sink {
  /** The whole resource, for values that stand together with others. */
  resource: object;
  tokens: Set<Hash>;
  ordered: OrderedEntry[];
  terms: TermEntry[];
  /** Bits of the parameters that have a value, 31 a number. */
  present: number[];
  clinical: Interval | undefined;
  patientId: string | undefined;
  /** How near the patient's element is to the first of the compartment's; smaller wins. */
  patientRank: number;
}

/** A sink for a resource of a type whose parameters need `words` numbers of bits. */
export function createSink(resource: object, words: number): Sink {
  const present: number[] = [];
  for (let word = 0; word < words; word += 1) present.push(0);
  return {
    resource,
    tokens: new Set(),
    ordered: [],
    terms: [],
    present,
    clinical: undefined,
    patientId: undefined,
    patientRank: Infinity,
  };
}

/** Adds a text and its token, once. */
export function addTerm(sink: Sink, term: TermEntry): void {
  if (sink.tokens.has(term.token)) return;
  sink.tokens.add(term.token);
  sink.terms.push(term);
}

/** Adds a row of `ordered`, once. */
export function addOrdered(sink: Sink, slot: Hash, value: Measured): void {
  for (const entry of sink.ordered) {
    if (
      entry.slot === slot &&
      entry.low === value.low &&
      entry.high === value.high &&
      entry.unit === value.unit &&
      entry.label === value.label
    ) {
      return;
    }
  }
  sink.ordered.push({
    slot,
    low: value.low,
    high: value.high,
    unit: value.unit,
    label: value.label,
  });
}

/** Sets bits of parameters that have a value. */
export function markPresent(sink: Sink, mask: readonly number[]): void {
  for (let word = 0; word < mask.length; word += 1) {
    sink.present[word] = sink.present[word]! | mask[word]!;
  }
}
