/**
 * AuditEvent over FHIR: administrators of security and audit see all events, a resident those of
 * the own record, everybody else none.
 * https://hl7.org/fhir/R4/auditevent.html
 */
import { type EntryText, type Link, bundleId, bundleText } from '#fhir/handling/bundle-text.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { readParts, subset } from '#fhir/handling/subset.ts';
import { refuse } from '#fhir/refusals.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { type StoredEvent, decodeBlock, placeOfEvent } from '../stored-event.ts';
import { type View, renderEvent } from './audit-event.ts';
import { type EventPage, findEvents } from './find-events.ts';
import { withEntityPatients } from './entity-patients.ts';
import { type EventQuery, ofPatients, readParameters } from './parameters.ts';
import { patientReferences } from './patient-references.ts';
import { visibleTo } from './visible.ts';

/** Handlers of AuditEvent: for `GET` and `POST _search` of the type, and for `GET` of an id. */
export interface AuditHandlers {
  search: AuditHandler;
  read: AuditHandler;
}

/** As an interaction of the store, on a store that knows who asks. */
export type AuditHandler = (
  request: FhirRequest,
  store: Store & { caller?: Caller | undefined },
) => Promise<FhirResponse>;

/** The records that are the caller's own: of a resident, with earlier ones that were merged. */
export type OwnPatients = (caller: Caller) => Promise<{ key: Hash; bucket: number }[]>;

/** Who reads: the keys of the own records; undefined for those who see all. */
type Own = ReadonlySet<Hash> | undefined;

/** The handlers. */
export function createAuditHandlers(given: { ownPatients: OwnPatients }): AuditHandlers {
  /** Throws `not-found` for whoever may see none: what one may not see is not there. */
  async function admit(caller: Caller | undefined, reference: string): Promise<Own> {
    if (caller?.role === 'security-administrator' || caller?.role === 'audit-administrator') {
      return undefined;
    }
    if (caller?.kind !== 'resident') throw refuse('not-found', { reference });
    return new Set((await given.ownPatients(caller)).map(({ key }) => key));
  }

  return {
    async search(request, store) {
      const own = await admit(store.caller, 'AuditEvent');
      const asked = readParameters(request, store.search.settings.timeZone);
      const query = await withEntityPatients(store.sql, asked);
      const page = await findEvents(store.sql, own === undefined ? query : only(own, query), (e) =>
        own === undefined ? e : visibleTo(own, e),
      );
      return { status: 200, body: await renderPage(page, { request, store, own }) };
    },

    async read(request, store) {
      const reference = `AuditEvent/${request.id}`;
      const own = await admit(store.caller, reference);
      const found = await readEvent(store, request.id ?? '');
      const event = found === undefined || own === undefined ? found : visibleTo(own, found);
      if (event === undefined) throw refuse('not-found', { reference });
      const view = await viewOf([event], { request, store, own });
      const body = subset(JSON.stringify(renderEvent(event, view)), request.query, store);
      return { status: 200, body, version: 1, updated: event.at };
    },
  };
}

/** A search among the own records; a cursor of somebody else is none. */
function only(own: ReadonlySet<Hash>, query: EventQuery): EventQuery {
  const keys = [...own];
  return {
    ...query,
    conditions: [ofPatients(keys), ...query.conditions],
    identity: `${query.identity}|${keys.join(',')}`,
  };
}

interface Context {
  request: FhirRequest;
  store: Store;
  own: Own;
}

async function viewOf(events: readonly StoredEvent[], context: Context): Promise<View> {
  const { request, store, own } = context;
  const patients = await patientReferences(store.sql, events);
  const { openText: open } = store.sealer;
  return { base: request.base, patients, whole: own === undefined, queries: false, open };
}

async function renderPage(page: EventPage, context: Context): Promise<string> {
  const { request, store } = context;
  const view = await viewOf(page.events, context);
  const parts = readParts(request.query, store);
  const entries = page.events.map((event): EntryText => {
    const resource = renderEvent(event, view);
    return {
      fullUrl: `${request.base}/AuditEvent/${event.id}`,
      resource: JSON.stringify(parts === undefined ? resource : parts(resource)),
      search: { mode: 'match' },
    };
  });
  return bundleText({
    id: bundleId(store.randomBytes(16)),
    type: 'searchset',
    updated: store.now(),
    links: links(request, page.next),
    entries,
  });
}

function links(request: FhirRequest, next: string | undefined): Link[] {
  const url = (query: [string, string][]) => {
    const text = new URLSearchParams(query).toString();
    return `${request.base}/AuditEvent${text === '' ? '' : `?${text}`}`;
  };
  const first = request.query.filter(([name]) => name !== '_cursor');
  const all = [
    { relation: 'self', url: url(request.query) },
    { relation: 'first', url: url(first) },
  ];
  return next === undefined
    ? all
    : [...all, { relation: 'next', url: url([...first, ['_cursor', next]]) }];
}

async function readEvent(store: Store, id: string): Promise<StoredEvent | undefined> {
  const place = placeOfEvent(id);
  if (place === undefined) return undefined;
  const [row] = await store.sql.run(
    `select encode(body, 'hex') as body from audit_block where bucket = $1 and id = $2`,
    [place.bucket, place.id],
  );
  if (row === undefined) return undefined;
  const body = Buffer.from(String(row['body']), 'hex');
  return decodeBlock({ ...place, body })[place.ordinal];
}
