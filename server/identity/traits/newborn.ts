/**
 * Children who have no name yet, as delivery rooms write them: the mother's name and 之子 or 之女.
 * https://hl7.org/fhir/R4/patient.html
 */
import type { Resource } from '#model/fhir.ts';
import { cleanName } from './clean-name.ts';

/** What a newborn is known by. */
export interface Newborn {
  /** The mother's Patient, `Patient/1`. */
  mother: string | undefined;
  /** The parent in the pseudonym, cleaned; undefined where the child has a name of its own. */
  parent: string | undefined;
  order: number | undefined;
}

/** The extension by which a newborn's record names the mother's. */
export const motherUrl = 'https://yishu.example/StructureDefinition/mother';

const pseudonym =
  /^(.{1,12}?)(?:之|的)(?:双胞?胎?)?(大|小|长|次)?(?:子|女|婴|宝)([1-9ABab甲乙丙一二三])?$/u;
const ordinals = ['1Aa甲一大长', '2Bb乙二小次', '3丙三'];

interface Extension {
  url?: string;
  valueReference?: { reference?: string };
}

/** What a Patient says as a newborn; undefined where it says nothing of it. */
export function newbornOf(patient: Resource): Newborn | undefined {
  const extensions = (patient['extension'] ?? []) as Extension[];
  const mother = extensions.find(({ url }) => url === motherUrl)?.valueReference?.reference;
  const names = (patient['name'] ?? []) as { text?: string; family?: string; given?: string[] }[];
  const texts = names.map(({ text, family = '', given = [] }) => text ?? family + given.join(''));
  const found = texts.map((text) => pseudonym.exec(cleanName(text))).find((each) => each !== null);
  if (found === undefined) {
    return mother === undefined ? undefined : { mother, parent: undefined, order: undefined };
  }
  const [, parent, first, last] = found;
  const at = ordinals.findIndex((letters) => letters.includes(last ?? first ?? '?'));
  return { mother, parent, order: at < 0 ? undefined : at + 1 };
}
