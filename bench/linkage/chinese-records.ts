/**
 * What institutions write about people: several records each, with what is missing, mistyped,
 * outdated or borrowed.
 * https://arxiv.org/abs/2001.01895
 */
import type { Resource } from '#model/fhir.ts';
import { type Random, createRandom } from '#server/demonstration/random.ts';
import { motherUrl } from '#server/identity/traits/newborn.ts';
import { another, homophone, inTraditional, lookalike } from './chinese-names.ts';
import { type Home, type Person, drawHome, drawPeople, drawPhone } from './chinese-people.ts';
import type { TrueRecord } from './febrl.ts';

/** What is drawn. */
export interface ChineseSettings {
  seed: number;
  households: number;
  /** Share of records without an identity number; undefined: 10 to 40 % by institution. */
  missingIds?: number;
}

/** A record of the Chinese set: whose it is, and of which household. */
export interface ChineseRecord extends TrueRecord {
  person: Person;
}

/** The records of a set, in an order that says nothing. */
export function drawRecords(settings: ChineseSettings): ChineseRecord[] {
  const random = createRandom(settings.seed, 'linkage');
  const people = drawPeople(random, settings.households);
  const agents = Array.from({ length: 40 }, () => drawPhone(random));
  const records: ChineseRecord[] = [];
  for (const person of people) {
    const count = random.weighted([1, 2, 3, 4], (n) => [45, 30, 17, 8][n - 1]!);
    for (let n = 0; n < count; n += 1) {
      records.push(drawRecord(random, { person, n, people, agents, settings }));
    }
  }
  return shuffled(random, records);
}

function shuffled<T>(random: Random, list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = random.whole(0, at);
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}

interface Given {
  person: Person;
  n: number;
  people: readonly Person[];
  agents: readonly string[];
  settings: ChineseSettings;
}

