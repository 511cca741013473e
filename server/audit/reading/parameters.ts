/**
 * The parameters of a search for audit events, checked.
 * https://hl7.org/fhir/R4/auditevent.html#search
 */
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import { presentationParameters } from '#fhir/handling/subset.ts';
import { refuse } from '#fhir/refusals.ts';
import { parseDateRange } from '#fhir/search/date-range.ts';
import type { Hash } from '#fhir/store/hash.ts';
import type { StoredCaller, StoredEvent } from '../stored-event.ts';
import { actionToken, agentToken, entityToken, eventToken } from '../tokens.ts';
import { nameToken, outcomeToken } from '../tokens.ts';
import { anyActivity, codesOf, eventsOf } from './codes.ts';

/** One condition: what a block that can hold such an event has, and whether an event is one. */
export interface Condition {
  /** One of these tokens; undefined where no token tells. */
  tokens?: readonly Hash[];
  /** What it names, `Observation/1`: events of a record are found by its patient. */
  entities?: readonly string[];
  /** The text of a line that can be such an event; spares parsing the others. */
  line?: (text: string, caller: () => StoredCaller | undefined) => boolean;
  holds: (event: StoredEvent) => boolean;
}

/** A search for events. */
export interface EventQuery {
  conditions: readonly Condition[];
  /** First and last millisecond. */
  from: number;
  to: number;
  count: number;
  cursor: string | undefined;
  /** What a cursor is good for. */
  identity: string;
}

const limits = { standard: 50, most: 1000 };

type Read = (values: string[], given: { base: string }) => Condition;

const conditions: Record<string, Read> = {
  patient: (values, { base }) => {
    const keys = values.map((value) => entityToken(referenceOf(value, base, 'Patient')));
    return ofPatients(keys);
  },
  agent: (values, { base }) => {
    const wanted = values.map((value) => referenceOf(value, base));
    const acted = (caller: StoredCaller | undefined) =>
      caller !== undefined &&
      (wanted.includes(caller.who) || wanted.includes(`Organization/${caller.organization}`));
    return {
      tokens: wanted.map(agentToken),
      line: (_, caller) => acted(caller()),
      holds: ({ caller }) => acted(caller),
    };
  },
  'agent-name': (values) => ({
    tokens: values.map(nameToken),
    holds: ({ caller }) => values.some((name) => same(name, caller?.name)),
  }),
  action: (values) => ({
    tokens: values.map(actionToken),
    holds: ({ action }) => values.includes(action),
  }),
  outcome: (values) => ({
    tokens: values.map(outcomeToken),
    holds: ({ outcome }) => values.includes(String(outcome)),
  }),
  entity: (values, { base }) => {
    const wanted = values.map((value) => referenceOf(value, base));
    return {
      tokens: wanted.map(entityToken),
      entities: wanted,
      line: (text) => wanted.some((reference) => text.includes(reference)),
      holds: ({ entities }) =>
        entities.some((entity) => wanted.includes(entity.replace(/\/_history\/.*$/, ''))),
    };
  },
  type: (values) => byCode(values, (event) => [codesOf(event).type]),
  subtype: (values) => byCode(values, (event) => codesOf(event).subtypes),
};

/** Events of the records with these keys. */
export function ofPatients(keys: readonly Hash[]): Condition {
  return {
    tokens: keys,
    line: (text) => keys.some((key) => text.includes(`:${key}"`)),
    holds: ({ patients }) => patients.some(({ key }) => keys.includes(key)),
  };
}

function byCode(
  values: readonly string[],
  codes: (event: string) => { system: string; code: string }[],
): Condition {
  const wanted = values.map((value) => {
    const bar = value.indexOf('|');
    return { system: bar < 0 ? '' : value.slice(0, bar), code: value.slice(bar + 1) };
  });
  // Events that the tables do not know are application activity: no token tells which.
  const isOpen = wanted.some(({ code }) => code === anyActivity);
  return {
    ...(isOpen ? {} : { tokens: wanted.flatMap(({ code }) => eventsOf(code)).map(eventToken) }),
    holds: ({ event }) =>
      codes(event).some((code) =>
        wanted.some((w) => w.code === code.code && (w.system === '' || w.system === code.system)),
      ),
  };
}

function same(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

/** `Practitioner/1` of a reference, a URL of this server, or an id where only one type can be. */
function referenceOf(value: string, base: string, type?: string): string {
  const relative = value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value;
  return type !== undefined && !relative.includes('/') ? `${type}/${relative}` : relative;
}

/**
 * Reads the parameters. Throws `unknown-parameter`, `bad-parameter`.
 * @param timeZone of dates that carry none.
 */
export function readParameters(request: FhirRequest, timeZone: string): EventQuery {
  const found: EventQuery = {
    conditions: [],
    from: -Infinity,
    to: Infinity,
    count: limits.standard,
    cursor: undefined,
    identity: '',
  };
  const read: Condition[] = [];
  const identity: string[] = [];
  for (const [name, value] of request.query) {
    if (presentationParameters.has(name)) continue;
    if (name !== '_cursor' && name !== '_count') identity.push(`${name}=${value}`);
    const condition = conditions[Object.hasOwn(conditions, name) ? name : ''];
    if (condition !== undefined) read.push(condition(value.split(','), request));
    else if (name === 'date') narrow(found, value, timeZone);
    else if (name === '_cursor') found.cursor = value;
    else if (name === '_count') found.count = countOf(value);
    else checkFixed(name, value);
  }
  return { ...found, conditions: read, identity: identity.toSorted().join('&') };
}

/** What can be given but not chosen. */
function checkFixed(name: string, value: string): void {
  const only = { _sort: '-date', _total: 'none' }[name];
  if (only === undefined) {
    throw refuse('unknown-parameter', { type: 'AuditEvent', parameter: name.slice(0, 64) });
  }
  if (value !== only) throw bad(name, `只能是 ${only}`, `it can only be ${only}`);
}

function bad(parameter: string, reason: string, reasonEn: string): Error {
  return refuse('bad-parameter', { parameter, reason, reasonEn });
}

function countOf(value: string): number {
  const count = Number(/^\d{1,4}$/.exec(value)?.[0] ?? Number.NaN);
  if (!(count >= 1 && count <= limits.most)) {
    throw bad('_count', `应为 1 至 ${limits.most}`, `it must be from 1 to ${limits.most}`);
  }
  return count;
}

function narrow(found: EventQuery, value: string, timeZone: string): void {
  const [, prefix = 'eq', text = ''] = /^(ge|le|gt|lt|eq)?(.*)$/.exec(value) ?? [];
  const range = parseDateRange(text, timeZone);
  if (range === undefined) {
    throw bad('date', '应为日期，前缀 ge、le、gt、lt 或 eq', 'it must be a date, as ge2026-01-31');
  }
  const from = { ge: range.low, gt: range.high + 1, eq: range.low }[prefix] ?? -Infinity;
  const to = { le: range.high, lt: range.low - 1, eq: range.high }[prefix] ?? Infinity;
  found.from = Math.max(found.from, from);
  found.to = Math.min(found.to, to);
}
