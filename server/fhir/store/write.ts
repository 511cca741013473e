/**
 * Writes resources: many at once, each with its own outcome, in the rows of sql/0001-store.sql.
 * https://hl7.org/fhir/R4/http.html
 */
import { typeNumber } from '#model/resource-types.ts';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Resource } from '#model/fhir.ts';
import { type Guarded, type ReasonEntry, reasonKinds } from './guard.ts';
import { bucketOfHash, type Hash } from './hash.ts';
import type { IndexEntries } from './index-entries.ts';
import { type Sql, type SqlParameter, arrayLiteral, runValues } from './sql.ts';

/** How a version came to be, as the column `method`. */
export const methods = { POST: 1, PUT: 2, PATCH: 3, DELETE: 4 } as const;

/** The version that a write replaces: it moves to history. */
export interface Replaced extends Pick<Guarded, 'patient' | 'owner' | 'level'> {
  version: number;
  updated: number;
  seq: string;
  method: number;
  /** As it is sent. */
  body: string;
  /** As it lies in the database. */
  stored: string;
}

/** One version to be written. */
export interface Write {
  type: string;
  id: string;
  key: Hash;
  bucket: number;
  /** The version that this write makes. */
  version: number;
  seq: string;
  method: number;
  /** Milliseconds since 1970. */
  updated: number;
  /** The new body and what it is found by; undefined for a deletion. */
  content: WrittenContent | undefined;
  /** The current version; undefined where there is none. */
  replaced: Replaced | undefined;
  /** Whether the id tells nothing of the bucket, so that the locator must. */
  located: boolean;
  /** Whether resources of this type can give reasons, so that earlier ones must go. */
  reasoned: boolean;
  /** The event of this write, logged in its transaction; undefined for the house itself. */
  audit: AuditLine | undefined;
}

/** What a version says, and what it is found and guarded by. */
export interface WrittenContent extends Pick<Guarded, 'patient' | 'owner' | 'level'> {
  /** As it was read, to be judged. */
  resource: Resource;
  /** As it is sent. */
  body: string;
  /** As it lies in the database, what is sensitive in it sealed. */
  stored: string;
  entries: IndexEntries;
  /** Whom this resource gives a reason to look into whose record. */
  reasons: readonly ReasonEntry[];
}

const resourceColumns = [
  ['bucket', 'integer'],
  ['key', 'bigint'],
  ['type', 'smallint'],
  ['method', 'smallint'],
  ['version', 'integer'],
  ['seq', 'bigint'],
  ['updated', 'bigint'],
  ['at', 'bigint'],
  ['until', 'bigint'],
  ['patient', 'bigint'],
  ['owner', 'bigint'],
  ['level', 'smallint'],
  ['id', 'text'],
  ['tokens', 'bigint[]'],
  ['body', 'text'],
] as const;
const resourceNames = resourceColumns.map(([name]) => name).join(',');

/** A row of `resource` for each version. */
export const intoResource = {
  text: `insert into resource as r (${resourceNames}) values $ROWS`,
  casts: resourceColumns.map(([, cast]) => cast),
};
const changed = [
  'method',
  'version',
  'updated',
  'at',
  'until',
  'patient',
  'owner',
  'level',
  'tokens',
  'body',
];

const insertResource = {
  text: `${intoResource.text} on conflict do nothing returning r.key`,
  casts: intoResource.casts,
};
const replacing = changed.map((column) => `${column} = excluded.${column}`).join(', ');

// An upsert, because it is the one versioned update that both PostgreSQL and Citus run as plain
// VALUES (scale-out.md §3).
const updateResource = {
  text: `${intoResource.text} on conflict (bucket, key) do update set ${replacing}
    where r.version = excluded.version - 1 returning r.key`,
  casts: intoResource.casts,
};
const deleteResource = {
  text: `delete from resource where (bucket, key, version) in (values $ROWS) returning key`,
  casts: ['integer', 'bigint', 'integer'],
};
/** A row of `history` for each earlier version. */
export const intoHistory = {
  text: `insert into history as h
    (bucket,key,version,type,updated,seq,method,patient,owner,level,id,body) values $ROWS`,
  casts: [
    ...'integer,bigint,integer,smallint,bigint,bigint,smallint'.split(','),
    ...'bigint,bigint,smallint,text,text'.split(','),
  ],
};
const deleteOrdered = {
  text: 'delete from ordered where (bucket, key) in (values $ROWS)',
  casts: ['integer', 'bigint'],
};
const insertOrdered = {
  text: 'insert into ordered (bucket,key,slot,n,low,high,unit,label) values $ROWS',
  casts: 'integer,bigint,bigint,smallint,float8,float8,integer,integer'.split(','),
};
const deleteReason = {
  text: 'delete from reason where (bucket, key) in (values $ROWS)',
  casts: ['integer', 'bigint'],
};
const insertReason = {
  text: `insert into reason
    (bucket,key,n,patient,party,kind,type,target,scope,since,until) values $ROWS`,
  casts: [
    ...'integer,bigint,smallint,bigint,bigint,smallint'.split(','),
    ...'smallint,bigint,smallint,bigint,bigint'.split(','),
  ],
};
const insertTerm = {
  text: 'insert into term (bucket,token,slot,value) values $ROWS on conflict do nothing',
  casts: 'integer,bigint,bigint,text'.split(','),
};
const insertLocator = {
  text: 'insert into locator (bucket,key,home) values $ROWS on conflict do nothing',
  casts: 'integer,bigint,integer'.split(','),
};

/**
 * Applies writes inside a transaction, at most one a resource.
 * @param known texts that need not be written again.
 * @returns the keys of the writes that won; a write whose expected version is not the current one
 * changes nothing.
 */
