/**
 * What each administrator has pages for: the three offices are kept apart, and what a role may not
 * do is not shown (SEC-06). https://hl7.org/fhir/R4/security.html
 */

/** A section of the pages; its name is the word in the address. */
export type Section =
  | 'institutions'
  | 'people'
  | 'roles'
  | 'accounts'
  | 'clients'
  | 'files'
  | 'rights'
  | 'explain'
  | 'duties'
  | 'log';

const sections: Readonly<Record<string, readonly Section[]>> = {
  'system-administrator': ['institutions', 'people', 'accounts', 'clients', 'files'],
  'security-administrator': [
    'roles',
    'accounts',
    'clients',
    'rights',
    'explain',
    'duties',
    'log',
    'files',
  ],
  'audit-administrator': ['log'],
};

/** The sections of a role, the first of which is its home; none for any other. */
export function sectionsOf(role: string): readonly Section[] {
  return (Object.hasOwn(sections, role) ? sections[role] : undefined) ?? [];
}

/** The section of an address where the role has it, else the role's first. */
export function sectionOf(role: string, named: string | undefined): Section | undefined {
  const own = sectionsOf(role);
  return own.find((section) => section === named) ?? own[0];
}
