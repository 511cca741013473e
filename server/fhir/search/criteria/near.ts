/**
 * The criterion `near` of Location: latitude|longitude|distance|units.
 * https://hl7.org/fhir/R4/location.html#search
 */
import type { Predicate } from '../predicate.ts';
import type { Parameter } from '../schema/search-schema.ts';
import { parseDecimal } from '../values/decimal.ts';
import { orderedSlot } from '../values/keys.ts';
import { badValue } from './bad-value.ts';

const kilometres: Record<string, number> = {
  km: 1,
  m: 0.001,
  '[mi_us]': 1.609347,
  '[mi_i]': 1.609344,
};
const distanceDefault = '10';

/** Places within a distance of a point, 10 km unless told. */
export function nearPredicate(
  { branches }: Parameter,
  given: { name: string; text: string },
): Predicate {
  const [latitude, longitude, distance = distanceDefault, unit = 'km'] = given.text
    .split('|')
    .map((part, index) => (part === '' && index > 1 ? undefined : part));
  const numbers = [latitude, longitude, distance].map((text) => parseDecimal(text ?? '')?.value);
  const [lat, lon, far] = numbers;
  const factor = kilometres[unit];
  const isPlace =
    lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  if (!isPlace || far === undefined || far < 0 || factor === undefined) {
    throw badValue(
      given.name,
      '应为 纬度|经度|距离|km',
      'it must be latitude|longitude|distance|km',
    );
  }
  const path = branches[0]?.path ?? '';
  const slots = [orderedSlot(`${path}.latitude`), orderedSlot(`${path}.longitude`)] as const;
  return { kind: 'near', slots, at: [lat, lon], within: far * factor };
}
