/**
 * The 500 residents, drawn household by household, so that children have parents and the old a
 * spouse.
 */
import { addMonths, toDate } from '../calendar.ts';
import type { Day } from '../calendar.ts';
import { counties, villages } from '../places/divisions.ts';
import type { Village } from '../places/divisions.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { drawName } from './names.ts';
import type { Sex } from './names.ts';
import { cardNumberOf, phoneOf } from './resident.ts';
import type { Resident } from './resident.ts';

type HouseholdKind =
  | 'oldCouple'
  | 'oldAlone'
  | 'couple'
  | 'oneChild'
  | 'twoChildren'
  | 'threeGenerations'
  | 'largeThreeGenerations'
  | 'grownChild'
  | 'expecting'
  | 'single';

/** How many households of each kind: 500 people, a rural county's ages. */
const households: Record<HouseholdKind, number> = {
  oldCouple: 50,
  oldAlone: 22,
  couple: 44,
  oneChild: 22,
  twoChildren: 16,
  threeGenerations: 10,
  largeThreeGenerations: 6,
  grownChild: 14,
  expecting: 8,
  single: 16,
};

/** Everyone of the region as it stands on `today`, in the order of the ids. */
export function drawResidents(seed: number, today: Day): Resident[] {
  const random = createRandom(seed, 'households');
  const kinds = shuffled(
    random,
    Object.entries(households).flatMap(([kind, count]) =>
      Array.from({ length: count }, () => kind as HouseholdKind),
    ),
  );
  const town: Register = { random, today, residents: [], cards: new Set() };
  kinds.forEach((kind, index) => {
    const village = villages[index % villages.length] as Village;
    settle(town, { kind, village, house: 1 + Math.floor(index / villages.length) * 7 });
  });
  return town.residents;
}

/** What is known while the households are drawn. */
interface Register {
  random: Random;
  today: Day;
  residents: Resident[];
  cards: Set<string>;
}

interface House {
  kind: HouseholdKind;
  village: Village;
  house: number;
}

function settle(town: Register, house: House): void {
  const { random } = town;
  switch (house.kind) {
    case 'oldCouple':
      couple(town, house, random.whole(62, 83));
      return;
    case 'oldAlone':
      person(town, house, {
        sex: random.chance(0.7) ? 'female' : 'male',
        age: random.whole(68, 91),
      });
      return;
    case 'couple':
      couple(town, house, random.whole(46, 61));
      return;
    case 'single':
      person(town, house, {
        sex: random.chance(0.4) ? 'female' : 'male',
        age: random.whole(19, 57),
      });
      return;
    case 'expecting':
      expect(town, house);
      return;
    case 'grownChild':
      grownChild(town, house);
      return;
    case 'oneChild':
      family(town, house, 1);
      return;
    case 'twoChildren':
      family(town, house, 2);
      return;
    case 'threeGenerations':
      couple(town, house, random.whole(56, 68));
      family(town, house, 1);
      return;
    case 'largeThreeGenerations':
      couple(town, house, random.whole(58, 70));
      family(town, house, 2);
  }
}

interface Couple {
  husband: Resident;
  wife: Resident;
}

function couple(town: Register, house: House, age: number): Couple {
  const husband = person(town, house, { sex: 'male', age, married: true });
  const wifeAge = Math.max(20, age - town.random.whole(-1, 4));
  const wife = person(town, house, { sex: 'female', age: wifeAge, married: true });
  husband.spouse = wife;
  wife.spouse = husband;
  return { husband, wife };
}

function expect(town: Register, house: House): void {
  const { wife } = couple(town, house, town.random.whole(25, 36));
  wife.delivery = town.today + town.random.whole(14, 190);
}

function grownChild(town: Register, house: House): void {
  const parents = couple(town, house, town.random.whole(43, 52));
  const sex = town.random.chance(0.5) ? 'female' : 'male';
  child(town, house, { ...parents, sex, age: town.random.whole(15, 22) });
}

/** Parents with children to 14 years; a third of the youngest were born within the three years. */
function family(town: Register, house: House, count: 1 | 2): void {
  const { random } = town;
  const youngest = random.chance(0.34) ? random.next() * 2.2 : 2.2 + random.next() * 11;
  const oldest = youngest + (count === 2 ? random.whole(2, 4) : 0);
  const parents = couple(town, house, Math.round(oldest + random.whole(25, 31)));
  for (const age of count === 2 ? [oldest, youngest] : [youngest]) {
    const sex = random.chance(0.48) ? 'female' : 'male';
    const born = child(town, house, { ...parents, sex, age }).born;
    if (age < 2.2) parents.wife.delivery = born;
  }
}

function child(town: Register, house: House, birth: Couple & { sex: Sex; age: number }): Resident {
  const { husband, wife, sex, age } = birth;
  const resident = person(town, house, { sex, age, father: husband });
  resident.father = husband;
  resident.mother = wife;
  return resident;
}

interface Draft {
  sex: Sex;
  /** In years; of small children with a fraction. */
  age: number;
  married?: boolean;
  father?: Resident;
}

function person(town: Register, house: House, draft: Draft): Resident {
  const { random, today, residents } = town;
  const serial = residents.length + 1;
  const born = Math.round(
    addMonths(today, -12 * Math.floor(draft.age)) - partOfYear(random, draft),
  );
  const birthYear = Number(toDate(born).slice(0, 4));
  const surname = draft.father?.name.surname;
  const of = { sex: draft.sex, birthYear };
  const resident: Resident = {
    serial,
    id: `demo-r${String(serial).padStart(4, '0')}`,
    name: drawName(random, surname === undefined ? of : { ...of, surname }),
    sex: draft.sex,
    born,
    village: house.village,
    house: house.house,
    phone: phoneOf(serial, random.whole(0, 9999)),
    cardNumber: drawCard(town, { village: house.village, born, sex: draft.sex }),
    married: draft.married ?? false,
  };
  residents.push(resident);
  return resident;
}

/** Days beyond the last birthday. */
function partOfYear(random: Random, { age }: Draft): number {
  return age % 1 === 0 ? random.whole(1, 360) : 1 + (age % 1) * 360;
}

/** A number no one else has; most people were first registered in the county they live in. */
function drawCard(town: Register, of: { village: Village; born: Day; sex: Sex }): string {
  const { random, cards } = town;
  for (;;) {
    const home = of.village.town.county;
    const county = random.chance(0.88) ? home : random.pick(counties);
    const birth = { sex: of.sex, order: random.whole(0, 499) };
    const card = cardNumberOf(county.code, of.born, birth);
    if (cards.has(card)) continue;
    cards.add(card);
    return card;
  }
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = random.whole(0, last);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}