function drawRecord(random: Random, given: Given): ChineseRecord {
  const { person, n, settings } = given;
  const causes: string[] = [];
  const cause = (name: string, probability: number): boolean => {
    if (!random.chance(probability)) return false;
    causes.push(name);
    return true;
  };
  const institution = random.whole(0, 9);
  const missing = settings.missingIds ?? 0.1 + (institution / 9) * 0.3;
  const isNew = n === 0 && person.born > '2024-06-01' && cause('newborn', 0.6);
  const identifier = isNew ? [] : drawIds(random, { ...given, missing, cause });
  const birthDate = drawBirth(random, person.born, cause);
  const gender = cause('no-sex', 0.01) ? undefined : person.sex;
  const patient = {
    resourceType: 'Patient',
    id: `${person.truth}-${n}`,
    meta: { source: `Organization/i${institution}` },
    ...unlessEmpty('identifier', identifier),
    name: [{ text: isNew ? pseudonym(person) : drawName(random, person.name, cause) }],
    ...(gender === undefined ? {} : { gender: cause('wrong-sex', 0.002) ? swap(gender) : gender }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...unlessEmpty('telecom', drawPhones(random, { ...given, cause })),
    ...unlessEmpty('address', drawAddress(random, person.home, cause)),
    ...(person.birthOrder !== undefined && (isNew || random.chance(0.6))
      ? { multipleBirthInteger: person.birthOrder }
      : {}),
    ...(isNew && random.chance(0.7) ? { extension: [motherOf(person)] } : {}),
  };
  return { patient: patient as Resource, truth: person.truth, causes, person };
}

/** FHIR knows no empty lists. */
function unlessEmpty(name: string, list: readonly object[]): object {
  return list.length === 0 ? {} : { [name]: list };
}

type Cause = (name: string, probability: number) => boolean;

const swap = (sex: 'male' | 'female') => (sex === 'male' ? 'female' : 'male');

function pseudonym({ mother, sex, birthOrder }: Person): string {
  const ordinal = birthOrder === undefined ? '' : String(birthOrder);
  return `${mother?.name ?? '无名氏'}之${sex === 'male' ? '子' : '女'}${ordinal}`;
}

const motherOf = ({ mother }: Person) => ({
  url: motherUrl,
  valueReference: { reference: `Patient/${mother?.truth ?? 'unknown'}-0` },
});

const cardSystem = 'urn:oid:2.16.156.10011.1.3';

function drawIds(
  random: Random,
  { person, people, missing, cause }: Given & { missing: number; cause: Cause },
): object[] {
  const insurance = random.chance(0.25)
    ? [{ system: 'urn:oid:2.16.156.10011.1.15', value: `Y${person.truth.slice(1)}` }]
    : [];
  if (cause('missing-id', missing)) return random.chance(0.5) ? insurance : [];
  const of = (value: string) => [{ system: cardSystem, value }, ...insurance];
  if (cause('borrowed-card', 0.001))
    return [{ system: cardSystem, value: random.pick(people).card }];
  if (person.born < '1999' && cause('old-card', 0.02)) {
    return of(person.card.slice(0, 6) + person.card.slice(8, 17));
  }
  if (cause('id-typo', 0.015)) return of(digitsWithSlip(random, person.card));
  return of(random.chance(0.02) ? person.card.toLowerCase() : person.card);
}

/** One digit wrong, or two turned round. */
function digitsWithSlip(random: Random, digits: string): string {
  const at = random.whole(0, digits.length - 2);
  const wrong = random.chance(0.5)
    ? digits.charAt(at + 1) + digits.charAt(at)
    : String((Number(digits.charAt(at)) + random.whole(1, 9)) % 10) + digits.charAt(at + 1);
  return digits.slice(0, at) + wrong + digits.slice(at + 2);
}

function drawName(random: Random, name: string, cause: Cause): string {
  const at = random.whole(1, name.length - 1);
  const replaced = (character: string) => name.slice(0, at) + character + name.slice(at + 1);
  if (cause('homophone', 0.02)) return replaced(homophone(random, name.charAt(at)));
  if (cause('lookalike', 0.005)) return replaced(lookalike(name.charAt(at)));
  if (cause('typo', 0.004)) return replaced(another(random, name.charAt(at)));
  if (name.length > 2 && cause('character-missing', 0.003)) return replaced('');
  if (cause('traditional', 0.01)) return inTraditional(name);
  if (name.includes('·') && cause('no-dot', 0.4)) {
    return random.chance(0.5) ? name.replace('·', '') : name.replace('·', '.');
  }
  return cause('blank', 0.01) ? Array.from(name).join(' ') : name;
}

function drawBirth(random: Random, born: string, cause: Cause): string | undefined {
  const [year = '', month = '', day = ''] = born.split('-');
  if (cause('no-birth', 0.01)) return undefined;
  if (cause('first-of-january', 0.015)) return `${year}-01-01`;
  if (Number(day) <= 12 && cause('birth-swapped', 0.005)) return `${year}-${day}-${month}`;
  if (!cause('birth-typo', 0.007)) return born;
  const slipped = random.chance(0.5)
    ? `${Number(year) + random.pick([-1, 1, 10, -10])}-${month}-${day}`
    : `${year}-${month}-${String(random.whole(1, 28)).padStart(2, '0')}`;
  return slipped;
}

function drawPhones(random: Random, { person, agents, cause }: Given & { cause: Cause }): object[] {
  const of = (value: string) => [{ system: 'phone', value }];
  if (cause('no-phone', 0.1)) return [];
  if (cause('agent', 0.01)) return of(random.pick(agents));
  if (cause('new-phone', 0.12)) return of(drawPhone(random));
  if (cause('phone-typo', 0.01)) return of(digitsWithSlip(random, person.phone));
  return of(random.chance(0.1) ? `+86 ${person.phone}` : person.phone);
}

function drawAddress(random: Random, home: Home, cause: Cause): object[] {
  if (cause('no-address', 0.12)) return [];
  const { county, town, road, number, unit } = cause('moved', 0.06) ? drawHome(random) : home;
  const place = `${county}${town}${road}${number}号${random.chance(0.85) ? unit : ''}`;
  const prefix = random.pick(['浙江省丽水市', '丽水市', '', '浙江省']);
  const text = prefix + place;
  return [{ text: random.chance(0.1) ? wide(text) : text }];
}

/** Digits as wide as characters. */
const wide = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
