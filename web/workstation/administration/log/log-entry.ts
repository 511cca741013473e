/**
 * An AuditEvent as a row of the log: who, as what, where, what, whose, why, when, with what result.
 * https://profiles.ihe.net/ITI/BALP/
 */
import type { Coding, Resource } from '#model/fhir.ts';
import { listAt, textAt } from '../parts/resource-parts.ts';

/** One row. */
export interface LogEntry {
  id: string;
  at: string;
  /** Name of who acted; undefined for nobody who was known. */
  who: string | undefined;
  /** `Practitioner/1`. */
  whoReference: string | undefined;
  /** Code of the role. */
  role: string | undefined;
  /** Reference of the institution. */
  organization: string | undefined;
  /** The house's name of the event, as `read`, `sign-in`. */
  event: string;
  /** References of what was touched, and of whom. */
  entities: string[];
  patients: string[];
  /** The query of a search, its values masked by the server. */
  query: string | undefined;
  why: string | undefined;
  result: 'done' | 'refused' | 'failed';
  /** Code of the refusal. */
  refusal: string | undefined;
  client: string | undefined;
  address: string | undefined;
  request: string | undefined;
  session: string | undefined;
}

interface Agent {
  type?: { coding?: Coding[] };
  who?: { reference?: string; display?: string; identifier?: { value?: string } };
  name?: string;
  role?: { coding?: Coding[] }[];
  network?: { address?: string };
}

interface Entity {
  what?: { reference?: string; identifier?: { value?: string } };
  type?: Coding;
  query?: string;
}

const hasType = (agent: Agent, codes: readonly string[]) =>
  agent.type?.coding?.some(({ code }) => codes.includes(code ?? '')) === true;

/** The row of an AuditEvent. */
export function logEntryOf(event: Resource): LogEntry {
  const agents = listAt<Agent>(event, 'agent');
  const entities = listAt<Entity>(event, 'entity');
  const user = agents.find((agent) => hasType(agent, ['AUT', 'IRCP']));
  const place = agents.find((agent) => hasType(agent, ['PROV']));
  const touched = entities.flatMap(({ what }) => what?.reference ?? []);
  const patientOf = ({ what, type }: Entity) =>
    type?.code === '1' ? (what?.reference ?? what?.identifier?.value ?? []) : [];
  const numbered = (code: string) =>
    entities.find(({ type }) => type?.code === code)?.what?.identifier?.value;
  return {
    id: event.id ?? '',
    at: textAt(event, 'recorded'),
    who: user?.name ?? user?.who?.display,
    whoReference: user?.who?.reference,
    role: user?.role?.[0]?.coding?.[0]?.code,
    organization: place?.who?.reference,
    event: eventOf(event),
    entities: [...new Set(touched)],
    patients: [...new Set(entities.flatMap(patientOf))],
    query: decoded(entities.find(({ query }) => query !== undefined)?.query),
    why: whyOf(event),
    result: resultOf(textAt(event, 'outcome')),
    refusal: textAt(event, 'outcomeDesc') || undefined,
    request: numbered('XrequestId'),
    session: numbered('session'),
    ...machineOf(agents),
  };
}

/** The application and where it was; it has a name and no reference. */
function machineOf(agents: readonly Agent[]): Pick<LogEntry, 'client' | 'address'> {
  const client = agents.find(({ who }) => who !== undefined && who.reference === undefined);
  return { client: client?.who?.display, address: client?.network?.address };
}

/** The last subtype is the house's own name; where there is none, the type. */
function eventOf(event: Resource): string {
  const own = listAt<Coding>(event, 'subtype').at(-1)?.code;
  return own ?? (event['type'] as Coding | undefined)?.code ?? '';
}

/** The house's own reason before that of HL7. */
function whyOf(event: Resource): string | undefined {
  const codings = listAt<{ coding?: Coding[] }>(event, 'purposeOfEvent').flatMap(
    ({ coding }) => coding ?? [],
  );
  const own = codings.find(({ system }) => system?.includes('yishu') === true);
  return (own ?? codings[0])?.code;
}

/** 4 and 8 are what a caller did, 12 is the house's own failure. */
function resultOf(outcome: string): LogEntry['result'] {
  if (outcome === '' || outcome === '0') return 'done';
  return outcome === '12' ? 'failed' : 'refused';
}

function decoded(query: string | undefined): string | undefined {
  try {
    return query === undefined ? undefined : atob(query);
  } catch {
    // Not base64: then it is shown as it came.
    return query;
  }
}
