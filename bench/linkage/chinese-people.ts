/**
 * Households of a Chinese county as they really are: who is whose, who shares phone and address,
 * twins, brothers and sisters one character apart. Nobody is real.
 * https://www.stats.gov.cn
 */
import { toDay, toDate } from '#server/demonstration/calendar.ts';
import { cardNumberOf } from '#server/demonstration/people/resident.ts';
import { surnames } from '#server/demonstration/people/surnames.ts';
import type { Random } from '#server/demonstration/random.ts';
import { another, compoundSurnames, foreignName, givenName } from './chinese-names.ts';

/** Where a household lives. */
export interface Home {
  county: string;
  town: string;
  road: string;
  number: number;
  unit: string;
}

/** A person as they are. */
export interface Person {
  truth: string;
  household: number;
  name: string;
  surname: string;
  sex: 'male' | 'female';
  /** `YYYY-MM-DD`. */
  born: string;
  card: string;
  phone: string;
  home: Home;
  mother: Person | undefined;
  /** 1 or 2 of those born together; undefined for who was born alone. */
  birthOrder: number | undefined;
}

const today = toDay('2026-11-26');
const counties = ['云和县', '景宁县', '松阳县', '龙泉市', '青田县'];
const towns =
  '荷花镇 长塘镇 石塘镇 紧水滩镇 崇头镇 白龙山街道 凤凰山街道 元和街道 安溪乡 雾溪乡'.split(' ');
const roads =
  '中山街 解放路 人民路 新华路 复兴西路 城东路 大坪路 长塘村 桑岭村 梅源村 坑根村 下洋村 云章街 建设路'.split(
    ' ',
  );

/** The people of so many households. */
export function drawPeople(random: Random, households: number): Person[] {
  const people: Person[] = [];
  let births = 0;
  for (let household = 0; household < households; household += 1) {
    const home = drawHome(random);
    const shared = drawPhone(random);
    const add = (
      given: Pick<Person, 'name' | 'surname' | 'sex'> & Partial<Person> & { day: number },
    ) => {
      births += 1;
      const { day, ...rest } = given;
      const born = toDate(day);
      const area = `3399${String(household % 90).padStart(2, '0')}`;
      const card = cardNumberOf(area, day, { sex: given.sex, order: births % 499 });
      const isAdult = today - day > 16 * 365;
      const phone = isAdult && random.chance(0.85) ? drawPhone(random) : shared;
      const person: Person = {
        truth: `p${people.length}`,
        household,
        born,
        card,
        phone,
        home,
        mother: undefined,
        birthOrder: undefined,
        ...rest,
      };
      people.push(person);
      return person;
    };
    drawHousehold(random, add);
  }
  return people;
}

type Add = (
  given: Pick<Person, 'name' | 'surname' | 'sex'> & Partial<Person> & { day: number },
) => Person;

function drawHousehold(random: Random, add: Add): void {
  const surname = drawSurname(random);
  const fatherDay = today - Math.floor((20 + 60 * random.next()) * 365.25);
  if (random.chance(0.02)) {
    add({ name: foreignName(random), surname: '', sex: drawSex(random), day: fatherDay });
    return;
  }
  add({ name: surname + givenName(random), surname, sex: 'male', day: fatherDay });
  if (random.chance(0.2)) return;
  const own = drawSurname(random);
  const motherDay = fatherDay + Math.floor(random.normal(600, 900));
  const mother = add({
    name: own + givenName(random),
    surname: own,
    sex: 'female',
    day: motherDay,
  });
  drawChildren(random, { surname, mother, motherDay }, add);
}

function drawChildren(
  random: Random,
  { surname, mother, motherDay }: { surname: string; mother: Person; motherDay: number },
  add: Add,
): void {
  let day = motherDay + Math.floor((20 + 8 * random.next()) * 365.25);
  const first = Array.from(givenName(random));
  for (let count = random.weighted([0, 1, 2, 3], (n) => [2, 5, 4, 1][n]!); count > 0; count -= 1) {
    if (day > today - 5) return;
    // Brothers and sisters often share a character.
    const given = (): string => {
      if (first.length < 2 || random.chance(0.4)) return givenName(random);
      return random.chance(0.5)
        ? first[0]! + another(random, first[1]!)
        : another(random, first[0]!) + first[1]!;
    };
    const isTwin = random.chance(0.025);
    const sex = drawSex(random);
    const child = { name: surname + given(), surname, sex, day, mother } as const;
    add(isTwin ? { ...child, birthOrder: 1 } : child);
    if (isTwin) {
      const other = random.chance(0.65) ? sex : drawSex(random);
      add({ ...child, name: surname + given(), sex: other, birthOrder: 2 });
    }
    day += Math.floor((1.2 + 4 * random.next()) * 365.25);
  }
}

const drawSex = (random: Random): Person['sex'] => (random.chance(0.5) ? 'male' : 'female');

function drawSurname(random: Random): string {
  if (random.chance(0.004)) return random.pick(compoundSurnames);
  return random.weighted(surnames, ({ weight }) => weight).text;
}

/** A number with the prefix 160, which no operator has. */
export function drawPhone(random: Random): string {
  return `160${String(random.whole(0, 99_999_999)).padStart(8, '0')}`;
}

/** Somewhere in the county. */
export function drawHome(random: Random): Home {
  const isFlat = random.chance(0.5);
  return {
    county: random.pick(counties),
    town: random.pick(towns),
    road: random.pick(roads),
    number: random.whole(1, 180),
    unit: isFlat ? `${random.whole(1, 12)}幢${random.whole(1, 18)}0${random.whole(1, 4)}室` : '',
  };
}
