/**
 * Indexes dates, numbers and quantities: rows of `ordered`, or the columns at and until.
 * https://hl7.org/fhir/R4/search.html#prefix
 */
import type { Indexer, JsonObject } from '../schema/walk.ts';
import { dateInterval, periodInterval, timingInterval } from '../values/date.ts';
import type { Interval } from '../values/interval.ts';
import { orderedSlot } from '../values/keys.ts';
import {
  type Measured,
  measureMoney,
  measureNumber,
  measureQuantity,
  measureRange,
} from '../values/quantity.ts';
import { addOrdered, markPresent } from '../values/sink.ts';
import type { ZoneOffset } from '../values/time-zone.ts';
import type { IndexerContext, Leaf } from './leaf.ts';

const dateTypes = new Set(['date', 'dateTime', 'instant', 'Period', 'Timing']);

/** An indexer of rows of `ordered`. */
export function orderedIndexer(leaf: Leaf, context: IndexerContext): Indexer {
  const slot = orderedSlot(leaf.path);
  return (value, sink) => {
    const measured = measure(leaf.datatype, value, context.zone);
    if (measured === undefined) return;
    markPresent(sink, leaf.presence.always);
    addOrdered(sink, slot, measured);
  };
}

/** An indexer of the columns at and until: from the earliest start to the latest end. */
export function clinicalIndexer(leaf: Leaf, context: IndexerContext): Indexer {
  return (value, sink) => {
    const found = intervalOf(leaf.datatype, value, context.zone);
    if (found === undefined) return;
    markPresent(sink, leaf.presence.always);
    const { clinical } = sink;
    sink.clinical =
      clinical === undefined
        ? found
        : { low: Math.min(clinical.low, found.low), high: Math.max(clinical.high, found.high) };
  };
}

/** What `ordered` holds of a value of any ordered datatype; undefined where it has none. */
export function measure(datatype: string, value: unknown, zone: ZoneOffset): Measured | undefined {
  if (dateTypes.has(datatype)) {
    const interval = intervalOf(datatype, value, zone);
    return interval === undefined ? undefined : { ...interval, unit: 0, label: 0 };
  }
  if (typeof value !== 'object') return measureNumber(value);
  switch (datatype) {
    case 'Range':
      return measureRange(value as JsonObject);
    case 'Money':
      return measureMoney(value as JsonObject);
    case 'SampledData':
      return undefined;
    default:
      return measureQuantity(value as JsonObject);
  }
}

function intervalOf(datatype: string, value: unknown, zone: ZoneOffset): Interval | undefined {
  if (typeof value === 'string') return dateInterval(value, zone);
  if (typeof value !== 'object' || value === null) return undefined;
  return datatype === 'Period'
    ? periodInterval(value as JsonObject, zone)
    : timingInterval(value as JsonObject, zone);
}

/** An indexer of Location.position: latitude and longitude, a row each. */
export function nearIndexer({ path, presence }: Leaf): Indexer {
  const slots = ['latitude', 'longitude'].map(
    (part) => [part, orderedSlot(`${path}.${part}`)] as const,
  );
  return (value, sink) => {
    markPresent(sink, presence.always);
    for (const [part, slot] of slots) {
      const measured = measureNumber((value as JsonObject)[part]);
      if (measured !== undefined) addOrdered(sink, slot, measured);
    }
  };
}
