/**
 * What a registration must hold before it is written: institutions, people, their roles, alliances.
 * https://hl7.org/fhir/R4/administration-module.html
 */
import type { Issue, Resource } from '#model/fhir.ts';
import { villageClinic } from '#model/institution-classes.ts';
import { practiceScopes } from '#model/practice-scopes.ts';
import {
  type Extension,
  extensionsOf,
  institutionOf,
  licencesOf,
  practiceUrls,
  roleCodesOf,
} from '#model/practice.ts';
import { roles } from '#model/roles.ts';
import { refuse } from '#fhir/refusals.ts';
import { codeIssues, identifierIssues, periodIssues, problem } from './registration-forms.ts';

/** The current version of what a relative reference names; undefined where it is not there. */
export type Lookup = (reference: string) => Promise<Resource | undefined>;

/** The types that are checked; others pass. */
export const registrationTypes: ReadonlySet<string> = new Set([
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'OrganizationAffiliation',
  'VerificationResult',
]);

/** Throws `registration` with every problem of a resource that is about to be written. */
export async function checkRegistration(resource: Resource, lookup: Lookup): Promise<void> {
  const issues = await registrationIssues(resource, lookup);
  if (issues.length > 0) throw refuse('registration', {}, issues);
}

/** Every problem of a registration; none for types that are not one. */
export async function registrationIssues(resource: Resource, lookup: Lookup): Promise<Issue[]> {
  if (!registrationTypes.has(resource.resourceType)) return [];
  return [
    ...periodIssues(resource, resource.resourceType),
    ...codeIssues(resource, resource.resourceType),
    ...identifierIssues(resource),
    ...(await typeIssues(resource, lookup)),
  ];
}

async function typeIssues(resource: Resource, lookup: Lookup): Promise<Issue[]> {
  switch (resource.resourceType) {
    case 'Organization':
      return referenceIssues(resource, lookup, ['partOf']);
    case 'Practitioner':
      return practitionerIssues(resource, lookup);
    case 'PractitionerRole':
      return roleIssues(resource, lookup);
    case 'OrganizationAffiliation':
      return affiliationIssues(resource, lookup);
    default:
      return verificationIssues(resource);
  }
}

function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

/** The elements, where they are given, must refer to what is there. */
async function referenceIssues(
  resource: Resource,
  lookup: Lookup,
  elements: readonly string[],
): Promise<Issue[]> {
  const issues: Issue[] = [];
  for (const element of elements) {
    const reference = (resource[element] as { reference?: string } | undefined)?.reference;
    if (reference === undefined || (await lookup(reference)) !== undefined) continue;
    issues.push(missing(`${resource.resourceType}.${element}`));
  }
  return issues;
}

function missing(at: string): Issue {
  return problem(at, '所指的登记不存在', 'What it refers to is not registered');
}

/** ONL-07: scopes belong to the category; the institution of registration is there. */
async function practitionerIssues(practitioner: Resource, lookup: Lookup): Promise<Issue[]> {
  const issues: Issue[] = [];
  const entries = list<{ code?: object; extension?: Extension[] }>(practitioner['qualification']);
  for (const [index, entry] of entries.entries()) {
    const at = `Practitioner.qualification[${index}]`;
    const place = extensionsOf(entry, practiceUrls.place)[0]?.valueReference?.reference;
    if (place !== undefined && (await lookup(place)) === undefined) issues.push(missing(at));
    const [licence] = licencesOf({ resourceType: 'Practitioner', qualification: [entry] });
    if (licence === undefined) continue;
    const category = licence.kind === 'village-doctor' ? 'village' : licence.category;
    const strange = licence.scopes.some((scope) => {
      const known = practiceScopes[scope];
      return known !== undefined && known.category !== category;
    });
    if (strange) {
      issues.push(
        problem(
          at,
          '执业范围不属于该执业类别（ONL-07）',
          'The scope is of another category (ONL-07)',
        ),
      );
    }
    if (licence.number === undefined) {
      issues.push(problem(at, '缺少执业证书编号（ONL-05）', 'The licence has no number (ONL-05)'));
    }
  }
  return issues;
}

