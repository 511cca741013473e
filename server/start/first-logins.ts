/**
 * Who can sign in first: everybody of the demonstration, or, in production, one administrator by a
 * link that works once.
 * https://hl7.org/fhir/R4/security.html
 */
import {
  type DemonstrationAccount,
  createDemonstrationAccounts,
} from '../accounts/demonstration.ts';
import { ensureFirstAdministrator } from '../accounts/invitations.ts';
import type { Settings } from '../config.ts';
import { type DemonstrationLogin, demonstrationLogins } from '../demonstration/logins.ts';
import { firstHospital } from '../demonstration/places/institutions.ts';
import type { RegionChoice } from '../demonstration/region.ts';
import { seedClients } from '../oauth/clients/seeds.ts';
import type { House } from './open-house.ts';

/** A login of the demonstration and its password, for the lines that the start prints. */
export interface ShownLogin extends DemonstrationLogin {
  /** Undefined for residents, who sign in by phone. */
  password: string | undefined;
}

/** Puts the clients of the house in place: at every start, as its address may have changed. */
export async function placeClients({ hub, served }: House, settings: Settings): Promise<void> {
  await seedClients(hub.house.database, {
    publicAddress: served.publicAddress,
    now: Date.now,
    demonstration: settings.demonstration ? { hospital: firstHospital.id } : undefined,
  });
}

/**
 * Makes the accounts of the demonstration.
 * @param inbox is given the accounts, whose codes the development inbox shows.
 */
export async function openDemonstrationLogins(
  { signIn }: House,
  { region, settings }: { region: RegionChoice; settings: Settings },
  inbox: DemonstrationAccount[],
): Promise<ShownLogin[]> {
  const logins = demonstrationLogins(region);
  const made = await createDemonstrationAccounts(signIn.accounts, logins, settings.data);
  inbox.push(...made);
  return logins.map((login, index) => ({ ...login, password: made[index]?.password }));
}

/** The link by which the first administrator comes in; undefined where there is one already. */
export async function firstAdministratorLink({ signIn }: House): Promise<string | undefined> {
  return ensureFirstAdministrator(signIn.accounts);
}
