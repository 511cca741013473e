/**
 * What the room of notices asks of accounts: whose they are, and where a message reaches them.
 * https://hl7.org/fhir/R4/communication.html
 */
import { type Sql, textArrayLiteral } from '#fhir/store/sql.ts';
import type { PlainRequest } from '#server/http/plain-route.ts';
import { accountById } from './account.ts';
import type { Accounts } from './accounts.ts';
import { signedInOf } from './authenticate.ts';

/** Accounts as the room of notices sees them. */
export interface AccountsForNotices {
  /** Ids of the active accounts of residents who are one of these Patients (ids). */
  of(sql: Sql, patients: readonly string[]): Promise<string[]>;
  /** The mobile number of an active account; undefined where there is none. */
  phoneOf(account: string): Promise<string | undefined>;
  /** Id of the account whose session a request shows. Throws `unauthenticated`. */
  ofRequest(request: PlainRequest): Promise<string>;
  /** Sends a text message. */
  send(to: string, text: string): Promise<void>;
}

/** The accounts of an open room for the room of notices. */
export function accountsForNotices(accounts: Accounts): AccountsForNotices {
  return {
    async of(sql, patients) {
      const rows = await sql.run(
        `select id from account where who = any($1::text[]) and kind = 'resident'
         and status = 'active' order by id`,
        [textArrayLiteral(patients.map((id) => `Patient/${id}`))],
      );
      return rows.map((row) => String(row['id']));
    },
    async phoneOf(id) {
      const account = await accountById(accounts, id);
      if (account?.status !== 'active' || account.phone === undefined) return undefined;
      return accounts.secrets.open(account.phone);
    },
    async ofRequest(request) {
      const { account } = await signedInOf(accounts, request);
      return account.id;
    },
    send: (to, text) => accounts.sms.send(to, text),
  };
}
