/**
 * A notice: the Communication that a resident reads, built and read.
 * https://hl7.org/fhir/R4/communication.html
 */
import { createHash } from 'node:crypto';
import { noticeSystem, surgeryStepSystem } from '#model/notices/notice-codes.ts';
import type { Resource } from '#model/fhir.ts';
import { newId, patientBucket } from '#fhir/store/ids.ts';
import { protectedLabel } from '#server/access/rules/levels.ts';

/** What a notice says. */
export interface NoticeContent {
  code: string;
  /** Id of the Patient in whose record it is. */
  patient: string;
  /** `Patient/…` or `RelatedPerson/…`. */
  recipient: string;
  /** What it is about, as `DiagnosticReport/…`. */
  about: string;
  /** The institution that what it is about comes from. */
  source: unknown;
  /** Data level of what it is about. */
  level: number;
  words: { zh: string; en: string };
  /** Of an operation: at which step it is, and why, where it says so. */
  step?: string;
  reason?: object | undefined;
  /** Milliseconds since 1970. */
  sent: number;
}

/** The Communication, without its id. A notice is as protected as what it is about. */
export function buildNotice(content: NoticeContent): Resource {
  const { code, patient, recipient, about, source, level, words, step, reason, sent } = content;
  const meta = {
    ...(typeof source === 'string' ? { source } : {}),
    ...(level === 5 ? { security: [protectedLabel] } : {}),
  };
  return {
    resourceType: 'Communication',
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
    status: 'completed',
    category: [{ coding: [{ system: noticeSystem, code }] }],
    ...(step === undefined
      ? {}
      : { topic: { coding: [{ system: surgeryStepSystem, code: step }] } }),
    ...(reason === undefined ? {} : { reasonCode: [reason] }),
    subject: { reference: `Patient/${patient}` },
    recipient: [{ reference: recipient }],
    about: [{ reference: about }],
    sent: new Date(sent).toISOString(),
    payload: [{ contentString: words.zh }, { contentString: words.en }],
  } as Resource;
}

/**
 * The id of the notice of one thing to one recipient: the same whoever makes it again, and in the
 * bucket of the patient.
 * @param thing what tells it from others, as `DiagnosticReport/1 final`.
 */
export function noticeId(thing: string, { patient, recipient }: NoticeContent): string {
  const hash = createHash('sha256').update(`notice ${thing} ${recipient}`).digest();
  return newId(patientBucket(patient), hash);
}

interface Read {
  category?: { coding?: { system?: string; code?: string }[] }[];
  recipient?: { reference?: string }[];
  status?: string;
  sent?: string;
}

/** The code of the notice that a resource is; undefined where it is none. */
export function categoryOf(resource: Resource): string | undefined {
  if (resource.resourceType !== 'Communication') return undefined;
  const codings = ((resource as Read).category ?? []).flatMap(({ coding = [] }) => coding);
  const found = codings.find(({ system }) => system === noticeSystem);
  return found === undefined ? undefined : (found.code ?? '');
}

/** The residents to whom a notice is addressed: `Patient/…`, `RelatedPerson/…`. */
export function recipientsOf(notice: Resource): string[] {
  return ((notice as Read).recipient ?? []).flatMap(({ reference = '' }) =>
    /^(?:Patient|RelatedPerson)\/[A-Za-z0-9\-.]{1,64}$/.test(reference) ? [reference] : [],
  );
}

/** When a notice was sent, in milliseconds since 1970; undefined where it does not say. */
export function sentAt(notice: Resource): number | undefined {
  const at = Date.parse((notice as Read).sent ?? '');
  return Number.isNaN(at) ? undefined : at;
}
