/**
 * Brings notices, accounts and access together: none of them knows the others.
 * https://hl7.org/fhir/R4/communication.html
 */
import type { AccountsForNotices } from '../../accounts/for-notices.ts';
import type { Settings } from '../../config.ts';
import type { Keyring } from '../../crypto/keyring.ts';
import { createActingFor } from '../../access/acting-for.ts';
import type { AccessControl } from '../../access/control.ts';
import { requireScope } from '../../access/scopes.ts';
import type { Store } from '../../fhir/handling/interaction.ts';
import { type OpenNotices, openNotices } from '../../notices/open-notices.ts';
import type { NoticeParts } from '../../notices/parts.ts';

/** What the hub is given of notices. */
export type NoticeChannels = Pick<NoticeParts, 'secrets' | 'accounts' | 'sms' | 'push' | 'report'>;

/**
 * The channels of a house.
 * @param given.accounts known once the house is open: nobody is told before.
 */
export function noticeChannels(given: {
  settings: Settings;
  keyring: Keyring;
  publicAddress: string;
  accounts: () => AccountsForNotices;
  report: (error: unknown) => void;
}): NoticeChannels {
  const { settings, keyring, publicAddress, accounts, report } = given;
  return {
    secrets: keyring,
    accounts: {
      of: (sql, patients) => accounts().of(sql, patients),
      phoneOf: (account) => accounts().phoneOf(account),
      ofRequest: (request) => accounts().ofRequest(request),
    },
    sms: { send: (to, text) => accounts().send(to, text) },
    push: { services: settings.pushServices, contact: contactOf(settings, publicAddress), fetch },
    report,
  };
}

/** The room of notices of a house whose residents are told; undefined where they are not. */
export function openResidentNotices(
  house: Store,
  control: AccessControl,
  channels: NoticeChannels | undefined,
): OpenNotices | undefined {
  if (channels === undefined) return undefined;
  const mayActFor = createActingFor(control, 'Communication');
  return openNotices({ ...channels, house, requireScope, mayActFor });
}

/** Push services write to https addresses and mailboxes alone. */
function contactOf({ pushContact }: Settings, publicAddress: string): string {
  if (pushContact !== undefined) return pushContact;
  return publicAddress.startsWith('https:') ? publicAddress : 'mailto:yishu@localhost';
}
