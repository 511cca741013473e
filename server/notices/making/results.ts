/**
 * Which versions of reports a patient is told of, of whatever kind the report is.
 * https://hl7.org/fhir/R4/valueset-diagnostic-report-status.html
 */
import type { Resource } from '#model/fhir.ts';

/** What a notice of a result says; what the result is stands in the report alone. */
export const resultWords = {
  zh: '您有新的检验检查报告。',
  en: 'You have a new report of a test or an examination.',
};

const reported: readonly unknown[] = ['final', 'amended', 'corrected', 'appended'];

interface Coded {
  coding?: { system?: string; code?: string }[];
}

/** Documents that are reports: LOINC, and the templates of the Chinese CDA (检查报告, 检验报告). */
const reportTypes: readonly (readonly [system: string, code: string])[] = [
  ['http://loinc.org', '11502-2'],
  ['http://loinc.org', '18748-4'],
  ['http://loinc.org', '11526-1'],
  ['http://loinc.org', '18725-2'],
  ['urn:oid:2.16.156.10011.2.4', 'C0006'],
  ['urn:oid:2.16.156.10011.2.4', 'C0007'],
];

/**
 * The kind of version that a report is: `final`, `amended` and the like; undefined where it is no
 * report, or nothing that a patient is told of.
 */
export function versionOf(resource: Resource): string | undefined {
  const { status } = resource as { status?: string };
  if (resource.resourceType === 'DiagnosticReport') {
    return reported.includes(status) ? status : undefined;
  }
  if (resource.resourceType !== 'DocumentReference' || status !== 'current') return undefined;
  const { type, docStatus = 'final' } = resource as { type?: Coded; docStatus?: string };
  const isReport = type?.coding?.some((coding) =>
    reportTypes.some(([system, code]) => coding.system === system && coding.code === code),
  );
  return isReport === true && reported.includes(docStatus) ? docStatus : undefined;
}

/** Ids of the DiagnosticReports that a document shows. */
export function reportsIn(document: Resource): string[] {
  const { context } = document as { context?: { related?: { reference?: string }[] } };
  return (context?.related ?? []).flatMap(
    ({ reference }) => /^DiagnosticReport\/([A-Za-z0-9\-.]{1,64})/.exec(reference ?? '')?.[1] ?? [],
  );
}

/** When a report was issued, in milliseconds since 1970; undefined where it does not say. */
export function issuedAt(resource: Resource): number | undefined {
  const { issued, date, effectiveDateTime, effectivePeriod } = resource as {
    issued?: string;
    date?: string;
    effectiveDateTime?: string;
    effectivePeriod?: { start?: string; end?: string };
  };
  const text =
    issued ?? date ?? effectiveDateTime ?? effectivePeriod?.end ?? effectivePeriod?.start;
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
}
