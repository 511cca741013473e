/**
 * How alike telephones and addresses are. Households share both, so they are one comparison: apart
 * they would count the same household twice.
 */
import { editDistance } from '../traits/identity-number.ts';
import type { PostalAddress } from '../traits/address.ts';
import type { Traits } from '../traits/traits.ts';
import { jaroWinkler } from './edit.ts';
import { silent } from './fields.ts';

/** How two addresses of a Chinese kind go together. */
type Nearness = 'same' | 'near' | 'apart' | 'unknown';

/** The level of phones and Chinese addresses together. */
export function contactLevel(a: Traits, b: Traits): number {
  const phones = a.phones.length > 0 && b.phones.length > 0;
  const isSamePhone = phones && a.phones.some((phone) => b.phones.includes(phone));
  const nearness = nearnessOf(a.addresses, b.addresses);
  if (isSamePhone) return nearness === 'same' ? 0 : 1;
  if (nearness === 'same') return 2;
  if (nearness === 'near') return 3;
  return phones || nearness === 'apart' ? 4 : silent;
}

function nearnessOf(a: readonly PostalAddress[], b: readonly PostalAddress[]): Nearness {
  let best: Nearness = 'unknown';
  for (const one of a) {
    if (!one.isHan) continue;
    for (const other of b) {
      if (!other.isHan) continue;
      const nearness = nearnessOfTwo(one, other);
      if (nearness === 'same') return nearness;
      if (nearness === 'near' || best === 'unknown') best = nearness;
    }
  }
  return best;
}

function nearnessOfTwo(a: PostalAddress, b: PostalAddress): Nearness {
  if (!isSameArea(a.area, b.area)) return 'apart';
  if (a.road === '' || b.road === '') return 'near';
  if (a.road !== b.road) return 'apart';
  const isExact = a.number === b.number && (a.unit === b.unit || a.unit === '' || b.unit === '');
  return isExact && a.number !== '' ? 'same' : 'near';
}

/** Whether one is the other, with or without what is above it. */
function isSameArea(a: string, b: string): boolean {
  return a === '' || b === '' || a === b || a.endsWith(b) || b.endsWith(a);
}

/** Levels of the parts of Latin addresses: of the two that are most alike. */
export interface LatinPlace {
  street: number;
  estate: number;
  number: number;
  town: number;
  postcode: number;
}

const nowhere: LatinPlace = {
  street: silent,
  estate: silent,
  number: silent,
  town: silent,
  postcode: silent,
};

/** Levels of the parts of Latin addresses. */
export function latinPlaceLevels(a: Traits, b: Traits): LatinPlace {
  const one = a.addresses.find(({ isHan }) => !isHan);
  const other = b.addresses.find(({ isHan }) => !isHan);
  if (one === undefined || other === undefined) return nowhere;
  return {
    street: textLevel(one.road, other.road),
    estate: textLevel(one.estate, other.estate),
    number: exactLevel(one.number, other.number),
    town: textLevel(one.area, other.area),
    postcode: postcodeLevel(one.postcode, other.postcode),
  };
}

function textLevel(a: string, b: string): number {
  if (a === '' || b === '') return silent;
  if (a === b) return 0;
  return jaroWinkler(a, b) >= 0.88 ? 1 : 2;
}

function exactLevel(a: string, b: string): number {
  return a === '' || b === '' ? silent : a === b ? 0 : 1;
}

function postcodeLevel(a: string, b: string): number {
  return a === '' || b === '' ? silent : editDistance(a, b, 1);
}
