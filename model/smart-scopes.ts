/**
 * The grammar of SMART scopes for resources: version 2 as written, version 1 mapped onto it.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import { resourceTypes } from './resource-types.ts';

/** What a scope lets a client do. */
export interface Scope {
  context: 'patient' | 'user' | 'system';
  /** A resource type, or `*` for every one. */
  type: string;
  create: boolean;
  read: boolean;
  update: boolean;
  delete: boolean;
  search: boolean;
  /** Search criteria that a resource must meet, decoded, in the order of the scope. */
  query: [name: string, value: string][];
}

/** One of the five interactions of a scope. */
export type ScopeLetter = 'c' | 'r' | 'u' | 'd' | 's';

/** Which member of a scope a letter stands for, in the order that the grammar wants. */
const members = {
  c: 'create',
  r: 'read',
  u: 'update',
  d: 'delete',
  s: 'search',
} as const satisfies Record<ScopeLetter, keyof Scope>;

/** What the permissions of version 1 mean in version 2. */
const firstVersion: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

const resourceScope = /(patient|user|system)\/(\*|[A-Za-z]{1,64})\.(read|write|\*|c?r?u?d?s?)/
  .source;

/** The criteria are of what OAuth allows in a scope: no blank, quote or backslash. */
const grammar = new RegExp(`^${resourceScope}(?:\\?([!#-[\\]-~]{1,500}))?$`);

const types: ReadonlySet<string> = new Set(resourceTypes);

/**
 * Reads one scope, as `patient/Observation.rs?category=laboratory`, or of version 1,
 * `user/*.read`.
 * @returns undefined for what is no scope for resources (`openid`, `launch`), or not well-formed.
 */
export function parseScope(text: string): Scope | undefined {
  const [, context, type = '', permission = '', search] = grammar.exec(text) ?? [];
  const letters = firstVersion[permission] ?? permission;
  if (context === undefined || letters === '') return undefined;
  if (type !== '*' && !types.has(type)) return undefined;
  const query = search === undefined ? [] : readQuery(search);
  if (query === undefined) return undefined;
  return {
    context: context as Scope['context'],
    type,
    create: letters.includes('c'),
    read: letters.includes('r'),
    update: letters.includes('u'),
    delete: letters.includes('d'),
    search: letters.includes('s'),
    query,
  };
}

/** Pairs of a query; undefined where one has no name or no value. */
function readQuery(search: string): Scope['query'] | undefined {
  const pairs: Scope['query'] = [];
  for (const part of search.split('&')) {
    const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(part) ?? [];
    if (name === '') return undefined;
    try {
      pairs.push([decodeURIComponent(name), decodeURIComponent(value)]);
    } catch {
      return undefined;
    }
  }
  return pairs;
}

/** Writes a scope as the grammar of version 2 has it. */
export function formatScope(scope: Scope): string {
  const letters = Object.entries(members).map(([letter, member]) => (scope[member] ? letter : ''));
  const query = scope.query.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
  return `${scope.context}/${scope.type}.${letters.join('')}${query === '' ? '' : `?${query}`}`;
}

/** Escapes what would end the pair or the scope; `|`, `:`, `/` and `,` stay readable. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/%(?:7C|3A|2F|2C|24)/g, decodeURIComponent);
}

/** Of these scopes, those that allow one interaction on one type, whatever their queries. */
export function coveringScopes(
  scopes: readonly Scope[],
  type: string,
  letter: ScopeLetter,
): Scope[] {
  return scopes.filter(
    (scope) => scope[members[letter]] && (scope.type === '*' || scope.type === type),
  );
}

/**
 * What an interaction is restricted to in one context.
 * @returns the queries of the scopes that allow it, one of which a resource must meet: none allows
 * it where the list is empty, and an empty query restricts nothing.
 */
export function restrictionsOf(
  scopes: readonly Scope[],
  asked: { context: Scope['context']; type: string; letter: ScopeLetter },
): Scope['query'][] {
  return coveringScopes(scopes, asked.type, asked.letter)
    .filter(({ context }) => context === asked.context)
    .map(({ query }) => query);
}

/**
 * What is both asked and allowed: the narrower type, the letters of both, the criteria of both.
 * @returns normalised.
 */
export function intersectScopes(asked: readonly Scope[], allowed: readonly Scope[]): Scope[] {
  const both = asked.flatMap((one) => allowed.map((other) => intersectTwo(one, other)));
  return normaliseScopes(both.filter((scope) => scope !== undefined));
}

function intersectTwo(one: Scope, other: Scope): Scope | undefined {
  if (one.context !== other.context) return undefined;
  if (one.type !== other.type && one.type !== '*' && other.type !== '*') return undefined;
  const met = new Map([...one.query, ...other.query].map((pair) => [textOf(pair), pair]));
  const scope: Scope = {
    context: one.context,
    type: one.type === '*' ? other.type : one.type,
    create: one.create && other.create,
    read: one.read && other.read,
    update: one.update && other.update,
    delete: one.delete && other.delete,
    search: one.search && other.search,
    query: [...met.values()],
  };
  return Object.values(members).some((member) => scope[member]) ? scope : undefined;
}

/**
 * The same permissions in fewer scopes: those of one context, type and query become one, and what
 * another scope allows already is dropped.
 */
export function normaliseScopes(scopes: readonly Scope[]): Scope[] {
  const merged = new Map<string, Scope>();
  for (const scope of scopes) {
    const place = JSON.stringify([scope.context, scope.type, sorted(scope.query)]);
    const known = merged.get(place);
    merged.set(place, known === undefined ? { ...scope } : union(known, scope));
  }
  const list = [...merged.values()];
  return list.filter((scope) => !list.some((other) => other !== scope && includes(other, scope)));
}

function union(one: Scope, other: Scope): Scope {
  const joined = { ...one };
  for (const member of Object.values(members)) joined[member] = one[member] || other[member];
  return joined;
}

/** Whether one scope allows everything that another does. */
function includes(wide: Scope, narrow: Scope): boolean {
  if (wide.context !== narrow.context) return false;
  if (wide.type !== '*' && wide.type !== narrow.type) return false;
  const asked = new Set(sorted(narrow.query));
  if (!sorted(wide.query).every((criterion) => asked.has(criterion))) return false;
  return Object.values(members).every((member) => wide[member] || !narrow[member]);
}

const sorted = (query: Scope['query']) => [...new Set(query.map(textOf))].toSorted();

const textOf = (criterion: [string, string]) => JSON.stringify(criterion);
