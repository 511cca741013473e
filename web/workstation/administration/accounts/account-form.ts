/**
 * A new account as a form asks for it: staff by a post, administrators by an office, residents by
 * their telephone. https://pages.nist.gov/800-63-4/sp800-63b.html
 */
import type { Resource } from '#model/fhir.ts';
import { idIn, roleCodesOf } from '#model/practice.ts';

/** The fields. */
export interface AccountDraft {
  kind: 'staff' | 'administrator' | 'resident';
  name: string;
  login: string;
  /** Of staff: the reference of the person, and the id of the post. */
  practitioner: string;
  post: string;
  office: string;
  phone: string;
  /** Id of the Patient. */
  patient: string;
}

/** What POST /api/accounts takes. */
export interface NewAccount {
  role: string;
  name: string;
  login?: string;
  phone?: string;
  who?: string;
  organization?: string;
  practitionerRoles?: string[];
}

export const emptyAccount: AccountDraft = {
  kind: 'staff',
  name: '',
  login: '',
  practitioner: '',
  post: '',
  office: '',
  phone: '',
  patient: '',
};

/** The forms of logins and ids that the server takes. */
const loginForm = /^[a-z0-9][a-z0-9._-]{2,63}$/;
const idForm = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * The account of a form; undefined while something is missing.
 * @param posts those of the person who was chosen.
 */
export function newAccount(
  draft: AccountDraft,
  posts: readonly Resource[],
): NewAccount | undefined {
  const name = draft.name.trim();
  const login = draft.login.trim().toLowerCase();
  if (name === '') return undefined;
  if (draft.kind === 'resident') {
    const { phone, patient } = draft;
    if (phone.trim() === '' || !idForm.test(patient)) return undefined;
    return { role: 'resident', name, phone: phone.trim(), who: `Patient/${patient}` };
  }
  if (!loginForm.test(login)) return undefined;
  if (draft.kind === 'administrator') {
    return draft.office === '' ? undefined : { role: draft.office, name, login };
  }
  const post = posts.find(({ id }) => id === draft.post);
  const [role] = post === undefined ? [] : roleCodesOf(post);
  const organization = idIn(post?.['organization'], 'Organization');
  if (role === undefined || organization === undefined || draft.practitioner === '') {
    return undefined;
  }
  const practitionerRoles = posts
    .filter((one) => idIn(one['organization'], 'Organization') === organization)
    .flatMap(({ id }) => id ?? []);
  return { role, name, login, who: draft.practitioner, organization, practitionerRoles };
}
