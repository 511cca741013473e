/**
 * Pairs of records that may be one person, as the review queue tells them.
 * https://hl7.org/fhir/R4/parameters.html
 */
import { parametersOf } from '../../fhir/parameters.ts';
import type { Fact, Identifier } from '../../fhir/shapes.ts';

/** A Patient as far as the queue shows it. */
export interface Person extends Fact {
  name?: { text?: string; family?: string; given?: string[] }[];
  gender?: string;
  birthDate?: string;
  identifier?: Identifier[];
  telecom?: { system?: string; value?: string }[];
  address?: { text?: string; line?: string[]; city?: string; district?: string; state?: string }[];
  multipleBirthInteger?: number;
  deceasedBoolean?: boolean;
  deceasedDateTime?: string;
}

/** What one field of a comparison says. */
export interface FieldWeight {
  name: string;
  level: string;
  weight: number;
}

/** A pair that waits for a decision. */
export interface Pair {
  a: Person;
  b: Person;
  weight: number;
  probability: number;
  alert: string | undefined;
  fields: FieldWeight[];
}

interface Parameter {
  name?: string;
  resource?: Fact;
  part?: Parameter[];
  valueDecimal?: number;
  valueInteger?: number;
  valueCode?: string;
}

/** The queue: its first pairs, and how many wait in all. */
export interface Queue {
  total: number;
  pairs: Pair[];
}

/** The queue in a Parameters resource. */
export function queueOf(parameters: Fact): Queue {
  const list = ((parameters as { parameter?: Parameter[] }).parameter ?? []) as Parameter[];
  return {
    total: list.find(({ name }) => name === 'total')?.valueInteger ?? 0,
    pairs: list.filter(({ name }) => name === 'pair').map(({ part = [] }) => pairOf(part)),
  };
}

function pairOf(part: readonly Parameter[]): Pair {
  const of = (name: string) => part.find((one) => one.name === name);
  const fields = part.filter(({ name }) => name === 'field');
  return {
    a: of('a')?.resource as Person,
    b: of('b')?.resource as Person,
    weight: of('weight')?.valueDecimal ?? 0,
    probability: of('probability')?.valueDecimal ?? 0,
    alert: of('alert')?.valueCode,
    fields: fields.map(({ part: parts = [] }) => {
      const value = (name: string) => parts.find((one) => one.name === name);
      return {
        name: value('name')?.valueCode ?? '',
        level: value('level')?.valueCode ?? '',
        weight: value('weight')?.valueDecimal ?? 0,
      };
    }),
  };
}

/** A name that tells a pair from others. */
export function keyOf({ a, b }: Pair): string {
  return `${a.id ?? ''} ${b.id ?? ''}`;
}

/** The name that somebody is called by. */
export function nameOf({ name = [] }: Person): string {
  const [first] = name;
  return first?.text ?? [first?.family, ...(first?.given ?? [])].filter(Boolean).join('') ?? '';
}

/** What lines there are. */
export type LineTitle =
  | 'name'
  | 'gender'
  | 'birthDate'
  | 'residentId'
  | 'otherNumber'
  | 'phone'
  | 'address'
  | 'birthOrder'
  | 'deceased';

/** One line of the two side by side. */
export interface Line {
  title: LineTitle;
  a: string;
  b: string;
  /** What the comparison says of it; undefined where it compares nothing of the kind. */
  weights: FieldWeight[];
}

const residentId = 'urn:oid:2.16.156.10011.1.3';

/** The lines of a pair: what differs and what is the same, in the order in which people ask. */
export function linesOf(pair: Pair): Line[] {
  const weightsOf = (names: readonly string[]) =>
    pair.fields.filter(({ name }) => names.includes(name));
  const line = (
    title: LineTitle,
    of: (person: Person) => string,
    names: readonly string[],
  ): Line => ({
    title,
    a: of(pair.a),
    b: of(pair.b),
    weights: weightsOf(names),
  });
  const lines = [
    line('name', namesOf, ['name', 'family', 'given']),
    line('gender', ({ gender = '' }) => gender, ['sex']),
    line('birthDate', ({ birthDate = '' }) => birthDate, ['birth']),
    line('residentId', (person) => numbersOf(person, true), ['residentId']),
    line('otherNumber', (person) => numbersOf(person, false), ['otherNumber']),
    line('phone', phonesOf, ['contact']),
    line('address', addressesOf, ['street', 'estate', 'number', 'town', 'postcode']),
    line('birthOrder', ({ multipleBirthInteger: n }) => (n === undefined ? '' : String(n)), []),
    line('deceased', deceasedOf, []),
  ];
  return lines.filter(({ a, b }) => a !== '' || b !== '');
}

const namesOf = ({ name = [] }: Person): string =>
  name
    .map(({ text, family = '', given = [] }) => text ?? family + given.join(''))
    .filter((text) => text !== '')
    .join(' / ');

const numbersOf = ({ identifier = [] }: Person, isResidentId: boolean): string =>
  identifier
    .filter(({ system }) => (system === residentId) === isResidentId)
    .map(({ value = '' }) => value)
    .join(' / ');

const phonesOf = ({ telecom = [] }: Person): string =>
  telecom
    .filter(({ system }) => system === 'phone')
    .map(({ value = '' }) => value)
    .join(' / ');

const addressesOf = ({ address = [] }: Person): string =>
  address
    .map(
      ({ text, state = '', city = '', district = '', line: lines = [] }) =>
        text ?? [state, city, district, ...lines].join(''),
    )
    .join(' / ');

const deceasedOf = ({ deceasedBoolean, deceasedDateTime }: Person): string =>
  deceasedDateTime ?? (deceasedBoolean === true ? 'true' : '');

/** A piece of a text, and whether the other text has it too. */
export interface Piece {
  text: string;
  isShared: boolean;
}

/** A text in pieces that the other has, in the same order, and pieces that it has not. */
export function piecesOf(text: string, other: string): Piece[] {
  const shared = sharedPlaces(Array.from(text), Array.from(other));
  const pieces: Piece[] = [];
  for (const [at, character] of Array.from(text).entries()) {
    const isShared = shared.has(at);
    const last = pieces.at(-1);
    if (last?.isShared === isShared) last.text += character;
    else pieces.push({ text: character, isShared });
  }
  return pieces;
}

/** The places in the first list of the longest list that both have in order. */
function sharedPlaces(a: readonly string[], b: readonly string[]): Set<number> {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] =
        a[i] === b[j]
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const places = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      places.add(i);
      i += 1;
      j += 1;
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i += 1;
    else j += 1;
  }
  return places;
}

/** The decision about a pair, to be sent. */
export function decisionOf(pair: Pair, given: { decision: string; reason: string }): object {
  return parametersOf({
    a: { reference: `Patient/${pair.a.id ?? ''}` },
    b: { reference: `Patient/${pair.b.id ?? ''}` },
    decision: { valueCode: given.decision },
    reason: given.reason,
    weight: { valueDecimal: pair.weight },
  });
}
