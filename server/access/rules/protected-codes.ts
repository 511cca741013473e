/**
 * Codes and words of matters that only the treating doctor may see: HIV, sexually transmitted
 * diseases, severe mental disorders. China's rules SEC-20, SMI-01; a deployment adds its own.
 * https://icd.who.int/browse10/2019/en
 */

/** ICD-10 categories, three characters, or subcategories with a dot. */
const icd10 = [
  // HIV, its contact, carriers and tests that stay unclear.
  'B20',
  'B21',
  'B22',
  'B23',
  'B24',
  'Z21',
  'R75',
  'F02.4',
  'Z20.6',
  'Z11.4',
  'O98.7',
  // Sexually transmitted diseases.
  'A50',
  'A51',
  'A52',
  'A53',
  'A54',
  'A55',
  'A56',
  'A57',
  'A58',
  'A59',
  'A60',
  'A63',
  'A64',
  'O98.1',
  'O98.2',
  'O98.3',
  'Z20.2',
  'Z11.3',
  // The six severe mental disorders of the national programme.
  'F20',
  'F22',
  'F25',
  'F31',
  'F06.8',
  'F70',
  'F71',
  'F72',
  'F73',
  'F78',
  'F79',
];

/** Codes by system, compared whole. */
const exact: Record<string, ReadonlySet<string>> = {
  'http://loinc.org': new Set([
    // HIV antibodies, antigens, ribonucleic acid.
    '7917-8',
    '7918-6',
    '5220-9',
    '5221-7',
    '56888-1',
    '68961-2',
    '29893-5',
    '31201-7',
    '20447-9',
    '25836-8',
    '21008-8',
    '24012-7',
    '48345-3',
    '75622-1',
    '80387-4',
    '5017-9',
    // Syphilis and gonorrhoea.
    '20507-0',
    '20508-8',
    '22461-8',
    '5292-8',
    '31147-2',
    '24110-9',
    '47238-1',
    '691-6',
  ]),
  'http://snomed.info/sct': new Set([
    '86406008',
    '62479008',
    '165816005',
    '76272004',
    '15628003',
    '8098009',
    '240589008',
    '58214004',
    '68890003',
    '13746004',
    '191667009',
    '191525009',
  ]),
};

/** ATC groups of medicines that are for HIV alone. */
const atc = ['J05AE', 'J05AG', 'J05AR', 'J05AJ'];

const icdSystems =
  /icd-?10|2\.16\.156\.10011\.2\.3\.3\.11|2\.16\.840\.1\.113883\.6\.(?:3|90)(?:$|\D)/i;

const words = new RegExp(
  [
    '艾滋|人类免疫缺陷病毒|\\bHIV\\b|梅毒|淋病|尖锐湿疣|syphilis|gonorrh',
    '精神分裂|分裂情感|偏执性精神|双相(?:情感)?障碍|schizophreni|bipolar',
  ].join('|'),
  'i',
);

const known = new Map<string, boolean>();
const knownMax = 20_000;

function remember(name: string, found: boolean): boolean {
  if (known.size >= knownMax) known.clear();
  known.set(name, found);
  return found;
}

/** Whether a code is of a specially protected matter. */
export function isProtectedCode(system: string, code: string): boolean {
  const name = `${system}|${code}`;
  return known.get(name) ?? remember(name, lookUp(system, code));
}

function lookUp(system: string, code: string): boolean {
  if (exact[system]?.has(code) === true) return true;
  if (/atc/i.test(system)) return atc.some((group) => code.startsWith(group));
  if (!icdSystems.test(system)) return false;
  // 国临版 writes A50.900x001, 医保版 A50.9, others A509.
  const upper = code.toUpperCase();
  const dotted = upper.includes('.') ? upper : upper.replace(/^([A-Z]\d\d)(\d)/, '$1.$2');
  return icd10.some((one) => dotted.startsWith(one));
}

/** Whether a display or a text tells of one. */
export function isProtectedText(text: string): boolean {
  if (text.length > 60) return words.test(text);
  return known.get(text) ?? remember(text, words.test(text));
}
