/**
 * What a registration must be: addresses that are exact and safe, keys that are public, scopes that
 * mean something.
 * https://datatracker.ietf.org/doc/html/rfc9700#section-2.1
 */
import { z } from 'zod';
import { parseScope } from '#model/smart-scopes.ts';
import { isOnHosts } from './metadata.ts';
import { personScopes, splitScopes } from './narrow.ts';

const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether a browser may be sent to an address: https or this machine, nothing hidden in it. */
export function isSafeAddress(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || /[*#\s\\]/.test(address) || url.username !== '' || url.password !== '') {
    return false;
  }
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
}

const address = z.string().max(500).refine(isSafeAddress);
const addresses = z.array(address).max(20).default([]);

/** A public key; a private or a shared one must never be sent here. */
const key = z
  .looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().min(1).max(200) })
  .refine((jwk) => !['d', 'p', 'q', 'k', 'oth'].some((part) => part in jwk));

const scopes = z
  .string()
  .max(4000)
  .refine((text) => splitScopes(text).length > 0)
  .refine((text) => splitScopes(text).every(isKnownScope));

function isKnownScope(text: string): boolean {
  return (personScopes as readonly string[]).includes(text) || parseScope(text) !== undefined;
}

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{2,63}$/),
  name: z.string().trim().min(1).max(100),
  homeUri: address.optional(),
  jwks: z.object({ keys: z.array(key).min(1).max(10) }).optional(),
  jwksUri: address.optional(),
  hosts: z
    .array(z.string().regex(/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/))
    .max(10)
    .default([]),
  scopes,
};

const app = z
  .object({
    ...common,
    kind: z.literal('app'),
    method: z.enum(['none', 'private_key_jwt', 'client_secret_basic']),
    redirectUris: z.array(address).min(1).max(20),
    logoutUris: addresses,
    logoutCallUri: address.optional(),
    launchUri: address.optional(),
  })
  .refine(
    ({ logoutCallUri, hosts }) => logoutCallUri === undefined || isOnHosts(logoutCallUri, hosts),
    {
      path: ['logoutCallUri'],
    },
  )
  .refine(({ scopes: text }) => !/(?:^| )system\//.test(text), { path: ['scopes'] });

const system = z
  .object({
    ...common,
    kind: z.literal('system'),
    method: z.literal('private_key_jwt').default('private_key_jwt'),
    organization: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/),
  })
  .refine(({ scopes: text }) => splitScopes(text).every((one) => one.startsWith('system/')), {
    path: ['scopes'],
  });

/** The body of a registration. */
export const registration = z
  .discriminatedUnion('kind', [app, system])
  .refine(({ jwksUri, hosts }) => jwksUri === undefined || isOnHosts(jwksUri, hosts), {
    path: ['jwksUri'],
  })
  .refine(
    ({ method, jwks, jwksUri }) =>
      // Exactly one source of keys where keys are the proof.
      method !== 'private_key_jwt' || (jwks === undefined) !== (jwksUri === undefined),
    { path: ['jwks'] },
  );

/** A registration that was read. */
export type Registration = z.infer<typeof registration>;
