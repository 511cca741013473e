/**
 * Whose access token a request carries: looked up in the database, and remembered for two seconds.
 * https://datatracker.ietf.org/doc/html/rfc6750
 */
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { SqlRow } from '#fhir/store/sql.ts';
import { splitScopes } from '../clients/narrow.ts';
import type { Context } from './grants.ts';
import type { OAuthParts } from '../parts.ts';
import { type Gone, type Payload, stateId } from './state.ts';

/** So long a token is believed without asking again: what ends elsewhere ends here by then. */
const rememberedMs = 2000;

/** More tokens than are in use at once; beyond it the oldest are forgotten. */
const capacity = 20_000;

/** What is remembered of a token. */
interface Entry {
  /** Undefined while it is looked up for the first time. */
  caller: Caller | undefined;
  /** What the caller was made from: while it is the same, so is the caller. */
  made: string;
  believedUntil: number;
  looking: Promise<Caller | undefined> | undefined;
  gone: Gone;
}

/** Finds out who asks. */
export interface Authenticator {
  /**
   * The caller of a request, the same object as long as nothing changes; undefined where there is
   * no Authorization header. Throws the refusal `unauthenticated` for one that is good for nothing.
   */
  authenticate: (header: string | undefined, address: string) => Promise<Caller | undefined>;
  /** Looks tokens up anew that have to do with something that ended or changed. */
  forget: (what: Gone) => void;
}

type AuthenticatorParts = Pick<OAuthParts, 'database' | 'accounts' | 'now'>;

/** Makes an authenticator with a memory of its own. */
export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const memory = new Map<string, Entry>();
  const look = async (place: string, entry: Entry, address: string) => {
    try {
      const token = place.slice(place.indexOf('\n') + 1);
      const found = await lookUp(parts, token, address);
      if (found === undefined) {
        memory.delete(place);
        return undefined;
      }
      const made = JSON.stringify(found.caller);
      if (entry.made !== made) Object.assign(entry, { made, caller: found.caller });
      entry.gone = found.gone;
      // What ended while we looked was told to `forget`, which took the entry out of the memory.
      entry.believedUntil = Math.min(parts.now() + rememberedMs, found.expires);
      return entry.caller;
    } finally {
      entry.looking = undefined;
    }
  };
  return {
    async authenticate(header, address) {
      if (header === undefined) return undefined;
      const place = `${address}\n${header}`;
      const known = memory.get(place);
      if (known?.caller !== undefined && parts.now() < known.believedUntil) return known.caller;
      if (!bearer.test(header)) throw refuse('unauthenticated');
      const entry = known ?? remember(memory, place);
      entry.looking ??= look(place, entry, address);
      const caller = await entry.looking;
      if (caller === undefined) throw refuse('unauthenticated');
      return caller;
    },
    forget(what) {
      for (const [place, entry] of memory) {
        const concerned = (Object.keys(what) as (keyof Gone)[]).some(
          (name) => what[name] !== undefined && what[name] === entry.gone[name],
        );
        // One that is being looked up may be about to learn what is no longer true.
        if (concerned || entry.looking !== undefined) memory.delete(place);
      }
    },
  };
}

const bearer = /^Bearer [A-Za-z0-9._~+/-]{16,512}=*$/i;

function remember(memory: Map<string, Entry>, place: string): Entry {
  if (memory.size >= capacity) {
    const [oldest] = memory.keys();
    if (oldest !== undefined) memory.delete(oldest);
  }
  const entry: Entry = {
    caller: undefined,
    made: '',
    believedUntil: 0,
    looking: undefined,
    gone: {},
  };
  memory.set(place, entry);
  return entry;
}

interface Found {
  caller: Caller;
  /** Milliseconds since 1970. */
  expires: number;
  gone: Gone;
}

/** Looks a token up: it, its grant, its client, its account and its sign-in must all be good. */
async function lookUp(
  parts: AuthenticatorParts,
  header: string,
  address: string,
): Promise<Found | undefined> {
  const token = stateId(header.slice('Bearer '.length));
  const [row] = await parts.database.run(
    `select t.kind, t.payload, t.expires, t.grant_id, k.id as client, k.name, k.role,
       k.organization, c.payload as context
     from oauth_state t
     join oauth_client k on k.id = t.client and k.status = 'active'
     left join oauth_state g on g.kind = 'Grant' and g.id = t.grant_id
     left join oauth_state c on c.kind = 'Context' and c.id = g.id
     where t.kind in ('AccessToken', 'ClientCredentials') and t.id = $1 and t.expires > $2::bigint`,
    [token, parts.now()],
  );
  if (row === undefined) return undefined;
  const expires = Number(row['expires']);
  const scopes = splitScopes((JSON.parse(String(row['payload'])) as Payload)['scope'] as string);
  if (row['kind'] === 'ClientCredentials') {
    const gone = { token, client: String(row['client']) };
    return { caller: systemOf(row, scopes, address), expires, gone };
  }
  if (row['context'] === null) return undefined;
  const context = JSON.parse(String(row['context'])) as Context;
  const caller = await personOf(parts, { context, scopes, client: String(row['client']), address });
  const { account, session } = context;
  const gone: Gone = {
    token,
    grant: String(row['grant_id']),
    client: String(row['client']),
    account,
    ...(session === undefined ? {} : { session }),
  };
  return caller && { caller, expires, gone };
}

function systemOf(row: SqlRow, scopes: readonly string[], address: string): Caller {
  const client = String(row['client']);
  return {
    kind: 'system',
    role: row['role'] === 'platform' ? 'platform' : 'system',
    who: `Device/${client}`,
    name: String(row['name']),
    organization: row['organization'] === null ? undefined : String(row['organization']),
    practitionerRoles: [],
    scopes,
    launchPatient: undefined,
    client,
    session: undefined,
    address,
    strongAt: 0,
  };
}

async function personOf(
  { accounts }: AuthenticatorParts,
  given: { context: Context; scopes: readonly string[]; client: string; address: string },
): Promise<Caller | undefined> {
  const { context, scopes, client, address } = given;
  const [account, session] = await Promise.all([
    accounts.find(context.account),
    context.session === undefined ? { strongAt: 0 } : accounts.sessionAlive(context.session),
  ]);
  if (account === undefined || session === undefined) return undefined;
  const { kind, role, who, name, organization, practitionerRoles } = account;
  return {
    kind,
    role,
    who,
    name,
    organization,
    practitionerRoles,
    scopes,
    launchPatient: context.patient,
    client,
    session: context.session,
    address,
    strongAt: session.strongAt,
  };
}
