/**
 * Guidance as FHIR: the Parameters that are answered, and the GuidanceResponse that is kept.
 * https://hl7.org/fhir/R4/guidanceresponse.html
 */
import { departmentSystem, departments, departmentsInEnglish } from '#model/departments.ts';
import type { Resource } from '#model/fhir.ts';
import type { Parameter } from '#fhir/operations/parameters.ts';
import type { Guidance } from './decide.ts';
import type { Question } from './questions.ts';
import type { RedFlag } from './red-flags/lexicon.ts';
import type { Service } from './services.ts';

/** What everybody reads with it. */
export const disclaimer = {
  zh: '本结果仅为就诊指引，不是诊断；症状加重请立即就医或拨打 120。',
  en: 'This is guidance, not a diagnosis. If it gets worse, seek care at once or call 120.',
};

/** The system of the codes of red flags. */
export const redFlagSystem = 'https://yishu.example/CodeSystem/red-flag';

/** What is to be told. */
export interface Told {
  guidance: Guidance;
  /** Version of the model. */
  version: string;
  services: ReadonlyMap<string, readonly Service[]>;
}

/** The parameters of an answer. */
export function tellGuidance({ guidance, version, services }: Told): Parameter[] {
  const { kind, redFlags, question } = guidance;
  return [
    { name: 'kind', valueCode: kind },
    ...redFlags.map(tellFlag),
    ...callsOf(redFlags).map((number) => ({ name: 'call', valueString: number })),
    ...guidance.departments.map(({ code, probability }) => ({
      name: 'department',
      part: [...tellDepartment(code, probability), ...(services.get(code) ?? []).map(tellService)],
    })),
    ...(question === undefined ? [] : [tellQuestion(question)]),
    { name: 'disclaimer', part: inBoth(disclaimer) },
    { name: 'modelVersion', valueString: version },
  ];
}

const inBoth = ({ zh, en }: { zh: string; en: string }): Parameter[] => [
  { name: 'zh', valueString: zh },
  { name: 'en', valueString: en },
];

/** Always 120; the hotline before it where somebody may harm themselves. */
function callsOf(flags: readonly RedFlag[]): string[] {
  if (flags.length === 0) return [];
  return flags.some(({ call }) => call === '12356') ? ['12356', '120'] : ['120'];
}

const tellFlag = ({ code, zh, en }: RedFlag): Parameter => ({
  name: 'redFlag',
  part: [{ name: 'code', valueCode: code }, ...inBoth({ zh, en })],
});

function tellDepartment(code: string, probability: number | undefined): Parameter[] {
  const zh = departments[code] ?? code;
  return [
    { name: 'code', valueCoding: { system: departmentSystem, code, display: zh } },
    ...inBoth({ zh, en: departmentsInEnglish[code] ?? zh }),
    ...(probability === undefined
      ? []
      : [{ name: 'probability', valueDecimal: Math.round(probability * 1000) / 1000 }]),
  ];
}

const tellService = ({ reference, name, organization }: Service): Parameter => ({
  name: 'service',
  part: [
    {
      name: 'healthcareService',
      valueReference: { reference, ...(name === '' ? {} : { display: name }) },
    },
    ...(organization === undefined
      ? []
      : [{ name: 'organization', valueReference: { reference: organization } }]),
  ],
});

function tellQuestion({ code, zh, en, options }: Question): Parameter {
  return {
    name: 'question',
    part: [
      { name: 'code', valueCode: code },
      ...inBoth({ zh, en }),
      ...options.map((option) => ({
        name: 'option',
        part: [{ name: 'answer', valueCode: `${code}:${option.code}` }, ...inBoth(option)],
      })),
    ],
  };
}

/**
 * What is kept in a resident's own record: what was answered, by which model; never what was said.
 * @param given whose record, and when (milliseconds since 1970).
 */
export function buildGuidanceResponse(
  { guidance, version }: Told,
  given: { subject: string; at: number },
): Resource {
  const { redFlags } = guidance;
  const outcome = tellGuidance({ guidance, version, services: new Map() });
  return {
    resourceType: 'GuidanceResponse',
    contained: [{ resourceType: 'Parameters', id: 'outcome', parameter: outcome }],
    moduleCanonical: `https://yishu.example/OperationDefinition/guide|${version}`,
    status: 'success',
    subject: { reference: given.subject },
    occurrenceDateTime: new Date(given.at).toISOString(),
    ...(redFlags.length === 0
      ? {}
      : {
          reasonCode: redFlags.map(({ code, zh }) => ({
            coding: [{ system: redFlagSystem, code, display: zh }],
            text: zh,
          })),
        }),
    note: [{ text: `${disclaimer.zh} ${disclaimer.en}` }],
    outputParameters: { reference: '#outcome' },
  };
}
