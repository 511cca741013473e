/**
 * Numbers of people: the kind and the issuer are part of them. China's rule STD-01.
 * https://hl7.org/fhir/R4/datatypes.html#Identifier
 */
import type { Resource } from '#model/fhir.ts';
import {
  type GivenIdentifier,
  identifierKinds,
  isPersonal,
  kindOf,
  plainValue,
} from '#model/identifiers.ts';
import { parseResidentId, toEighteen } from '#model/resident-id.ts';

/** A number of a person. */
export interface IdentityNumber {
  /** Its system, with the issuer where it says one. */
  system: string;
  value: string;
  /** The number of a resident identity card. */
  isResidentId: boolean;
  /** Whether the check digit holds; only a resident's 18 digits have one. */
  isChecked: boolean;
  /** Whether a person has one of it, unlike numbers of visits and of institutions' own. */
  isPersonal: boolean;
}

/** Kinds of numbers that a person has one of, by HL7 table 0203. */
const personalTypes: ReadonlySet<string> = new Set([
  'NI',
  'NNCHN',
  'PPN',
  'SS',
  'TAX',
  'BCT',
  'PRC',
]);

/** The numbers of a Patient, each once; what is temporary or old is none. */
export function numbersOf(patient: Resource): IdentityNumber[] {
  const identifiers = (patient['identifier'] ?? []) as GivenIdentifier[];
  const found = new Map<string, IdentityNumber>();
  for (const identifier of identifiers) {
    const { use, system, value } = identifier;
    if (use === 'temp' || system === undefined || value === undefined) continue;
    const text = plainValue(value);
    if (text === '') continue;
    const isCard = kindOf(identifier) === 'resident-id';
    const number = isCard ? residentNumber(text) : otherNumber(identifier, system);
    found.set(`${number.system}|${text}`, { value: text, ...number });
  }
  return [...found.values()];
}

type Kind = Omit<IdentityNumber, 'value'> & { value?: string };

/** Fifteen digits become eighteen; their check digit was computed and says nothing. */
function residentNumber(text: string): Kind {
  const system = 'resident-id';
  const kind = { system, isResidentId: true, isPersonal: true };
  if (text.length !== 15) return { ...kind, isChecked: parseResidentId(text) !== undefined };
  return { ...kind, value: toEighteen(text) ?? text, isChecked: false };
}

/** Who issues a number is part of it: of what the state or the region gives it is always they. */
function otherNumber(identifier: GivenIdentifier, system: string): Kind {
  const { type, assigner } = identifier;
  const kind = kindOf(identifier);
  const number = { isResidentId: false, isChecked: false };
  if (kind !== undefined && isPersonal(kind)) {
    const issued = kind === 'passport' ? system : identifierKinds[kind].system;
    return { ...number, system: issued, isPersonal: true };
  }
  return {
    ...number,
    system: assigner?.reference === undefined ? system : `${system}|${assigner.reference}`,
    isPersonal: type?.coding?.some(({ code }) => personalTypes.has(code ?? '')) === true,
  };
}

/** How many characters must change for one text to become another; at most `max` + 1. */
export function editDistance(a: string, b: string, max: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost);
      const isTurned = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isTurned) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return Math.min(previous[b.length]!, max + 1);
}
