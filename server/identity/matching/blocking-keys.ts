/**
 * What a record is found by when it may be another record's person: keys that few people share.
 * https://moj-analytical-services.github.io/splink/topic_guides/blocking/blocking_rules.html
 */
import type { BirthDay } from '../traits/birth-day.ts';
import type { PersonName } from '../traits/person-name.ts';
import type { Traits } from '../traits/traits.ts';

/** How many records a key may have before it is passed over: it tells no one from another. */
export const blockMax = 300;

/** The keys of a record, each once. */
export function blockingKeys(traits: Traits): string[] {
  const { numbers, phones, names, birth, addresses } = traits;
  const keys = new Set<string>();
  for (const { system, value } of numbers) keys.add(`n|${system}|${value}`);
  for (const phone of phones) keys.add(`p|${phone}`);
  for (const name of names) addNameKeys(keys, name, birth);
  for (const { isHan, area, road, number, unit, postcode } of addresses) {
    if (isHan && number !== '' && birth !== undefined) {
      keys.add(`a|${road}|${number}|${unit}|${birth.year}`);
    }
    if (isHan && number !== '') {
      for (const { sound } of names) keys.add(`sa|${sound}|${road}|${number}`);
    }
    if (!isHan && postcode !== '') keys.add(`z|${postcode}|${area}`);
  }
  const mother = traits.newborn?.mother;
  if (mother !== undefined) keys.add(`m|${mother}`);
  return [...keys];
}

function addNameKeys(keys: Set<string>, name: PersonName, birth: BirthDay | undefined): void {
  const { isHan, sound, syllables, familyCount, family, given } = name;
  if (!isHan) {
    keys.add(`f|${[family, given].toSorted().join('|')}`);
    keys.add(`w|${family}`).add(`w|${given}`);
  }
  if (birth === undefined) {
    keys.add(`s|${sound}`);
    return;
  }
  const { digits, year } = birth;
  keys.add(`sy|${sound}|${year}`);
  if (digits.length < 8) return;
  keys.add(`sm|${sound}|${digits.slice(4)}`);
  if (isHan) {
    keys.add(`fb|${syllables.slice(0, familyCount).join('')}|${digits}`);
    keys.add(`gb|${syllables.slice(familyCount).join('')}|${digits}`);
  } else {
    keys.add(`b|${digits}`);
  }
}
