/**
 * A grant: what somebody let a client do, with the sign-in and the Patient it is bound to.
 * https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
import type { Provider } from 'oidc-provider';
import { personScopes, splitScopes } from '../clients/narrow.ts';
import type { Addresses, SignedIn } from '../parts.ts';
import type { State } from './state.ts';

/** What is kept beside a grant, under its id. */
export interface Context {
  account: string;
  /** Session of the sign-in that ends it; undefined for an offline grant. */
  session: string | undefined;
  /** Id of the Patient to whom `patient/` scopes are bound. */
  patient: string | undefined;
  fhirUser: string;
}

const daySeconds = 24 * 3600;

/** How long a grant holds, in seconds: a working day at most, or three months without a session. */
export const grantSeconds = { online: daySeconds, offline: 90 * daySeconds };

/** What a person decided. */
export interface Decision {
  signedIn: SignedIn;
  client: string;
  /** Everything the client asked for, narrowed. */
  asked: readonly string[];
  /** What of it is granted. */
  granted: readonly string[];
  patient: string | undefined;
}

/** Makes the grant of a decision; its id. */
export async function makeGrant(
  given: { provider: Provider; state: State; addresses: Addresses },
  decision: Decision,
): Promise<string> {
  const { provider, state, addresses } = given;
  const { signedIn, client, granted } = decision;
  const refused = decision.asked.filter((scope) => !granted.includes(scope));
  const { account, session } = signedIn;
  const grant = new provider.Grant({ accountId: account.id, clientId: client });
  const offline = granted.includes('offline_access');
  const seconds = offline ? grantSeconds.offline : grantSeconds.online;
  Object.assign(grant, { expiresIn: seconds });
  // Of OpenID's scopes the provider looks in one place, of all scopes of a token in the other.
  addScopes(granted, (scopes) => grant.addOIDCScope(scopes), isPersonal);
  addScopes(refused, (scopes) => grant.rejectOIDCScope(scopes), isPersonal);
  addScopes(granted, (scopes) => grant.addResourceScope(addresses.fhirBase, scopes));
  addScopes(refused, (scopes) => grant.rejectResourceScope(addresses.fhirBase, scopes));
  const id = await grant.save();
  const context: Context = {
    account: account.id,
    session: offline ? undefined : session.id,
    patient: decision.patient,
    fhirUser: `${addresses.fhirBase}/${account.who}`,
  };
  await state.put({
    kind: 'Context',
    id,
    payload: { ...context },
    client,
    account: account.id,
    session: context.session,
    seconds,
  });
  return id;
}

const isPersonal = (scope: string) => (personScopes as readonly string[]).includes(scope);

function addScopes(
  scopes: readonly string[],
  add: (text: string) => unknown,
  keep: (scope: string) => boolean = () => true,
): void {
  const kept = scopes.filter(keep);
  if (kept.length > 0) add(kept.join(' '));
}

/** What is kept beside a grant; undefined where it ended. */
export async function findContext(state: State, grantId: string): Promise<Context | undefined> {
  return (await state.find('Context', grantId)) as Context | undefined;
}

/** The scopes of an authorization request, as narrowed when it came. */
export function askedScopes(params: Record<string, unknown>): string[] {
  return splitScopes(typeof params['scope'] === 'string' ? params['scope'] : undefined);
}
