/**
 * How the events of the house are called in AuditEvent: RESTful interactions, and DICOM for the
 * rest.
 * https://dicom.nema.org/medical/dicom/current/output/chtml/part16/chapter_D.html
 */

/** A Coding. */
export interface Code {
  system: string;
  code: string;
  display?: string;
}

const restful = 'http://hl7.org/fhir/restful-interaction';
const dicom = 'http://dicom.nema.org/resources/ontology/DCM';
const lifecycle = 'http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle';
const house = 'https://yishu.example/CodeSystem/audit-event';

/** A code of DICOM. */
export const dcm = (code: string, display: string): Code => ({ system: dicom, code, display });

const rest: Code = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
};

/** The interactions of R4, and what ours are called there. */
const interactions: Record<string, string> = {
  read: 'read',
  vread: 'vread',
  create: 'create',
  update: 'update',
  'update-conditional': 'update',
  patch: 'patch',
  'patch-conditional': 'patch',
  delete: 'delete',
  'delete-conditional': 'delete',
  'history-instance': 'history-instance',
  'history-type': 'history-type',
  'history-system': 'history-system',
  'search-type': 'search-type',
  'search-system': 'search-system',
  'search-compartment': 'search-type',
  batch: 'batch',
  transaction: 'transaction',
  bundle: 'transaction',
  operation: 'operation',
  capabilities: 'capabilities',
};

const authentication = dcm('110114', 'User Authentication');
const alert = dcm('110113', 'Security Alert');

/** The code of application activity: of all events that the tables below do not know. */
export const anyActivity = '110100';
const activity = dcm(anyActivity, 'Application Activity');

/** Everything else that has a code of DICOM, or of the life cycle of a record. */
const others: Record<string, { type: Code; subtype?: Code }> = {
  'sign-in': { type: authentication, subtype: dcm('110122', 'Login') },
  'sign-out': { type: authentication, subtype: dcm('110123', 'Logout') },
  'step-up': { type: authentication },
  'break-glass': { type: alert, subtype: dcm('110127', 'Emergency Override Started') },
  'break-glass-end': { type: alert, subtype: dcm('110138', 'Emergency Override Stopped') },
  export: { type: dcm('110106', 'Export') },
  import: { type: dcm('110107', 'Import') },
  start: { type: activity, subtype: dcm('110120', 'Application Start') },
  stop: { type: activity, subtype: dcm('110121', 'Application Stop') },
  sign: { type: { system: lifecycle, code: 'attest', display: 'Attest Record Lifecycle Event' } },
  verify: { type: { system: lifecycle, code: 'verify', display: 'Verify Record Lifecycle Event' } },
  'audit-read': { type: dcm('110101', 'Audit Log Used') },
  role: { type: alert, subtype: dcm('110136', 'Security Roles Changed') },
  account: { type: alert, subtype: dcm('110137', 'User Security Attributes Changed') },
};

/** The type and the subtypes of an event; the last subtype is always our own name for it. */
export function codesOf(event: string): { type: Code; subtypes: Code[] } {
  const own: Code = { system: house, code: event };
  const interaction = interactions[event];
  if (interaction !== undefined) {
    const code: Code = { system: restful, code: interaction };
    return { type: rest, subtypes: interaction === event ? [code] : [code, own] };
  }
  const { type, subtype } = others[event] ?? { type: activity };
  return { type, subtypes: subtype === undefined ? [own] : [subtype, own] };
}

/** Whether an event is a RESTful interaction. */
export function isInteraction(event: string): boolean {
  return Object.hasOwn(interactions, event);
}

/**
 * The events of the house that a code stands for, as far as the tables tell; with the code itself,
 * which may be our own name.
 */
export function eventsOf(code: string): string[] {
  const known = [...Object.keys(interactions), ...Object.keys(others)];
  const found = known.filter((event) => {
    const { type, subtypes } = codesOf(event);
    return type.code === code || subtypes.some((subtype) => subtype.code === code);
  });
  return [...new Set([...found, code])];
}

const purposes: Record<string, Code> = Object.fromEntries(
  Object.entries({
    TREAT: ['own-organization', 'care', 'grant', 'treatment', 'referral', 'contract'],
    PATRQT: ['self', 'proxy'],
    BTG: ['break-glass'],
    PUBHLTH: ['duty', 'legal-duty', 'public-health'],
    HSYSADMIN: ['administration', 'administrator', 'system'],
  }).flatMap(([code, reasons]) =>
    reasons.map((why) => [
      why,
      { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code },
    ]),
  ),
);

/** Why, as FHIR says it where it can, and as the house does. */
export function purposeOf(why: string): { coding: Code[] } {
  const known = purposes[why];
  const own: Code = { system: 'https://yishu.example/CodeSystem/access-reason', code: why };
  return { coding: known === undefined ? [own] : [known, own] };
}
