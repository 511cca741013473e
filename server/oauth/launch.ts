/**
 * EHR launch: the workstation opens an app on the Patient at hand, by a token that only this person
 * can use, once, within five minutes.
 * https://hl7.org/fhir/smart-app-launch/app-launch.html#launch-app-ehr-launch
 */
import { z } from 'zod';
import type { Caller } from '#fhir/handling/caller.ts';
import { refuse } from '#fhir/refusals.ts';
import type { RoleCode } from '#model/roles.ts';
import type { PlainRoute } from '#server/http/plain-route.ts';
import { findClient } from './clients/registry.ts';
import { readBody } from './body.ts';
import type { OAuthParts } from './parts.ts';
import type { State } from './tokens/state.ts';

/** What a launch token stands for. */
export interface Launch {
  /** Who launched it, as `Practitioner/1`. */
  who: string;
  client: string;
  /** Id of the Patient. */
  patient: string;
  /** Milliseconds since 1970. */
  expires: number;
}

const lifeSeconds = 300;

const launchers: readonly RoleCode[] = [
  'doctor',
  'assistant-doctor',
  'village-doctor',
  'nurse',
  'pharmacist',
  'technician',
  'registrar',
  'coordinator',
  'supervisor',
  'disease-control',
];

const asked = z.object({
  client: z.string().min(1).max(100),
  patient: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
});

/** The route by which the workstation opens an app. */
export function launchRoutes({ parts, state }: { parts: OAuthParts; state: State }): PlainRoute[] {
  return [
    {
      method: 'POST',
      path: '/api/oauth/launch',
      access: launchers,
      audit: 'launch',
      summary: 'Opens a SMART app on a patient: the address to send the browser to',
      handler: async (request) => {
        const { client, patient } = readBody(asked, request.body);
        const url = await beginLaunch(
          { parts, state },
          { caller: request.caller, client, patient },
        );
        return { status: 201, body: { url } };
      },
    },
  ];
}

async function beginLaunch(
  { parts, state }: { parts: OAuthParts; state: State },
  given: { caller: Caller | undefined; client: string; patient: string },
): Promise<string> {
  const { caller, patient } = given;
  const client = await findClient(parts.database, given.client);
  if (client?.status !== 'active' || client.launchUri === undefined) {
    throw refuse('unknown-client', { client: given.client });
  }
  if (caller === undefined) throw refuse('unauthenticated');
  if (!(await parts.mayOpen(caller, patient))) {
    throw refuse('not-found', { reference: `Patient/${patient}` });
  }
  const expires = parts.now() + lifeSeconds * 1000;
  const launch: Launch = { who: caller.who, client: client.id, patient, expires };
  const token = parts.randomBytes(32).toString('base64url');
  await state.put({
    kind: 'Launch',
    id: token,
    payload: { ...launch },
    client: client.id,
    seconds: lifeSeconds,
  });
  const url = new URL(client.launchUri);
  url.searchParams.set('iss', parts.addresses.fhirBase);
  url.searchParams.set('launch', token);
  return url.href;
}

/** The Patient of a launch; undefined for one that is not this person's, this app's, or over. */
export async function peekLaunch(
  { parts, state }: { parts: OAuthParts; state: State },
  given: { token: string; who: string; client: string },
): Promise<string | undefined> {
  const row = await state.find('Launch', given.token);
  if (row === undefined || row['consumed'] !== undefined) return undefined;
  if (Number(row['expires']) <= parts.now()) return undefined;
  if (row['who'] !== given.who || row['client'] !== given.client) return undefined;
  return String(row['patient']);
}
