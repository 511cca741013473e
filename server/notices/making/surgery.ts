/**
 * Which Procedures are operations, and what is told of each of their steps (ACC-11).
 * https://hl7.org/fhir/R4/valueset-event-status.html
 */
import type { Resource } from '#model/fhir.ts';

/** The steps that are told of, by the status of the Procedure. */
export const surgeryWords = {
  preparation: { zh: '手术准备中', en: 'The operation is being prepared' },
  'in-progress': { zh: '手术已开始', en: 'The operation has begun' },
  'on-hold': { zh: '手术暂停', en: 'The operation is interrupted' },
  completed: { zh: '手术已结束', en: 'The operation is over' },
  'not-done': { zh: '手术未进行', en: 'The operation does not take place' },
  stopped: { zh: '手术提前结束', en: 'The operation was ended early' },
} as const;

/** A step of an operation. */
export type SurgeryStep = keyof typeof surgeryWords;

interface Coded {
  coding?: { system?: string; code?: string; display?: string }[];
  text?: string;
}

const snomed = 'http://snomed.info/sct';
const surgical = '387713003';
/** ICD-9-CM-3 (手术操作分类代码): as Chinese hospitals settle with it, and by HL7's names. */
const procedures: readonly unknown[] = [
  'urn:oid:2.16.156.10011.2.3.3.12',
  'http://hl7.org/fhir/sid/icd-9-cm',
  'urn:oid:2.16.840.1.113883.6.104',
];
/** Chapters 1 to 16 are operations: 01 to 86; beyond them nothing is cut. */
const operation = /^(?:0[1-9]|[1-7]\d|8[0-6])(?:$|\.)/;

/**
 * The step at which an operation is; undefined where the Procedure is none. It is one by the
 * category SNOMED CT 387713003, or by a code of ICD-9-CM-3 from 01 to 86.
 */
export function stepOf(resource: Resource): SurgeryStep | undefined {
  if (resource.resourceType !== 'Procedure') return undefined;
  const {
    status = '',
    category,
    code,
  } = resource as Record<string, unknown> & {
    status?: string;
    category?: Coded;
    code?: Coded;
  };
  if (!Object.hasOwn(surgeryWords, status)) return undefined;
  const isSurgical =
    category?.coding?.some((one) => one.system === snomed && one.code === surgical) === true ||
    code?.coding?.some(
      (one) => procedures.includes(one.system) && operation.test(one.code ?? ''),
    ) === true;
  return isSurgical ? (status as SurgeryStep) : undefined;
}

/** When an operation was, as it says, in milliseconds since 1970; undefined where it does not. */
export function performedAt(resource: Resource): number | undefined {
  const { performedDateTime, performedPeriod } = resource as {
    performedDateTime?: string;
    performedPeriod?: { start?: string; end?: string };
  };
  const at = Date.parse(performedPeriod?.end ?? performedPeriod?.start ?? performedDateTime ?? '');
  return Number.isNaN(at) ? undefined : at;
}

/** What is told of a step; the reason where it was not done, or not to its end. */
export function wordsOf(
  resource: Resource,
  step: SurgeryStep,
): { zh: string; en: string; reason: Coded | undefined } {
  const { zh, en } = surgeryWords[step];
  const reason = resource['statusReason'] as Coded | undefined;
  const text = reason?.text ?? reason?.coding?.find(({ display }) => display)?.display;
  if (text === undefined) return { zh: `${zh}。`, en: `${en}.`, reason };
  return { zh: `${zh}。原因：${text}`, en: `${en}. Reason: ${text}`, reason };
}
