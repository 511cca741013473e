/**
 * Whom a resident lets look at the own record, and whom not, as FHIR Consent.
 * https://hl7.org/fhir/R4/consent.html
 */
import type { CodeableConcept, Fact, Period, Reference } from '../../fhir/shapes.ts';
import { listOf } from '../../fhir/shapes.ts';

/** What a Consent says to a person. */
export interface Permission {
  id: string;
  kind: 'permit' | 'deny';
  /** Why it is there: by the resident's own will, or for another reason. */
  origin: 'resident' | 'legal-duty' | 'break-glass' | 'identified';
  /** Undefined for every institution. */
  party: Reference | undefined;
  since?: string;
  until?: string;
}

interface Provision {
  type?: string;
  period?: Period;
  actor?: { reference?: Reference }[];
}

/** A Consent as it is read. */
interface Consent extends Fact {
  dateTime?: string;
  provision?: Provision;
}

const kindSystem = 'https://yishu.example/CodeSystem/consent-kind';
const origins = ['legal-duty', 'break-glass', 'identified'] as const;

/** What a Consent says now; nothing where it is withdrawn, over or says neither yes nor no. */
export function permissionOf(fact: Fact, now: number): Permission | undefined {
  const { id, status, category, dateTime, provision } = fact as Consent;
  const type = provision?.type;
  if (id === undefined || status !== 'active' || (type !== 'permit' && type !== 'deny')) {
    return undefined;
  }
  const until = provision?.period?.end;
  if (until !== undefined && Date.parse(until) < now) return undefined;
  const codes = listOf<CodeableConcept | string>(
    category as CodeableConcept | (CodeableConcept | string)[],
  )
    .flatMap((one) => (typeof one === 'string' ? [] : (one.coding ?? [])))
    .filter(({ system }) => system === kindSystem)
    .map(({ code }) => code);
  const actors = (provision?.actor ?? []).flatMap(({ reference }) => reference ?? []);
  const isPlace = ({ reference = '' }: Reference) => reference.startsWith('Organization/');
  const since = provision?.period?.start ?? dateTime;
  return {
    id,
    kind: type,
    origin: origins.find((origin) => codes.includes(origin)) ?? 'resident',
    party: actors.find(isPlace) ?? actors[0],
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

function coded(system: string, code: string): object {
  return { coding: [{ system, code }] };
}

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** A Consent to be stored: `party` undefined is every institution. */
export function consentFor(given: {
  kind: Permission['kind'];
  patient: string;
  party: Reference | undefined;
  now: number;
}): object {
  const start = new Date(given.now).toISOString();
  const role = coded(`${terminology}/v3-ParticipationType`, 'IRCP');
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: coded(`${terminology}/consentscope`, 'patient-privacy'),
    category: [coded('http://loinc.org', '59284-0')],
    patient: { reference: given.patient },
    dateTime: start,
    performer: [{ reference: given.patient }],
    policyRule: coded(`${terminology}/v3-ActCode`, given.kind === 'permit' ? 'OPTIN' : 'OPTOUT'),
    provision: {
      type: given.kind,
      period: { start },
      ...(given.party === undefined ? {} : { actor: [{ role, reference: given.party }] }),
    },
  };
}

/** The same Consent, withdrawn. */
export function withdrawn(fact: Fact): Fact {
  return { ...fact, status: 'inactive' };
}

/** What is sent to the hub when somebody says that a look was wrong. */
export function contestOf(given: {
  patient: string;
  /** Who says so: the patient, or who acts for them. */
  sender: string;
  event: string;
  /** References of those who are to look into it. */
  recipients: readonly string[];
  content: string;
  now: number;
}): object {
  return {
    resourceType: 'Communication',
    status: 'completed',
    category: [coded('https://yishu.example/CodeSystem/communication-kind', 'contested-look')],
    subject: { reference: given.patient },
    sender: { reference: given.sender },
    recipient: given.recipients.map((reference) => ({ reference })),
    about: [{ reference: `AuditEvent/${given.event}` }],
    sent: new Date(given.now).toISOString(),
    payload: [{ contentString: given.content }],
  };
}
