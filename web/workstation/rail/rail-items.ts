/**
 * What stands in the left rail, by role: a page is shown to whom its routes answer, and to nobody
 * else (SEC-06). https://hl7.org/fhir/R4/security.html
 */
import type { IconName } from '../../design/Icon.tsx';
import type { ClinicSection, Route } from '../route.ts';

/** The name of an item; its words are `rail.NAME`. */
export type RailName = 'search' | ClinicSection | 'review' | 'administration';

/** One item. */
export interface RailItem {
  name: RailName;
  icon: IconName;
  route: Route;
  /** Who has it. */
  roles: readonly string[];
}

const treating = ['doctor', 'assistant-doctor', 'village-doctor'];
const readers = [
  ...treating,
  ...['nurse', 'pharmacist', 'technician', 'registrar', 'coordinator', 'supervisor'],
  ...['regulator', 'disease-control'],
];
const administrators = [
  'system-administrator',
  'security-administrator',
  'audit-administrator',
] as const;

const clinic = (name: ClinicSection, icon: IconName, roles: readonly string[]): RailItem => ({
  name,
  icon,
  route: { page: 'clinic', section: name },
  roles,
});

/** Every item, in its order. A page of another part is one more row here. */
export const railItems: readonly RailItem[] = [
  { name: 'search', icon: 'search', route: { page: 'search' }, roles: readers },
  clinic('today', 'today', [...treating, 'nurse', 'registrar']),
  clinic('templates', 'template', ['registrar']),
  clinic('ledger', 'ledger', ['registrar']),
  clinic('no-shows', 'missed', ['registrar']),
  clinic('reconciliation', 'bill', ['registrar', 'system-administrator']),
  { name: 'review', icon: 'person', route: { page: 'search' }, roles: ['index-keeper'] },
  {
    name: 'administration',
    icon: 'settings',
    route: { page: 'administration' },
    roles: administrators,
  },
];

/** The items of a role. */
export function railOf(role: string): RailItem[] {
  return railItems.filter(({ roles }) => roles.includes(role));
}

/** Whether a role has a page of appointments. */
export function hasSection(role: string, section: ClinicSection): boolean {
  return railOf(role).some(({ name }) => name === section);
}

/** Which item a page belongs to. */
export function itemOf(route: Route): RailName | undefined {
  switch (route.page) {
    case 'clinic':
      return route.section;
    case 'administration':
      return 'administration';
    case 'search':
    case 'chart':
      return 'search';
    case 'account':
    case 'design':
      return undefined;
  }
}
