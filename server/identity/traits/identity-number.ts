/**
 * Numbers of people: the kind and the issuer are part of them. China's rule STD-01.
 * https://hl7.org/fhir/R4/datatypes.html#Identifier
 */
import type { Resource } from '#model/fhir.ts';
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

interface Identifier {
  use?: string;
  system?: string;
  value?: string;
  type?: { coding?: { system?: string; code?: string }[] };
  assigner?: { reference?: string };
}

/** Systems of the resident identity card: ours, and those that other Chinese profiles use. */
export const residentIdSystems: ReadonlySet<string> = new Set([
  'urn:oid:2.16.156.10011.1.3',
  'urn:oid:2.16.840.1.113883.2.23.1.19.1',
  'http://NamingSystem.hl7fhir.cn/identityDocument',
]);

/** Systems of numbers that a person has one of. */
const personal: ReadonlySet<string> = new Set([
  ...residentIdSystems,
  'urn:oid:2.16.156.10011.1.2',
  'urn:oid:2.16.156.10011.1.15',
  'urn:oid:2.16.156.10011.1.19',
  'urn:oid:2.16.156.10011.1.9',
]);

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
  const identifiers = (patient['identifier'] ?? []) as Identifier[];
  const found = new Map<string, IdentityNumber>();
  for (const { use, system, value, type, assigner } of identifiers) {
    if (use === 'temp' || system === undefined || value === undefined) continue;
    const text = value.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
    if (text === '') continue;
    const number = residentIdSystems.has(system)
      ? residentNumber(text)
      : otherNumber(
          assigner?.reference === undefined ? system : `${system}|${assigner.reference}`,
          type?.coding?.some(({ code }) => personalTypes.has(code ?? '')) === true,
        );
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

function otherNumber(system: string, isPersonal: boolean): Kind {
  const [name = ''] = system.split('|');
  const isOne = isPersonal || personal.has(name);
  return { system, isResidentId: false, isChecked: false, isPersonal: isOne };
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
