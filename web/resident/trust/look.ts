/**
 * Events of the audit log as the person they are about understands them.
 * https://profiles.ihe.net/ITI/BALP/
 */
import { dayText } from '../../design/moment.ts';
import type { CodeableConcept, Fact, Reference } from '../../fhir/shapes.ts';
import { dropAbsent } from '../../fhir/wording.ts';

/** What was done. */
export type Deed = 'read' | 'write' | 'export' | 'glass' | 'refused';

/** What one person did on one day for one reason. */
export interface Look {
  /** Of the latest event, the one to contest. */
  id: string;
  /** The latest moment. */
  at: string;
  deed: Deed;
  who?: string;
  /** Reference of the person, `Practitioner/1`. */
  person?: string;
  /** Code of the role, as `doctor`. */
  role?: string;
  /** Reference of the institution, `Organization/1`; its name where the event has it. */
  place?: string;
  institution?: string;
  /** Code of the reason, as `care`. */
  why?: string;
  /** Whether the person looked at the own record. */
  own: boolean;
  /** Types of what was seen, each once. */
  types: string[];
  /** How many requests it was: a chart that is opened asks for many things at once. */
  times: number;
  /** Number of the request. */
  request?: string;
}

interface Agent {
  who?: Reference;
  name?: string;
  requestor?: boolean;
  role?: CodeableConcept[];
  purposeOfUse?: CodeableConcept[];
}

/** What is read of an AuditEvent. */
interface AuditEvent extends Omit<Fact, 'outcome'> {
  outcome?: string;
  recorded?: string;
  action?: string;
  subtype?: { code?: string }[];
  purposeOfEvent?: CodeableConcept[];
  agent?: Agent[];
  entity?: { what?: Reference; query?: string; type?: { code?: string } }[];
}

/** Codes of purposes that are reasons of the house; the others are left to the lawyers. */
function reasonOf(event: AuditEvent): string | undefined {
  const concepts = [
    ...(event.purposeOfEvent ?? []),
    ...(event.agent ?? []).flatMap(({ purposeOfUse }) => purposeOfUse ?? []),
  ];
  const codings = concepts.flatMap(({ coding }) => coding ?? []);
  const own = codings.find(({ system }) => system?.includes('yishu') === true);
  return (own ?? codings[0])?.code;
}

function deedOf(event: AuditEvent): Deed {
  const codes = (event.subtype ?? []).map(({ code }) => code);
  if (event.outcome !== undefined && event.outcome !== '0') return 'refused';
  if (codes.includes('break-glass')) return 'glass';
  if (codes.includes('export')) return 'export';
  return event.action === 'C' || event.action === 'U' || event.action === 'D' ? 'write' : 'read';
}

const typeOf = ({ reference = '' }: Reference) =>
  /^(?:.*\/)?([A-Z][A-Za-z]+)\//.exec(reference)?.[1];

/** The type that a search was for, where a search is all there is: `Observation?patient=1`. */
function searchedType(query: string | undefined): string | undefined {
  try {
    return query === undefined ? undefined : /^\/?([A-Z][A-Za-z]+)\b/.exec(atob(query))?.[1];
  } catch {
    // Not base64: then nothing is known of it.
    return undefined;
  }
}

/** One event; `self` is the reference of the person, `Patient/1`. */
export function lookOf(fact: Fact, self: string): Look {
  const event = fact as unknown as AuditEvent;
  const agents = event.agent ?? [];
  const doer = agents.find(({ requestor }) => requestor === true) ?? agents[0];
  const isPlace = ({ who }: Agent) => who !== undefined && typeOf(who) === 'Organization';
  const place = agents.find((agent) => agent !== doer && isPlace(agent));
  const types = (event.entity ?? []).flatMap(
    ({ what, query }) => (what && typeOf(what)) ?? searchedType(query) ?? [],
  );
  return dropAbsent<Look>({
    id: event.id ?? '',
    at: event.recorded ?? '',
    deed: deedOf(event),
    own: doer?.who?.reference === self,
    types: [...new Set(types)],
    times: 1,
    who: doer && nameOf(doer),
    person: doer?.who?.reference,
    role: doer?.role?.[0]?.coding?.[0]?.code,
    place: place?.who?.reference,
    institution: place && nameOf(place),
    why: reasonOf(event),
    request: requestOf(event),
  });
}

function requestOf({ entity = [] }: AuditEvent): string | undefined {
  return entity.find(({ type }) => type?.code === 'XrequestId')?.what?.identifier?.value;
}

function nameOf({ who, name }: Agent): string | undefined {
  return who?.display ?? name;
}

/** What makes looks one in the eyes of a person, but for the reason. */
function deedKey({ at, who, place, institution, deed, own }: Look): string {
  return JSON.stringify([dayText(at), who, place, institution, deed, own]);
}

/**
 * The reasons of each who, where and day. A search is logged without one, as it may be about many
 * people; where all else of the day was for one reason, so was the search.
 */
function reasonsOfDays(looks: readonly Look[]): ReadonlyMap<string, ReadonlySet<string>> {
  const reasons = new Map<string, Set<string>>();
  for (const look of looks) {
    if (look.why === undefined) continue;
    const key = deedKey(look);
    reasons.set(key, (reasons.get(key) ?? new Set()).add(look.why));
  }
  return reasons;
}

/**
 * Looks that are one in the eyes of a person become one: the same who, where, why and what on one
 * day, wherever they stand among others. The latest first, as given.
 */
export function together(looks: readonly Look[]): Look[] {
  const groups = new Map<string, Look>();
  const requests = new Map<string, Set<string>>();
  const reasons = reasonsOfDays(looks);
  for (const look of looks) {
    const day = deedKey(look);
    const [only, ...more] = reasons.get(day) ?? [];
    const why = look.why ?? (more.length === 0 ? only : undefined);
    const key = JSON.stringify([day, why]);
    const before = groups.get(key);
    const asked = (requests.get(key) ?? new Set()).add(look.request ?? look.id);
    requests.set(key, asked);
    groups.set(
      key,
      before === undefined
        ? dropAbsent<Look>({ ...look, why })
        : {
            ...before,
            times: asked.size,
            types: [...new Set([...before.types, ...look.types])],
          },
    );
  }
  return [...groups.values()];
}