/**
 * A role of ours needs someone and somewhere; roles of administrators, residents and systems are
 * given by accounts, never here. A PractitionerRole without a role of ours gives no right.
 */
async function roleIssues(role: Resource, lookup: Lookup): Promise<Issue[]> {
  const codes = roleCodesOf(role);
  const issues = await referenceIssues(role, lookup, ['practitioner', 'organization']);
  if (codes.length === 0) return issues;
  for (const element of ['practitioner', 'organization']) {
    const reference = (role[element] as { reference?: string } | undefined)?.reference;
    if (reference === undefined) issues.push(missing(`PractitionerRole.${element}`));
  }
  if (codes.length > 1) {
    issues.push(
      problem('PractitionerRole.code', '一个岗位只能有一个角色', 'A PractitionerRole has one role'),
    );
  }
  if (codes.some((code) => roles[code].kind !== 'staff')) {
    issues.push(
      problem(
        'PractitionerRole.code',
        '管理员、居民和系统的角色不能写在岗位里（SEC-06）',
        'Roles of administrators, residents and systems are no PractitionerRole (SEC-06)',
      ),
    );
  }
  if (codes.includes('village-doctor')) issues.push(...(await villageIssues(role, lookup)));
  for (const consent of extensionsOf(role, practiceUrls.onlineConsent)) {
    const by = extensionsOf(consent, 'by')[0]?.valueReference?.reference;
    if (by === undefined || (await lookup(by)) === undefined) {
      issues.push(missing('PractitionerRole.extension'));
    }
  }
  return issues;
}

/** ONL-36. */
async function villageIssues(role: Resource, lookup: Lookup): Promise<Issue[]> {
  const { reference } = (role['organization'] ?? {}) as { reference?: string };
  const clinic = reference === undefined ? undefined : await lookup(reference);
  if (clinic === undefined || institutionOf(clinic).classCode === villageClinic) return [];
  return [
    problem(
      'PractitionerRole.organization',
      '乡村医生的岗位只能在村卫生室（ONL-36）',
      'The role of a village doctor can only be in a village clinic (ONL-36)',
    ),
  ];
}

async function affiliationIssues(affiliation: Resource, lookup: Lookup): Promise<Issue[]> {
  const elements = ['organization', 'participatingOrganization'] as const;
  const issues = await referenceIssues(affiliation, lookup, elements);
  const [leader, member] = elements.map(
    (element) => (affiliation[element] as { reference?: string } | undefined)?.reference,
  );
  if (leader === undefined || member === undefined) {
    issues.push(
      problem(
        'OrganizationAffiliation',
        '医联体关系须有牵头机构和成员机构',
        'An affiliation needs an organization and a participatingOrganization',
      ),
    );
  } else if (leader === member) {
    issues.push(
      problem(
        'OrganizationAffiliation.participatingOrganization',
        '牵头机构不能是自己的成员',
        'An organization cannot be its own member',
      ),
    );
  }
  return issues;
}

/** ONL-05: a check that says "validated" tells when, and of whom. */
function verificationIssues(result: Resource): Issue[] {
  const targets = list(result['target']);
  if (result['status'] !== 'validated') return [];
  const issues: Issue[] = [];
  if (targets.length === 0) {
    issues.push(
      problem('VerificationResult.target', '缺少被核验的人员或机构', 'It does not say of whom'),
    );
  }
  if (typeof result['lastPerformed'] !== 'string') {
    issues.push(
      problem(
        'VerificationResult.lastPerformed',
        '核验通过须注明核验日期（ONL-05）',
        'A check that was passed needs its date (ONL-05)',
      ),
    );
  }
  return issues;
}
