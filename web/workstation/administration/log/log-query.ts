/**
 * What the log is asked for: the filters of the page as a search for AuditEvents.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */

/** The filters; empty where nothing is asked. */
export interface LogFilters {
  from: string;
  to: string;
  /** Reference of a person or an institution, or a whole name. */
  agent: string;
  /** Id of a Patient. */
  patient: string;
  /** A kind of deed: a key of `deeds`. */
  deed: string;
  result: '' | 'done' | 'refused' | 'failed';
  /** Reference of what was touched. */
  entity: string;
}

export const noFilters: LogFilters = {
  from: '',
  to: '',
  agent: '',
  patient: '',
  deed: '',
  result: '',
  entity: '',
};

/** Kinds of deed, and the parameter that finds them. */
const deeds: Readonly<Record<string, string>> = {
  look: 'subtype=read,vread,search-type,history-instance,history-type',
  write: 'subtype=create,update,patch,delete,transaction',
  'sign-in': 'type=110114',
  glass: 'subtype=break-glass',
  export: 'type=110106',
  log: 'type=110101',
  accounts:
    'subtype=account-create,account-disable,account-enable,account-reset,account-list,account-lock',
  clients: 'subtype=register-client,approve-client,disable-client,list-clients',
  import: 'subtype=registry-import',
  explain: 'subtype=explain',
};

/** The names of the kinds. */
export const deedNames = [
  'look',
  'write',
  'sign-in',
  'glass',
  'export',
  'log',
  'accounts',
  'clients',
  'import',
  'explain',
] as const;

const outcomes = { done: '0', refused: '4,8', failed: '12' };

const reference = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;

/** The search. */
export function logQuery(filters: LogFilters): string {
  const { from, to, agent, patient, deed, result, entity } = filters;
  const who = agent.trim();
  const id = patient.trim().replace(/^Patient\//, '');
  const parts = [
    '_sort=-date',
    '_count=50',
    from === '' ? '' : `date=ge${from}`,
    to === '' ? '' : `date=le${to}`,
    who === ''
      ? ''
      : reference.test(who)
        ? `agent=${who}`
        : `agent-name=${encodeURIComponent(who)}`,
    id === '' ? '' : `patient=${encodeURIComponent(id)}`,
    (Object.hasOwn(deeds, deed) ? deeds[deed] : '') ?? '',
    result === '' ? '' : `outcome=${outcomes[result]}`,
    entity.trim() === '' ? '' : `entity=${encodeURIComponent(entity.trim())}`,
  ];
  return `AuditEvent?${parts.filter((part) => part !== '').join('&')}`;
}
