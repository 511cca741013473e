/**
 * The registry of clients: who may ask for tokens, and for what.
 * https://datatracker.ietf.org/doc/html/rfc7591#section-2
 */
import type { Sql, SqlParameter, SqlRow } from '#fhir/store/sql.ts';

/** A registered client. */
export interface Client {
  id: string;
  name: string;
  kind: 'first-party' | 'app' | 'system';
  /** Of a system. */
  role: 'system' | 'platform' | undefined;
  /** Id of the Organization for which a system acts. */
  organization: string | undefined;
  method: 'none' | 'private_key_jwt' | 'client_secret_basic';
  /** Sealed. */
  secret: string | undefined;
  redirectUris: readonly string[];
  /** Where a browser may return to after signing out. */
  logoutUris: readonly string[];
  /** Told when somebody signs out. */
  logoutCallUri: string | undefined;
  /** Where an EHR launch begins. */
  launchUri: string | undefined;
  homeUri: string | undefined;
  /** A JSON Web Key Set, or an address of one. */
  jwks: { keys: object[] } | undefined;
  jwksUri: string | undefined;
  /** Hosts that may be called for it. */
  hosts: readonly string[];
  /** Scopes it may get, separated by spaces. */
  scopes: string;
  status: 'pending' | 'active' | 'disabled';
  registeredBy: string | undefined;
  approvedBy: string | undefined;
  /** Milliseconds since 1970. */
  created: number;
}

const columns = `id, name, kind, role, organization, method, secret, redirect_uris, logout_uris,
  logout_call_uri, launch_uri, home_uri, jwks, jwks_uri, hosts, scopes, status, registered_by,
  approved_by, created`;

/** Reads a client, whatever its status. */
export async function findClient(sql: Sql, id: string): Promise<Client | undefined> {
  // PostgreSQL cannot hold the character zero, so no client has it.
  if (id.includes('\0')) return undefined;
  const [row] = await sql.run(`select ${columns} from oauth_client where id = $1`, [id]);
  return row && readClient(row);
}

/** Every client, by id. */
export async function listClients(sql: Sql): Promise<Client[]> {
  return (await sql.run(`select ${columns} from oauth_client order by id`, [])).map(readClient);
}

/** Registers a client; whether its id was free. */
export async function addClient(sql: Sql, client: Client): Promise<boolean> {
  const rows = await sql.run(
    `insert into oauth_client (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
       $12, $13, $14, $15, $16, $17, $18, $19, $20)
     on conflict (id) do nothing returning id`,
    parametersOf(client),
  );
  return rows.length === 1;
}

/** Makes a client what the house says it is, at every start. */
export async function putClient(sql: Sql, client: Client): Promise<void> {
  await sql.run(
    `insert into oauth_client (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
       $12, $13, $14, $15, $16, $17, $18, $19, $20)
     on conflict (id) do update set name = excluded.name, kind = excluded.kind,
       role = excluded.role, organization = excluded.organization, method = excluded.method,
       redirect_uris = excluded.redirect_uris, logout_uris = excluded.logout_uris,
       launch_uri = excluded.launch_uri, home_uri = excluded.home_uri, scopes = excluded.scopes`,
    parametersOf(client),
  );
}

/** Lets a pending client in, with these scopes; whether it was pending. */
export async function approveClient(
  sql: Sql,
  given: { id: string; scopes: string; by: string },
): Promise<boolean> {
  const rows = await sql.run(
    `update oauth_client set status = 'active', scopes = $2, approved_by = $3
     where id = $1 and status = 'pending' returning id`,
    [given.id, given.scopes, given.by],
  );
  return rows.length === 1;
}

/** Shuts a client out for good; whether there was one to shut out. */
export async function disableClient(sql: Sql, id: string): Promise<boolean> {
  const rows = await sql.run(
    `update oauth_client set status = 'disabled' where id = $1 and status <> 'disabled'
     returning id`,
    [id],
  );
  return rows.length === 1;
}

/** A client with nothing but what is given. */
export function newClient(given: Partial<Client> & Pick<Client, 'id' | 'name' | 'kind'>): Client {
  return {
    role: undefined,
    organization: undefined,
    method: 'none',
    secret: undefined,
    redirectUris: [],
    logoutUris: [],
    logoutCallUri: undefined,
    launchUri: undefined,
    homeUri: undefined,
    jwks: undefined,
    jwksUri: undefined,
    hosts: [],
    scopes: '',
    status: 'pending',
    registeredBy: undefined,
    approvedBy: undefined,
    created: 0,
    ...given,
  };
}

function parametersOf(client: Client): SqlParameter[] {
  return [
    client.id,
    client.name,
    client.kind,
    client.role ?? null,
    client.organization ?? null,
    client.method,
    client.secret ?? null,
    JSON.stringify(client.redirectUris),
    JSON.stringify(client.logoutUris),
    client.logoutCallUri ?? null,
    client.launchUri ?? null,
    client.homeUri ?? null,
    client.jwks === undefined ? null : JSON.stringify(client.jwks),
    client.jwksUri ?? null,
    JSON.stringify(client.hosts),
    client.scopes,
    client.status,
    client.registeredBy ?? null,
    client.approvedBy ?? null,
    client.created,
  ];
}

function readClient(row: SqlRow): Client {
  const text = (name: string) => (row[name] === null ? undefined : String(row[name]));
  const list = (name: string) => JSON.parse(String(row[name])) as string[];
  const jwks = text('jwks');
  return {
    id: String(row['id']),
    name: String(row['name']),
    kind: row['kind'] as Client['kind'],
    role: text('role') as Client['role'],
    organization: text('organization'),
    method: row['method'] as Client['method'],
    secret: text('secret'),
    redirectUris: list('redirect_uris'),
    logoutUris: list('logout_uris'),
    logoutCallUri: text('logout_call_uri'),
    launchUri: text('launch_uri'),
    homeUri: text('home_uri'),
    jwks: jwks === undefined ? undefined : (JSON.parse(jwks) as { keys: object[] }),
    jwksUri: text('jwks_uri'),
    hosts: list('hosts'),
    scopes: String(row['scopes']),
    status: row['status'] as Client['status'],
    registeredBy: text('registered_by'),
    approvedBy: text('approved_by'),
    created: Number(row['created']),
  };
}
