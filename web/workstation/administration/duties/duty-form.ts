/**
 * A legal duty — an institution that the law lets look, and until when — as a Consent (SEC-18).
 * https://hl7.org/fhir/R4/consent.html
 */
import type { Resource } from '#model/fhir.ts';
import { withoutEmpty } from '../parts/resource-parts.ts';

/** The fields. */
export interface DutyDraft {
  /** Id of the Patient. */
  patient: string;
  /** Reference of the institution. */
  organization: string;
  /** Address of the law. */
  law: string;
  start: string;
  end: string;
  /** Whether what is specially protected (level 5) is opened too. */
  protected: boolean;
}

export const emptyDuty: DutyDraft = {
  patient: '',
  organization: '',
  law: '',
  start: '',
  end: '',
  protected: false,
};

const kindSystem = 'https://yishu.example/CodeSystem/consent-kind';
const levelSystem = 'https://yishu.example/CodeSystem/data-level';

/** Whether everything is there, and the end is not before the beginning. */
export function isDutyComplete(draft: DutyDraft): boolean {
  const { patient, organization, law, start, end } = draft;
  return (
    /^[A-Za-z0-9\-.]{1,64}$/.test(patient) &&
    organization !== '' &&
    URL.canParse(law.trim()) &&
    end !== '' &&
    start <= end
  );
}

/** The Consent. @param now as an ISO instant. */
export function dutyOfDraft(draft: DutyDraft, now: string): Resource {
  const { patient, organization, law, start, end } = draft;
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/consentscope',
          code: 'patient-privacy',
        },
      ],
    },
    category: [{ coding: [{ system: kindSystem, code: 'legal-duty' }], text: '法定职责' }],
    patient: { reference: `Patient/${patient}` },
    dateTime: now,
    policy: [{ uri: law.trim() }],
    provision: withoutEmpty({
      type: 'permit',
      period: { ...(start === '' ? {} : { start }), end },
      actor: [
        {
          role: {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                code: 'IRCP',
              },
            ],
          },
          reference: { reference: organization },
        },
      ],
      securityLabel: draft.protected ? [{ system: levelSystem, code: '5' }] : [],
    }),
  };
}

/** The same duty, over: what it opened is closed at once. */
export function endedDuty(consent: Resource): Resource {
  return { ...consent, status: 'inactive' };
}

const fields: readonly (readonly [start: string, field: keyof DutyDraft])[] = [
  ['Consent.policy', 'law'],
  ['Consent.provision.period', 'end'],
  ['Consent.provision.actor', 'organization'],
  ['Consent.patient', 'patient'],
];

/** The field that an expression of a refusal means. */
export function dutyFieldAt(expression: string): string | undefined {
  return fields.find(([start]) => expression.startsWith(start))?.[1];
}
