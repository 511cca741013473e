/**
 * The clients that are there from the start: the apps of the house, and in demonstration mode the
 * platform and one hospital as systems.
 * https://hl7.org/fhir/smart-app-launch/backend-services.html
 */
import { exportJWK, generateKeyPair } from 'jose';
import type { Sql } from '#fhir/store/sql.ts';
import { type Client, findClient, newClient, putClient } from './registry.ts';

/** Puts the clients of the house in place; done at every start, as addresses may have changed. */
export async function seedClients(
  database: Sql,
  given: {
    publicAddress: string;
    now: () => number;
    /** In demonstration mode: id of the Organization of the hospital's system. */
    demonstration: { hospital: string } | undefined;
  },
): Promise<void> {
  const { publicAddress, now, demonstration } = given;
  for (const client of houseClients(publicAddress)) {
    await putClient(database, { ...client, created: now() });
  }
  if (demonstration === undefined) return;
  for (const client of demonstrationClients(demonstration.hospital)) {
    if ((await findClient(database, client.id)) !== undefined) continue;
    await putClient(database, { ...client, jwks: await unusedKeys(), created: now() });
  }
}

function houseClients(publicAddress: string): Client[] {
  const app = {
    kind: 'first-party',
    status: 'active',
    redirectUris: [`${publicAddress}/signed-in`, `${publicAddress}/record/signed-in`],
    logoutUris: [`${publicAddress}/`, `${publicAddress}/sign-in`],
    homeUri: `${publicAddress}/`,
  } as const;
  const person = 'openid profile fhirUser online_access';
  return [
    newClient({
      ...app,
      id: 'workstation',
      name: '医枢工作站',
      scopes: `${person} user/*.cruds`,
    }),
    newClient({
      ...app,
      id: 'resident',
      name: '医枢居民端',
      scopes: `${person} launch/patient user/*.cruds patient/*.cruds`,
    }),
  ];
}

function demonstrationClients(hospital: string): Client[] {
  const system = { kind: 'system', method: 'private_key_jwt', status: 'active' } as const;
  return [
    newClient({
      ...system,
      id: 'demo-platform',
      name: '演示：平台自身',
      role: 'platform',
      scopes: 'system/*.cruds',
    }),
    newClient({
      ...system,
      id: 'demo-hospital',
      name: '演示：县人民医院信息系统',
      role: 'system',
      organization: hospital,
      scopes: 'system/*.cruds',
    }),
  ];
}

/**
 * Keys whose private half nobody has: tokens of the demonstration's systems come from
 * `npm run token` alone.
 */
async function unusedKeys(): Promise<{ keys: object[] }> {
  const { publicKey } = await generateKeyPair('ES384');
  return { keys: [{ ...(await exportJWK(publicKey)), kid: 'unused', alg: 'ES384', use: 'sig' }] };
}
