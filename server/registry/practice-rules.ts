/**
 * Who may practise what, where and how: the rules of the country on licences, pure, in one place.
 * https://www.nhc.gov.cn (国卫医发〔2018〕25号, 国卫办医发〔2022〕2号, 医师法)
 */
import type { Resource } from '#model/fhir.ts';
import { isWithin } from '#model/departments.ts';
import { isRuralPrimary, villageClinic } from '#model/institution-classes.ts';
import { practiceScopes } from '#model/practice-scopes.ts';
import type { RoleCode } from '#model/roles.ts';
import {
  type Filing,
  type InstitutionFacts,
  type Licence,
  institutionOf,
  isCurrent,
  licencesOf,
  onlineConsentOf,
  roleCodesOf,
} from '#model/practice.ts';
import type { RefusalCode } from '#fhir/refusals.ts';

/** What someone is about to do. */
export interface Service {
  /** `online`: 互联网诊疗; `invited`: an opinion for another institution's patient (远程医疗). */
  mode: 'in-person' | 'online' | 'invited';
  act: 'visit' | 'prescription';
  /** Code of 诊疗科目. */
  department: string;
}

/** Everything the rules look at. */
export interface Practice {
  practitioner: Resource;
  /** The PractitionerRole in which it is done. */
  role: Resource;
  /** The Organization of that role. */
  organization: Resource;
  filings: readonly Filing[];
  /** The newest check with the national register; undefined where there was none. */
  verification: { on: string; valid: boolean } | undefined;
  service: Service;
  /** `YYYY-MM-DD`. */
  today: string;
  /** After how many days a check must be repeated. */
  credentialDays: number;
}

/** A rule that forbids it. */
export interface Denial {
  refused: RefusalCode;
  /** Id in china.md. */
  rule: string;
  details?: Record<string, string | number>;
}

/** The answer of the rules: allowed where nothing forbids it. */
export interface Ruling {
  allowed: boolean;
  denials: Denial[];
}

interface Case extends Practice {
  institution: InstitutionFacts;
  licence: Licence | undefined;
  roleCode: RoleCode | undefined;
  organizationId: string;
}

/** Whether someone may do it, with every rule that forbids it and not only the first. */
export function mayPractise(practice: Practice): Ruling {
  const [roleCode] = roleCodesOf(practice.role);
  const licences = licencesOf(practice.practitioner).filter(({ kind }) => kind === roleCode);
  const current = licences.find(({ period }) => isCurrent(period, practice.today));
  const known: Case = {
    ...practice,
    institution: institutionOf(practice.organization),
    licence: current ?? licences[0],
    roleCode,
    organizationId: practice.organization.id ?? '',
  };
  const denials = [
    ...aboutInstitution(known),
    ...aboutRole(known),
    ...aboutRegister(known),
    ...(known.licence === undefined ? [] : aboutLicence(known, known.licence)),
    ...aboutAssistant(known),
    ...aboutVillage(known),
    ...(practice.service.mode === 'in-person' ? [] : aboutDistance(known)),
  ];
  return { allowed: denials.length === 0, denials };
}

/** ONL-01, ONL-02: the institution's own licence. */
function aboutInstitution({ institution, service, today, organization }: Case): Denial[] {
  const denials: Denial[] = [];
  const { licence, departments } = institution;
  const live = licence !== undefined && isCurrent(licence.period, today);
  if (!live || organization['active'] === false) {
    denials.push({ refused: 'institution-unlicensed', rule: 'ONL-01' });
  }
  if (!isWithin(service.department, departments)) {
    denials.push({ refused: 'department-not-approved', rule: 'ONL-02' });
  }
  return denials;
}

const prescribers: readonly RoleCode[] = ['doctor', 'assistant-doctor', 'village-doctor'];

function aboutRole({ role, roleCode, licence, practitioner, today }: Case): Denial[] {
  const denials: Denial[] = [];
  const employed = role['active'] !== false && isCurrent(role['period'] as object, today);
  if (!employed || practitioner['active'] === false) {
    denials.push({ refused: 'role-not-current', rule: 'ONL-07' });
  }
  const prescribes = roleCode !== undefined && prescribers.includes(roleCode);
  if (!prescribes || licence === undefined) {
    denials.push({ refused: 'no-doctor-licence', rule: 'ONL-04' });
  }
  return denials;
}

/** ONL-05: findable in the national register, looked up not too long ago. */
function aboutRegister({ verification, today, credentialDays: days }: Case): Denial[] {
  if (verification !== undefined && !verification.valid) {
    return [{ refused: 'register-check-failed', rule: 'ONL-05' }];
  }
  if (!isStale(verification?.on, today, days)) return [];
  return [{ refused: 'register-check-stale', rule: 'ONL-05', details: { days } }];
}

