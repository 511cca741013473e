/**
 * The table `oauth_state`: sessions, grants, codes and tokens, each under the hash of its id, so
 * that who reads the database cannot use one.
 * https://datatracker.ietf.org/doc/html/rfc6819#section-5.1.4.1.3
 */
import { hash } from 'node:crypto';
import type { Database, SqlParameter } from '#fhir/store/sql.ts';

/** What is kept of a token; the id itself is not. */
export type Payload = Record<string, unknown>;

/** One row to be kept. */
export interface StateRow {
  kind: string;
  id: string;
  payload: Payload;
  grantId?: string | undefined;
  uid?: string | undefined;
  client?: string | undefined;
  account?: string | undefined;
  session?: string | undefined;
  /** Seconds from now. */
  seconds: number;
}

/** What vanished: tokens of it must be forgotten wherever they are remembered. */
export interface Gone {
  /** Hash of a token. */
  token?: string;
  /** Hash of a grant's id. */
  grant?: string;
  account?: string;
  session?: string;
  client?: string;
}

/** The table. */
export interface State {
  put(row: StateRow): Promise<void>;
  /** Keeps a row unless there is one; whether it was kept. */
  putOnce(row: StateRow): Promise<boolean>;
  find(kind: string, id: string): Promise<Payload | undefined>;
  findByUid(kind: string, uid: string): Promise<Payload | undefined>;
  /** Uses a row up; whether this call did, of all that tried. */
  consume(kind: string, id: string): Promise<boolean>;
  remove(kind: string, id: string): Promise<void>;
  /** Ends a grant: with `kind` only what is of that kind. */
  removeGrant(grantId: string, kind?: string): Promise<void>;
  /** Ends everything of a session, a client or an account; the grants' contexts that there were. */
  removeOf(of: 'session' | 'client' | 'account', value: string): Promise<EndedGrant[]>;
  /** Deletes what expired more than an hour ago; how many rows. */
  sweep(): Promise<number>;
}

/** A grant that was ended from outside. */
export interface EndedGrant {
  client: string;
  account: string | undefined;
  /** The session id in id_tokens, for back-channel logout. */
  sid: string | undefined;
}

/** Under what an id is kept. */
export function stateId(id: string): string {
  return hash('sha256', id, 'base64url');
}

interface StateParts {
  database: Database;
  now: () => number;
  gone: (what: Gone) => void;
}

const columns = '(kind, id, payload, grant_id, uid, client, account, session, expires)';
const values = 'values ($1, $2, $3, $4, $5, $6, $7, $8, $9)';

/** The table, on a database. `gone` is told of everything that is removed. */
export function openState(parts: StateParts): State {
  const { database, now, gone } = parts;
  return {
    async put(row) {
      await database.run(
        `insert into oauth_state ${columns} ${values}
         on conflict (kind, id) do update set payload = excluded.payload,
           grant_id = excluded.grant_id, uid = excluded.uid, client = excluded.client,
           account = excluded.account, session = excluded.session, expires = excluded.expires`,
        parametersOf(row, now()),
      );
    },
    async putOnce(row) {
      const rows = await database.run(
        `insert into oauth_state ${columns} ${values}
         on conflict (kind, id) do update set payload = excluded.payload,
           expires = excluded.expires where oauth_state.expires <= $10::bigint returning id`,
        [...parametersOf(row, now()), now()],
      );
      return rows.length === 1;
    },
    async find(kind, id) {
      const [row] = await database.run(
        'select payload, consumed from oauth_state where kind = $1 and id = $2',
        [kind, stateId(id)],
      );
      return row && { ...readRow(row), jti: id };
    },
    async findByUid(kind, uid) {
      const [row] = await database.run(
        'select payload, consumed from oauth_state where uid = $1 and kind = $2',
        [stateId(uid), kind],
      );
      return row && readRow(row);
    },
    async consume(kind, id) {
      const rows = await database.run(
        `update oauth_state set consumed = $3::bigint
         where kind = $1 and id = $2 and consumed is null returning id`,
        [kind, stateId(id), now()],
      );
      return rows.length === 1;
    },
    ...removals(parts, gone),
  };
}

function removals(
  { database, now }: StateParts,
  gone: (what: Gone) => void,
): Pick<State, 'remove' | 'removeGrant' | 'removeOf' | 'sweep'> {
  return {
    async remove(kind, id) {
      await database.run('delete from oauth_state where kind = $1 and id = $2', [
        kind,
        stateId(id),
      ]);
      gone(kind === 'Grant' ? { grant: stateId(id) } : { token: stateId(id) });
    },
    async removeGrant(grantId, kind) {
      const grant = stateId(grantId);
      await database.run(
        `delete from oauth_state where (grant_id = $1 and ($2::text is null or kind = $2))
         or ($2::text is null and id = $1 and kind in ('Grant', 'Context'))`,
        [grant, kind ?? null],
      );
      gone({ grant });
    },
    async removeOf(of, value) {
      const ended = await database.transaction(async (tx) => {
        // The contexts of offline grants have no session, and so outlive it.
        const contexts = await tx.run(
          `delete from oauth_state where ${of} = $1 and kind = 'Context'
           returning id, client, account`,
          [value],
        );
        const grants = textList(contexts.map((row) => String(row['id'])));
        const tokens = await tx.run(
          `delete from oauth_state where grant_id = any($1::text[]) returning grant_id, payload`,
          [grants],
        );
        await tx.run(`delete from oauth_state where kind = 'Grant' and id = any($1::text[])`, [
          grants,
        ]);
        if (of !== 'session') await tx.run(`delete from oauth_state where ${of} = $1`, [value]);
        const sids = new Map(
          tokens.map((row) => [row['grant_id'], readRow(row)['sid'] as string | undefined]),
        );
        return contexts.map((row) => ({
          client: String(row['client']),
          account: row['account'] === null ? undefined : String(row['account']),
          sid: sids.get(row['id'] ?? null),
        }));
      });
      gone({ [of]: value });
      return ended;
    },
    async sweep() {
      // A used code or token is kept for an hour beyond its end: who shows it again gives away that
      // it was stolen.
      const rows = await database.run(
        `with swept as (delete from oauth_state where expires < $1::bigint returning 1)
         select count(*)::int as n from swept`,
        [now() - 3_600_000],
      );
      return Number(rows[0]?.['n'] ?? 0);
    },
  };
}

function parametersOf(row: StateRow, now: number): SqlParameter[] {
  const { jti: _jti, ...payload } = row.payload;
  return [
    row.kind,
    stateId(row.id),
    JSON.stringify(payload),
    row.grantId === undefined ? null : stateId(row.grantId),
    row.uid === undefined ? null : stateId(row.uid),
    row.client ?? null,
    row.account ?? null,
    row.session ?? null,
    now + row.seconds * 1000,
  ];
}

function readRow(row: Record<string, unknown>): Payload {
  const payload = JSON.parse(String(row['payload'])) as Payload;
  const consumed = row['consumed'];
  if (consumed !== null && consumed !== undefined) {
    payload['consumed'] = Math.floor(Number(consumed) / 1000);
  }
  return payload;
}

/** An array literal of hashes, in which nothing needs escaping. */
function textList(items: readonly string[]): string {
  return `{${items.join(',')}}`;
}
