/**
 * What `HealthcareService/$guide` answers, as the page shows it.
 * https://hl7.org/fhir/R4/parameters.html
 */
import { parametersOf } from '../../fhir/parameters.ts';

/** A text in both languages. */
export interface Said {
  zh: string;
  en: string;
}

/** A department, and the doors that it has. */
export interface Advised extends Said {
  code: string;
  /** From 0 to 1; undefined where it was not reckoned. */
  probability: number | undefined;
  /** Ids of HealthcareServices. */
  doors: string[];
}

/** The answer. */
export interface Guidance {
  kind: 'emergency' | 'departments' | 'primary-care' | 'desk';
  flags: Said[];
  /** Numbers to call, the first first. */
  calls: string[];
  departments: Advised[];
  question: (Said & { options: (Said & { answer: string })[] }) | undefined;
  disclaimer: Said;
}

interface Parameter {
  name: string;
  valueString?: string;
  valueCode?: string;
  valueDecimal?: number;
  valueCoding?: { code?: string };
  valueReference?: { reference?: string };
  part?: Parameter[];
}

const partsOf = ({ part = [] }: Parameter, name: string) => part.filter((one) => one.name === name);

const saidIn = (parameter: Parameter): Said => ({
  zh: partsOf(parameter, 'zh')[0]?.valueString ?? '',
  en: partsOf(parameter, 'en')[0]?.valueString ?? '',
});

function advisedOf(parameter: Parameter): Advised {
  const doors = partsOf(parameter, 'service').flatMap((service) => {
    const { reference = '' } = partsOf(service, 'healthcareService')[0]?.valueReference ?? {};
    return reference.split('/')[1] ?? [];
  });
  return {
    ...saidIn(parameter),
    code: partsOf(parameter, 'code')[0]?.valueCoding?.code ?? '',
    probability: partsOf(parameter, 'probability')[0]?.valueDecimal,
    doors,
  };
}

/** The answer, read. */
export function guidanceOf(given: object): Guidance {
  const { parameter = [] } = given as { parameter?: Parameter[] };
  const all = (name: string) => parameter.filter((one) => one.name === name);
  const [question] = all('question');
  return {
    kind: (all('kind')[0]?.valueCode ?? 'desk') as Guidance['kind'],
    flags: all('redFlag').map(saidIn),
    calls: all('call').flatMap(({ valueString }) => valueString ?? []),
    departments: all('department').map(advisedOf).slice(0, 3),
    question:
      question === undefined
        ? undefined
        : {
            ...saidIn(question),
            options: partsOf(question, 'option').map((option) => ({
              ...saidIn(option),
              answer: partsOf(option, 'answer')[0]?.valueCode ?? '',
            })),
          },
    disclaimer: all('disclaimer').map(saidIn)[0] ?? { zh: '', en: '' },
  };
}

/** What is asked: the complaint, and of the person only what decides. */
export function askedOf(given: {
  complaint: string;
  birthDate: string | undefined;
  age: number | undefined;
  gender: string | undefined;
  pregnant: boolean;
  answer?: string;
}): object {
  const { complaint, birthDate, age, gender, pregnant, answer } = given;
  return parametersOf({
    complaint,
    ...(birthDate !== undefined && birthDate.length === 10
      ? { birthDate: { valueDate: birthDate } }
      : { age: age ?? 40 }),
    sex: gender === 'male' || gender === 'female' ? { valueCode: gender } : undefined,
    pregnant: pregnant ? true : undefined,
    answer: answer === undefined ? undefined : { valueCode: answer },
  });
}
