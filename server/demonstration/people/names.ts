/**
 * Names: surnames by frequency, given names by generation.
 * https://hl7.org/fhir/R4/datatypes.html#HumanName
 */
import type { Random } from '../random.ts';
import { generations, syllables } from './given-names.ts';
import type { GivenName } from './given-names.ts';
import { surnames } from './surnames.ts';
import type { Surname } from './surnames.ts';

export type Sex = 'male' | 'female';

/** A person's name in characters and in pinyin. */
export interface PersonName {
  surname: Surname;
  given: GivenName;
}

const characters = generations.map(({ until, single, male, female }) => ({
  until,
  single,
  male: male.map(syllables),
  female: female.map(syllables),
}));

/** A name for someone born in that year; a child may be given its father's surname. */
export function drawName(
  random: Random,
  person: { sex: Sex; birthYear: number; surname?: Surname },
): PersonName {
  const surname = person.surname ?? random.weighted(surnames, ({ weight }) => weight);
  const generation = characters.find(({ until }) => person.birthYear <= until);
  if (generation === undefined) throw new RangeError(`no names for ${person.birthYear}`);
  const [first = [], second = []] = generation[person.sex];
  const [start, end] = [random.pick(first), random.pick(second)];
  if (random.chance(generation.single)) return { surname, given: end };
  const given = start.text === end.text ? end : joined(start, end);
  return { surname, given };
}

/** The name in characters, as it is written in China. */
export function fullName({ surname, given }: PersonName): string {
  return surname.text + given.text;
}

/** HumanName twice: in characters (official) and in pinyin, so that both find the person. */
export function humanNames(name: PersonName): object[] {
  const { surname, given } = name;
  const spelt = given.pinyin.charAt(0).toUpperCase() + given.pinyin.slice(1);
  return [
    { use: 'official', text: fullName(name), family: surname.text, given: [given.text] },
    {
      extension: [{ url: representationUrl, valueCode: 'SYL' }],
      use: 'usual',
      text: `${surname.pinyin} ${spelt}`,
      family: surname.pinyin,
      given: [spelt],
    },
  ];
}

const representationUrl = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';

function joined(start: GivenName, end: GivenName): GivenName {
  return { text: start.text + end.text, pinyin: start.pinyin + end.pinyin };
}
