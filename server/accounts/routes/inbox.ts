/**
 * The development inbox: messages that were not really sent, and the codes of the demonstration's
 * authenticators. It exists in demonstration mode alone.
 * https://www.rfc-editor.org/rfc/rfc6238
 */
import type { PlainRoute } from '#server/http/plain-route.ts';
import type { Accounts } from '../accounts.ts';
import type { DemonstrationAccount } from '../demonstration.ts';
import { type SimulatedSms, simulatorNotice } from '../factors/sms.ts';
import { currentCode } from '../factors/totp.ts';
import { isoOf } from './body.ts';

/** What the inbox shows. */
export interface Inbox {
  simulator: { messages(): SimulatedSms[] };
  accounts: readonly DemonstrationAccount[];
}

/** The route of the inbox. */
export function inboxRoutes(accounts: Accounts, inbox: Inbox): PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/development/inbox',
      access: 'anyone',
      audit: undefined,
      summary: 'Simulated messages and authenticators; in demonstration mode alone',
      async handler() {
        const messages = inbox.simulator
          .messages()
          .map(({ to, text, at }) => ({ to: to.slice(-4), text, at: isoOf(at) }));
        const codes = inbox.accounts.flatMap(({ login, totpSecret }) =>
          totpSecret === undefined ? [] : [{ login, ...currentCode(totpSecret, accounts.now()) }],
        );
        const body = { notice: simulatorNotice.zh, noticeEn: simulatorNotice.en, messages, codes };
        return { status: 200, body };
      },
    },
  ];
}