/** Whether a check is missing, in the future, or more than that many days old. */
export function isStale(on: string | undefined, today: string, days: number): boolean {
  if (on === undefined) return true;
  const age = (Date.parse(today) - Date.parse(on)) / 86_400_000;
  return !(age >= 0 && age <= days);
}

/** ONL-06, ONL-07: validity, place, category and scope of the licence. */
function aboutLicence(known: Case, licence: Licence): Denial[] {
  const { today, organizationId, service, filings, practitioner } = known;
  const denials: Denial[] = [];
  if (!isCurrent(licence.period, today)) {
    denials.push({ refused: 'licence-not-current', rule: 'ONL-07' });
  }
  const filed = filings.some(
    (filing) =>
      filing.organization === organizationId &&
      filing.practitioner === practitioner.id &&
      isCurrent(filing.period, today),
  );
  if (licence.place !== organizationId && !filed) {
    denials.push({ refused: 'practice-not-filed', rule: 'ONL-06' });
  }
  if (!licence.scopes.some((scope) => covers(scope, licence, service.department))) {
    denials.push({ refused: 'outside-scope', rule: 'ONL-07' });
  }
  return denials;
}

/** A scope counts only in the category of the licence it stands on. */
function covers(code: string, licence: Licence, department: string): boolean {
  const scope = practiceScopes[code];
  if (scope === undefined) return false;
  const category = licence.kind === 'village-doctor' ? 'village' : licence.category;
  return scope.category === category && isWithin(department, scope.departments);
}

/** ONL-35. */
function aboutAssistant({ roleCode, service, institution }: Case): Denial[] {
  if (roleCode !== 'assistant-doctor') return [];
  const denials: Denial[] = [];
  if (service.mode !== 'in-person') {
    denials.push({ refused: 'assistant-not-online', rule: 'ONL-35' });
  }
  const rural = isRuralPrimary(institution.classCode ?? '');
  if (service.act === 'prescription' && !rural) {
    denials.push({ refused: 'assistant-needs-doctor', rule: 'ONL-35' });
  }
  return denials;
}

/** ONL-36: the clinic of registration only, whatever is filed, and five years at most. */
function aboutVillage(known: Case): Denial[] {
  const { roleCode, institution, licence, organizationId, today } = known;
  if (roleCode !== 'village-doctor') return [];
  const denials: Denial[] = [];
  const home = licence === undefined || licence.place === organizationId;
  if (institution.classCode !== villageClinic || !home) {
    denials.push({ refused: 'village-clinic-only', rule: 'ONL-36' });
  }
  const start = licence?.period.start;
  if (start === undefined || yearsAfter(start, 5) <= today) {
    denials.push({ refused: 'village-certificate-too-long', rule: 'ONL-36' });
  }
  return denials;
}

/** ONL-04 and TELE-07: three years of independent work; online also the home's consent. */
function aboutDistance(known: Case): Denial[] {
  const { service, roleCode, licence, role, today } = known;
  const denials: Denial[] = [];
  // A village doctor is no 医师: the law on online and remote care does not know them.
  if (roleCode === 'village-doctor') {
    denials.push({ refused: 'no-doctor-licence', rule: 'ONL-04' });
  }
  const since = licence?.independentSince;
  if (since === undefined || yearsAfter(since, 3) > today) {
    denials.push(
      service.mode === 'online'
        ? { refused: 'independent-years-short', rule: 'ONL-04' }
        : { refused: 'invitee-years-short', rule: 'TELE-07' },
    );
  }
  const consent = onlineConsentOf(role);
  const consented = consent?.by === licence?.place && isCurrent(consent?.period, today);
  if (service.mode === 'online' && (consent?.by === undefined || !consented)) {
    denials.push({ refused: 'registered-consent-missing', rule: 'ONL-04' });
  }
  return denials;
}

/** The day so many years after a date, which may be partial and then counts from its last day. */
function yearsAfter(date: string, years: number): string {
  const year = String(Number(date.slice(0, 4)) + years).padStart(4, '0');
  const rest = date.slice(4, 10);
  return year + (rest === '' ? '-12-31' : rest.length === 3 ? `${rest}-31` : rest);
}

/**
 * ONL-08: whether the doctor has shown in person who they are, not longer ago than that, before a
 * visit begins. Times in milliseconds since 1970; undefined where nothing forbids it.
 */
export function confirmedInPerson(shown: {
  strongAt: number;
  now: number;
  withinMs: number;
}): Denial | undefined {
  const age = shown.now - shown.strongAt;
  if (shown.strongAt > 0 && age >= 0 && age <= shown.withinMs) return undefined;
  return { refused: 'not-confirmed-in-person', rule: 'ONL-08' };
}
