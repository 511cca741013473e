/**
 * Consent: what an app asks for is shown by the sign-in page, and what a person decides there is
 * the grant.
 * https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-authorization-code
 */
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { PlainRequest, PlainRoute } from '#server/http/plain-route.ts';
import { readBody } from './body.ts';
import { needPatient } from './clients/narrow.ts';
import { type Client, findClient } from './clients/registry.ts';
import { askedScopes, makeGrant } from './tokens/grants.ts';
import { peekLaunch } from './launch.ts';
import type { OAuthParts, SignedIn } from './parts.ts';
import type { State } from './tokens/state.ts';

/** What the routes work with. */
export interface ConsentParts {
  parts: OAuthParts;
  state: State;
  provider: () => Provider;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** A question that is open: an app's request, and the person who is asked. */
interface Question {
  interaction: Interaction;
  signedIn: SignedIn;
  client: Client;
  asked: string[];
  /** The launch token of an EHR launch. */
  launch: string | undefined;
}

/** These go with the rest: without them the app would not know who and whom it is about. */
const notAsked = new Set(['openid', 'launch', 'launch/patient']);

const decided = z.object({
  decision: z.enum(['allow', 'deny']),
  scopes: z.array(z.string().max(600)).max(200).optional(),
  patient: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/)
    .optional(),
});

/** The routes of the consent page. */
export function consentRoutes(given: ConsentParts): PlainRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/oauth/interaction/:uid',
      // Who is signed in at the sign-in page has no access token yet: the cookie tells.
      access: 'anyone',
      audit: undefined,
      summary: 'What an app asks for, for the page on which a person decides',
      handler: async (request) => {
        const question = await openQuestion(given, request);
        return { status: 200, body: await describe(given, question) };
      },
    },
    {
      method: 'POST',
      path: '/api/oauth/interaction/:uid',
      access: 'anyone',
      audit: 'consent',
      summary: 'What a person decided: where the browser goes on',
      handler: async (request) => {
        checkOrigin(request, given.parts.addresses.publicAddress);
        const question = await openQuestion(given, request);
        const decision = readBody(decided, request.body);
        const result =
          decision.decision === 'deny'
            ? { error: 'access_denied', error_description: 'the person did not allow it' }
            : await allow(given, { question, decision, address: request.address });
        const { interaction } = question;
        interaction.result = { ...interaction.lastSubmission, ...result };
        await interaction.persist();
        return { status: 200, body: { location: interaction.returnTo } };
      },
    },
  ];
}

/** A page elsewhere must not decide, though the browser would send the cookie along. */
function checkOrigin({ headers }: PlainRequest, publicAddress: string): void {
  const { origin, 'sec-fetch-site': site } = headers;
  const own = origin === undefined || origin === new URL(publicAddress).origin;
  if (!own || (site !== undefined && site !== 'same-origin')) throw refuse('unknown-route');
}

async function openQuestion(given: ConsentParts, request: PlainRequest): Promise<Question> {
  const { parts, provider } = given;
  const signedIn = await parts.accounts.readSession(request.cookies);
  if (signedIn === undefined) throw refuse('unauthenticated');
  const interaction = (await provider().Interaction.find(request.names['uid'] ?? '')) as
    | Interaction
    | undefined;
  // Somebody else's question is as good as none: who asks must be who began it.
  const own = interaction?.session?.accountId === signedIn.account.id;
  if (interaction === undefined || !own || interaction.prompt.name !== 'consent') {
    throw refuse('unknown-interaction');
  }
  const client = await findClient(parts.database, String(interaction.params['client_id']));
  if (client?.status !== 'active') throw refuse('unknown-interaction');
  const { launch } = interaction.params;
  return {
    interaction,
    signedIn,
    client,
    asked: askedScopes(interaction.params),
    launch: typeof launch === 'string' ? launch : undefined,
  };
}

async function describe({ parts }: ConsentParts, question: Question) {
  const { client, asked, signedIn, launch } = question;
  const needsPatient = launch === undefined && needPatient(asked);
  const resident = signedIn.account.kind === 'resident';
  return {
    client: { id: client.id, name: client.name, uri: client.homeUri },
    scopes: asked.filter((scope) => !notAsked.has(scope)),
    needsPatient,
    ...(needsPatient && resident ? { patients: await parts.recordsOf(signedIn.account) } : {}),
  };
}

async function allow(
  given: ConsentParts,
  answer: { question: Question; decision: z.infer<typeof decided>; address: string },
): Promise<{ consent: { grantId: string } } | { error: string; error_description: string }> {
  const { parts, state, provider } = given;
  const { question, decision } = answer;
  const { asked, client, signedIn } = question;
  const chosen = decision.scopes ?? asked;
  const granted = asked.filter((scope) => notAsked.has(scope) || chosen.includes(scope));
  if (!granted.some((scope) => !notAsked.has(scope) || scope === 'openid')) {
    return { error: 'access_denied', error_description: 'nothing was allowed' };
  }
  const patient = await patientOf(given, { ...answer, granted });
  if (patient === 'launch-over') {
    return {
      error: 'access_denied',
      error_description: 'the launch is over or not of this person',
    };
  }
  const grantId = await makeGrant(
    { provider: provider(), state, addresses: parts.addresses },
    { signedIn, client: client.id, asked, granted, patient: patient?.id },
  );
  return { consent: { grantId } };
}

/**
 * The Patient to whom the grant is bound; undefined where it needs none. Throws the refusal
 * `patient-needed`, or `not-found` for one whom the person may not see.
 */
async function patientOf(
  given: ConsentParts,
  answer: {
    question: Question;
    decision: z.infer<typeof decided>;
    address: string;
    granted: readonly string[];
  },
): Promise<{ id: string } | 'launch-over' | undefined> {
  const { parts, state } = given;
  const { question, granted } = answer;
  const { signedIn, client, launch } = question;
  if (launch !== undefined) {
    const { who } = signedIn.account;
    const id = await peekLaunch({ parts, state }, { token: launch, who, client: client.id });
    const mine = id !== undefined && (await state.consume('Launch', launch));
    return mine ? { id } : 'launch-over';
  }
  if (!needPatient(granted)) return undefined;
  const { patient } = answer.decision;
  if (patient === undefined) throw refuse('patient-needed');
  const seen =
    signedIn.account.kind === 'resident'
      ? (await parts.recordsOf(signedIn.account)).some(({ id }) => id === patient)
      : await parts.mayOpen(callerOf(answer), patient);
  if (!seen) throw refuse('not-found', { reference: `Patient/${patient}` });
  return { id: patient };
}

function callerOf(answer: {
  question: Question;
  address: string;
  granted: readonly string[];
}): Caller {
  const { signedIn, client } = answer.question;
  const { kind, role, who, name, organization, practitionerRoles } = signedIn.account;
  return {
    kind,
    role,
    who,
    name,
    organization,
    practitionerRoles,
    scopes: answer.granted,
    launchPatient: undefined,
    client: client.id,
    session: signedIn.session.id,
    address: answer.address,
    strongAt: signedIn.session.strongAt,
  };
}
