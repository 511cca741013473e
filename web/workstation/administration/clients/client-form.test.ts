/** What a registration is made of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areKeysReadable, emptyClient, newClient } from './client-form.ts';

const app = {
  ...emptyClient,
  id: 'glucose',
  name: '掌上血糖',
  redirects: 'https://glucose.example/back\nhttps://glucose.example/second',
  scopes: 'openid fhirUser\npatient/Observation.rs',
};

test('an app tells where it is and what it wants', () => {
  assert.deepEqual(newClient(app), {
    kind: 'app',
    id: 'glucose',
    name: '掌上血糖',
    method: 'none',
    scopes: 'openid fhirUser patient/Observation.rs',
    redirectUris: ['https://glucose.example/back', 'https://glucose.example/second'],
  });
  for (const part of [{ id: 'A' }, { name: ' ' }, { redirects: '' }, { scopes: '' }])
    assert.equal(newClient({ ...app, ...part }), undefined, JSON.stringify(part));
});

test('a system proves itself by keys and acts for an institution', () => {
  const system = {
    ...emptyClient,
    kind: 'system' as const,
    id: 'his',
    name: 'HIS',
    scopes: 'system/*.rs',
    organization: 'Organization/a',
    keys: '{"keys":[{"kty":"EC","kid":"1"}]}',
  };
  const made = newClient(system) as Record<string, unknown>;
  assert.equal(made['organization'], 'a');
  assert.equal(made['method'], 'private_key_jwt');
  assert.deepEqual(made['jwks'], { keys: [{ kty: 'EC', kid: '1' }] });
  const called = newClient({ ...system, keys: 'https://his.example:8443/jwks' });
  assert.deepEqual((called as Record<string, unknown>)['hosts'], ['his.example:8443']);
  assert.equal(newClient({ ...system, keys: '' }), undefined);
});

test('keys are a set or an address', () => {
  for (const [keys, readable] of [
    ['', true],
    ['https://x.example/jwks', true],
    ['{"keys":[]}', true],
    ['{"kty":"EC"}', false],
    ['-----BEGIN', false],
  ] as const)
    assert.equal(areKeysReadable(keys), readable, keys);
});