export async function applyWrites(
  tx: Sql,
  writes: readonly Write[],
  known: KnownTerms,
): Promise<Set<Hash>> {
  const ordered = writes.toSorted(byPlace);
  const won = new Set<Hash>();
  const answers = await Promise.all([
    runValues(tx, insertResource, ordered.filter(isInsert).map(resourceRow)),
    runValues(tx, updateResource, ordered.filter(isUpdate).map(resourceRow)),
    runValues(
      tx,
      deleteResource,
      ordered
        .filter((write) => write.content === undefined)
        .map((write) => [write.bucket, write.key, write.replaced?.version ?? 0]),
    ),
  ]);
  for (const row of answers.flat()) won.add(String(row['key']));
  await writeDependents(
    tx,
    ordered.filter((write) => won.has(write.key)),
    known,
  );
  return won;
}

async function writeDependents(
  tx: Sql,
  writes: readonly Write[],
  known: KnownTerms,
): Promise<void> {
  const located = writes.filter((write) => write.located && write.replaced === undefined);
  const replaced = writes.filter((write) => write.replaced !== undefined);
  await Promise.all([
    runValues(tx, intoHistory, writes.flatMap(historyRows)),
    runValues(tx, deleteOrdered, placesOf(replaced)),
    runValues(tx, insertOrdered, writes.flatMap(orderedRows)),
    replaceReasons(tx, replaced, writes),
    runValues(
      tx,
      insertLocator,
      located.map((write) => [bucketOfHash(write.key), write.key, write.bucket]),
    ),
    writeTerms(tx, writes, known),
  ]);
}

/** Writes the reasons that these versions give, in place of those that earlier ones gave. */
export async function replaceReasons(
  tx: Sql,
  replaced: readonly Write[],
  writes: readonly Write[],
): Promise<void> {
  await Promise.all([
    runValues(tx, deleteReason, placesOf(replaced.filter((write) => write.reasoned))),
    runValues(tx, insertReason, writes.flatMap(reasonRows)),
  ]);
}

/** Writes the texts of these versions that the dictionary does not hold. */
export async function writeTerms(
  tx: Sql,
  writes: readonly Write[],
  known: KnownTerms,
): Promise<void> {
  const terms = new Map<Hash, SqlParameter[]>();
  for (const write of writes) {
    for (const term of write.content?.entries.terms ?? []) {
      if (known.has(term.token)) continue;
      const row = [bucketOfHash(term.token), term.token, term.slot, term.value];
      terms.set(term.token, row);
    }
  }
  // Last and sorted: writers of the same texts then wait for one another in one order.
  const sorted = [...terms.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  await runValues(
    tx,
    insertTerm,
    sorted.map(([, row]) => row),
  );
}

function placesOf(writes: readonly Write[]): SqlParameter[][] {
  return writes.map(({ bucket, key }) => [bucket, key]);
}

/** Texts that are in the dictionary for good, so that they need not be sent again. */
export interface KnownTerms {
  has(token: Hash): boolean;
  /** To be called after the commit of these writes, not before. */
  remember(writes: readonly Write[]): void;
}

/** A memory of at most `max` texts; when full it starts anew. */
export function createKnownTerms(max: number): KnownTerms {
  const tokens = new Set<Hash>();
  return {
    has: (token) => tokens.has(token),
    remember(writes) {
      if (tokens.size > max) tokens.clear();
      for (const write of writes) {
        for (const term of write.content?.entries.terms ?? []) tokens.add(term.token);
      }
    },
  };
}

function byPlace(a: Write, b: Write): number {
  return a.bucket - b.bucket || (a.key < b.key ? -1 : 1);
}

function isInsert(write: Write): boolean {
  return write.content !== undefined && write.replaced === undefined;
}

function isUpdate(write: Write): boolean {
  return write.content !== undefined && write.replaced !== undefined;
}

/** A version as a row of `resource`; a deletion has none. */
export function resourceRow(write: Write): SqlParameter[] {
  const { entries, patient, owner, level, stored } = write.content!;
  return [
    write.bucket,
    write.key,
    typeNumber(write.type)!,
    write.method,
    write.version,
    write.seq,
    write.updated,
    entries.at ?? null,
    entries.until ?? null,
    patient ?? null,
    owner ?? null,
    level,
    write.id,
    arrayLiteral(entries.tokens),
    stored,
  ];
}

function historyRows(write: Write): SqlParameter[][] {
  const { replaced } = write;
  const row = (past: Pick<Replaced, 'version' | 'updated' | 'method'>, body: string | null) => [
    write.bucket,
    write.key,
    past.version,
    typeNumber(write.type)!,
    past.updated,
    write.seq,
    past.method,
    replaced?.patient ?? null,
    replaced?.owner ?? null,
    replaced?.level ?? 4,
    write.id,
    body,
  ];
  const rows = replaced === undefined ? [] : [row(replaced, replaced.stored)];
  if (write.content === undefined) rows.push(row(write, null));
  return rows;
}

function reasonRows(write: Write): SqlParameter[][] {
  return (write.content?.reasons ?? []).map((reason, n) => [
    write.bucket,
    write.key,
    n,
    reason.patient,
    reason.party,
    reasonKinds[reason.kind],
    reason.type,
    reason.target,
    reason.scope,
    reason.since,
    reason.until,
  ]);
}

function orderedRows(write: Write): SqlParameter[][] {
  const counts = new Map<Hash, number>();
  return (write.content?.entries.ordered ?? []).map((entry) => {
    const n = counts.get(entry.slot) ?? 0;
    counts.set(entry.slot, n + 1);
    const { slot, low, high, unit, label } = entry;
    return [write.bucket, write.key, slot, n, low, high, unit, label];
  });
}
