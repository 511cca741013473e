/**
 * What is remarked of a Patient, from the Patient alone. China's rules STD-01, STD-05, EHR-01,
 * EHR-02, EHR-05.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { Resource } from '#model/fhir.ts';
import { codeProblems } from '#model/demographics.ts';
import {
  type GivenIdentifier,
  isPersonal,
  isVillageSegment,
  kindOf,
  parseRecordNumber,
  plainValue,
  residentIdProblem,
} from '#model/identifiers.ts';
import { type ResidentIdFacts, parseResidentId, toEighteen } from '#model/resident-id.ts';
import { motherUrl, newbornOf } from '../traits/newborn.ts';
import { namesOf } from '../traits/person-name.ts';
import type { Flag } from './flags.ts';
import { isClosed, recordEndOf } from './record-end.ts';

/** For how many days after birth a child is a newborn. */
const newbornDays = 28;

/** The flags of a Patient. @param today as `2026-11-26`, where the house stands. */
export function patientFlags(patient: Resource, today: string): Flag[] {
  const identifiers = identifiersOf(patient);
  return [
    ...numberFlags(identifiers),
    ...factFlags(patient, identifiers),
    ...absenceFlags(patient, identifiers, today),
    ...nameFlags(patient),
    ...dateFlags(patient, today),
    ...codeProblems(patient),
    ...(isClosed(patient) && recordEndOf(patient) === undefined
      ? (['ended-without-reason'] as const)
      : []),
  ];
}

/** The identifiers of a Patient that have a value; what is temporary is none. */
export function identifiersOf(patient: Resource): (GivenIdentifier & { value: string })[] {
  return ((patient['identifier'] ?? []) as GivenIdentifier[]).flatMap((one) =>
    one.use === 'temp' || one.value === undefined ? [] : [{ ...one, value: one.value }],
  );
}

type Identifiers = ReturnType<typeof identifiersOf>;

function numberFlags(identifiers: Identifiers): Flag[] {
  return identifiers.flatMap((identifier): Flag[] => {
    const kind = kindOf(identifier);
    const value = plainValue(identifier.value);
    if (kind === 'resident-id') {
      return residentIdProblem(value) === undefined ? [] : ['resident-id-check'];
    }
    if (kind !== 'record-number') return [];
    const number = parseRecordNumber(value);
    if (number === undefined) return ['record-number-form'];
    return isVillageSegment(number.village) ? [] : ['village-segment'];
  });
}

/** What the good cards of a Patient say, each once. */
function cardsOf(identifiers: Identifiers): Map<string, ResidentIdFacts> {
  const cards = new Map<string, ResidentIdFacts>();
  for (const identifier of identifiers) {
    if (kindOf(identifier) !== 'resident-id') continue;
    const full = toEighteen(plainValue(identifier.value));
    const facts = full === undefined ? undefined : parseResidentId(full);
    if (facts !== undefined) cards.set(full!, facts);
  }
  return cards;
}

function factFlags({ gender, ...patient }: Resource, identifiers: Identifiers): Flag[] {
  const cards = cardsOf(identifiers);
  const birthDate = patient['birthDate'];
  const found: Flag[] = cards.size > 1 ? ['several-resident-ids'] : [];
  for (const facts of cards.values()) {
    // A year alone differs only from another year.
    if (typeof birthDate === 'string' && !facts.birthDate.startsWith(birthDate)) {
      found.push('birth-differs-from-id');
    }
    if ((gender === 'male' || gender === 'female') && gender !== facts.sex) {
      found.push('sex-differs-from-id');
    }
  }
  return found;
}

/** A newborn may have no number yet, but hangs on the mother or on the birth certificate. */
function absenceFlags(patient: Resource, identifiers: Identifiers, today: string): Flag[] {
  const isKnown = identifiers.some((identifier) => {
    const kind = kindOf(identifier);
    return kind !== undefined && isPersonal(kind);
  });
  if (isKnown) return [];
  if (!isNewborn(patient['birthDate'], today)) return ['no-identifier'];
  const extensions = (patient['extension'] ?? []) as { url?: string }[];
  return extensions.some(({ url }) => url === motherUrl) ? [] : ['newborn-without-mother'];
}

function isNewborn(birthDate: unknown, today: string): boolean {
  if (typeof birthDate !== 'string' || birthDate.length < 10) return false;
  const days = (Date.parse(today) - Date.parse(birthDate)) / 86_400_000;
  return days >= 0 && days < newbornDays;
}

/** Signs that no name has: digits, questions, asterisks, the mark of a lost character. */
const strange = /[\d?*#@_\uFFFD]/;

function nameFlags(patient: Resource): Flag[] {
  if (newbornOf(patient)?.parent !== undefined) return [];
  const names = namesOf(patient);
  const isStrange = ({ text, isHan }: (typeof names)[number]) =>
    strange.test(text.normalize('NFKC')) || (isHan && Array.from(text).length < 2);
  return names.length === 0 || names.some(isStrange) ? ['name-suspicious'] : [];
}

function dateFlags(patient: Resource, today: string): Flag[] {
  const { birthDate, deceasedDateTime } = patient;
  const found: Flag[] = [];
  const days = [birthDate, deceasedDateTime].flatMap((date) =>
    typeof date === 'string' ? [date.slice(0, 10)] : [],
  );
  // Of a date without a day only the months that are not yet here are in the future.
  if (days.some((day) => day > today.slice(0, day.length))) found.push('date-in-future');
  if (typeof birthDate === 'string' && typeof deceasedDateTime === 'string') {
    const length = Math.min(birthDate.length, deceasedDateTime.length, 10);
    if (deceasedDateTime.slice(0, length) < birthDate.slice(0, length)) {
      found.push('died-before-birth');
    }
  }
  return found;
}
