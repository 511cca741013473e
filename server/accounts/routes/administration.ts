/**
 * Accounts as administrators see them: the system administrator makes and ends them, the security
 * administrator resets and unlocks (SEC-06).
 * https://hl7.org/fhir/R4/practitionerrole.html
 */
import { z } from 'zod';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainResponse, PlainRoute } from '#server/http/plain-route.ts';
import { isRoleCode, roles } from '#model/roles.ts';
import { type Account, accountById, entitiesOf } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import {
  createAccount,
  disableAccount,
  enableAccount,
  listAccounts,
  resetPassword,
  resetSecondFactor,
  unlockAccount,
} from '../administer.ts';
import { invite } from '../invitations.ts';
import { readBody } from './body.ts';

const system = ['system-administrator'] as const;
const security = ['security-administrator'] as const;

/** The routes of administrators. */
export function administrationRoutes(accounts: Accounts): PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/accounts',
      access: [...system, ...security],
      audit: 'account-list',
      summary: 'Accounts by a part of name or login (`text`), or by a whole phone',
      handler: (request) => list(accounts, request),
    },
    {
      method: 'POST',
      path: '/api/accounts',
      access: system,
      audit: 'account-create',
      summary: 'Makes an account; answers the link that invites its owner',
      handler: (request) => create(accounts, request),
    },
    ...acts(accounts),
  ];
}

function acts(accounts: Accounts): PlainRoute[] {
  const act = async (request: PlainRequest, work: (account: Account) => Promise<void>) => {
    const account = await othersAccount(accounts, request);
    await work(account);
    return { status: 204, entities: entitiesOf(account) };
  };
  return [
    {
      method: 'POST',
      path: '/api/accounts/:id/disable',
      access: system,
      audit: 'account-disable',
      summary: 'Disables an account and ends its sessions',
      handler: (request) => act(request, (account) => disableAccount(accounts, account)),
    },
    {
      method: 'POST',
      path: '/api/accounts/:id/enable',
      access: system,
      audit: 'account-enable',
      summary: 'Enables an account again',
      handler: (request) => act(request, (account) => enableAccount(accounts, account)),
    },
    {
      method: 'POST',
      path: '/api/accounts/:id/reset',
      access: security,
      audit: 'account-reset',
      summary: 'Resets the second factor (`what`: second-factor), the lock or the password',
      handler: (request) => reset(accounts, request),
    },
  ];
}

/** Nobody is the judge of the own account. */
async function othersAccount(accounts: Accounts, request: PlainRequest): Promise<Account> {
  const account = await accountById(accounts, request.names['id'] ?? '');
  if (account === undefined) throw refuse('unknown-route');
  if (account.who === request.caller?.who) throw refuse('own-account');
  return account;
}

async function list(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  const found = await listAccounts(accounts, request.query.get('text') ?? '');
  return { status: 200, body: { accounts: found.map((account) => shown(accounts, account)) } };
}

/** What an administrator sees: of a phone, its last four digits. */
function shown({ secrets, now }: Accounts, account: Account): Record<string, unknown> {
  const { id, kind, role, login, name, who, organization, lockedUntil } = account;
  const locked = lockedUntil > now();
  return {
    id,
    kind,
    role,
    login: login ?? null,
    phone: account.phone === undefined ? null : secrets.open(account.phone).slice(-4),
    name,
    who,
    organization: organization ?? null,
    practitionerRoles: account.practitionerRoles,
    status: account.status === 'active' && locked ? 'locked' : account.status,
    lockedUntil: locked ? lockedUntil : null,
    created: account.created,
    passwordChanged: account.passwordChanged ?? null,
    lastSignIn: account.lastSignIn ?? null,
  };
}

const id = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/);
const createBody = z.object({
  role: z.string().refine(isRoleCode),
  login: z.string().max(64).optional(),
  phone: z.string().max(30).optional(),
  name: z.string().trim().min(1).max(100),
  who: z.string().max(80).optional(),
  organization: id.optional(),
  practitionerRoles: z.array(id).max(50).optional(),
});

async function create(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  const given = readBody(createBody, request.body);
  const account = await createAccount(accounts, given);
  // Residents have no password to set: a code to their phone lets them in.
  const invited = roles[account.role].kind !== 'resident';
  const invitation = invited ? await invite(accounts, account) : null;
  return { status: 201, body: { id: account.id, invitation }, entities: entitiesOf(account) };
}

const resetBody = z.object({
  what: z.enum(['second-factor', 'lock', 'password']).default('second-factor'),
});

async function reset(accounts: Accounts, request: PlainRequest): Promise<PlainResponse> {
  const { what } = readBody(resetBody, request.body);
  const account = await othersAccount(accounts, request);
  const entities = entitiesOf(account);
  if (what === 'password' && account.kind === 'resident') {
    throw refuse('bad-field', { field: 'what' });
  }
  await unlockAccount(accounts, account);
  if (what === 'second-factor') await resetSecondFactor(accounts, account);
  if (what !== 'password') return { status: 204, entities };
  await resetPassword(accounts, account);
  return { status: 200, body: { invitation: await invite(accounts, account) }, entities };
}
