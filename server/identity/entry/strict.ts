/**
 * What people at a desk may not enter: numbers that cannot be. Systems send what they have, and it
 * is flagged. China's rules STD-01, EHR-01.
 * https://hl7.org/fhir/R4/datatypes.html#Identifier
 */
import type { Issue, Resource } from '#model/fhir.ts';
import {
  type GivenIdentifier,
  kindOf,
  parseRecordNumber,
  residentIdProblem,
} from '#model/identifiers.ts';

const cardTexts = {
  form: {
    zh: '身份证号码应为18位，或旧证的15位数字（STD-01）',
    en: 'The number of an identity card has 18 characters, or 15 digits on old cards (STD-01)',
  },
  check: {
    zh: '身份证号码校验位错误（STD-01）',
    en: 'The check digit of the resident identity number is wrong (STD-01)',
  },
  facts: {
    zh: '身份证号码中的地区或出生日期不存在（STD-01）',
    en: 'The region or the date in the resident identity number does not exist (STD-01)',
  },
} as const;

const numberText = {
  zh: '健康档案编号应为17位数字（EHR-01）',
  en: 'A health record number has 17 digits (EHR-01)',
};

/**
 * The numbers of a Patient that cannot be entered. What stood there before, an institution's system
 * sent: who changes something else is not held up by it.
 */
export function entryIssues(patient: Resource, before: Resource | undefined): Issue[] {
  const known = new Set(listOf(before).map(nameOf));
  return listOf(patient).flatMap((identifier, index) => {
    if (identifier.use === 'temp' || known.has(nameOf(identifier))) return [];
    const text = problemOf(identifier);
    if (text === undefined) return [];
    const expression = `Patient.identifier[${index}]`;
    return [{ severity: 'error', code: 'business-rule', text, expression }];
  });
}

function listOf(patient: Resource | undefined): GivenIdentifier[] {
  return (patient?.['identifier'] ?? []) as GivenIdentifier[];
}

const nameOf = (identifier: GivenIdentifier) =>
  `${kindOf(identifier) ?? identifier.system}|${identifier.value}`;

function problemOf(identifier: GivenIdentifier): Issue['text'] | undefined {
  const kind = kindOf(identifier);
  const { value } = identifier;
  if (value === undefined) return undefined;
  if (kind === 'resident-id') {
    const problem = residentIdProblem(value);
    return problem === undefined ? undefined : cardTexts[problem];
  }
  const isWrong = kind === 'record-number' && parseRecordNumber(value) === undefined;
  return isWrong ? numberText : undefined;
}
