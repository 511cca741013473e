/** The administrators' offices for browser stories: a directory, one resident, three accounts. */
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import { demonstrationLogins } from '#server/demonstration/logins.ts';
import { type RegionChoice, generateRegion } from '#server/demonstration/region.ts';
import type { BrowserHouse } from './house.ts';

/** The three offices that are kept apart (SEC-06). */
export const offices = ['system', 'security', 'audit'] as const;
export type Office = (typeof offices)[number];

/** What the offices have to work with. */
export interface Offices {
  accounts: Record<Office, DemonstrationAccount>;
  /** Id of the Patient who is loaded. */
  resident: string;
}

/** Loads the directory of the demonstration and one resident, and gives each office an account. */
export async function fillOffices(house: BrowserHouse): Promise<Offices> {
  const region: RegionChoice = { seed: 1, today: new Date().toISOString().slice(0, 10) };
  const resident = await loadDirectory(house, region);
  const logins = demonstrationLogins(region);
  const made = await house.invite(
    offices.map((office) => logins.find(({ role }) => role === `${office}-administrator`)!),
  );
  const [system, security, audit] = made as [
    DemonstrationAccount,
    DemonstrationAccount,
    DemonstrationAccount,
  ];
  return { accounts: { system, security, audit }, resident };
}

/** The directory comes before the residents; of those one is enough. */
async function loadDirectory(house: BrowserHouse, region: RegionChoice): Promise<string> {
  for (const bundle of generateRegion(region)) {
    await house.load(bundle);
    const patient = bundle.entry.find(({ resource }) => resource.resourceType === 'Patient');
    if (patient !== undefined) return patient.resource.id ?? '';
  }
  throw new Error('the region has no residents');
}
