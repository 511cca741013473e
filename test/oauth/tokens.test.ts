/**
 * What becomes of tokens: refreshed, stolen, given back, asked about, run out, ended from outside.
 * https://datatracker.ietf.org/doc/html/rfc9700#section-4.14
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { issueSystemToken } from '#server/oauth/tokens/issue-token.ts';
import { stateId } from '#server/oauth/tokens/state.ts';
import { type House, askToken, bearer, openBrowser, signInAt, startHouse } from './house.ts';

const gone = { code: 'unauthenticated' };
const minute = 60_000;

describe('tokens', () => {
  let house: House;
  const refresh = (tokens: Record<string, unknown>, change: Record<string, string> = {}) =>
    askToken(house, {
      grant_type: 'refresh_token',
      client_id: 'workstation',
      refresh_token: String(tokens['refresh_token']),
      ...change,
    });
  const knows = (tokens: Record<string, unknown>) =>
    house.oauth.authenticate(bearer(tokens), '10.0.0.1');
  const systemToken = async (client: string) => {
    const { parts } = house.oauth;
    const token = await issueSystemToken(
      { ...parts, fhirBase: house.fhirBase },
      { client, seconds: 300 },
    );
    return { access_token: token };
  };

  before(async () => {
    house = await startHouse();
  });
  afterEach(() => mock.timers.reset());
  after(async () => {
    assert.deepEqual(house.failures, []);
    await house.stop();
  });

  it('are kept in the database under a hash alone', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    const rows = await house.oauth.parts.database.run(
      'select id, payload from oauth_state where kind = any($1::text[])',
      ['{AccessToken,RefreshToken}'],
    );
    const text = JSON.stringify(rows);
    for (const name of ['access_token', 'refresh_token']) {
      assert.equal(text.includes(String(tokens[name])), false, name);
      assert.ok(text.includes(stateId(String(tokens[name]))), name);
    }
  });

  it('are made anew by a refresh token, which is then another one', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    const { status, body } = await refresh(tokens);
    assert.equal(status, 200);
    assert.notEqual(body['refresh_token'], tokens['refresh_token']);
    assert.notEqual(body['access_token'], tokens['access_token']);
    assert.equal((await knows(body))?.who, 'Practitioner/doctor');
  });

  it('are all ended when a refresh token is shown for the second time', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    const second = (await refresh(tokens)).body;
    assert.ok(await knows(second));
    const stolen = await refresh(tokens);
    assert.equal(stolen.status, 400);
    assert.equal(stolen.body['error'], 'invalid_grant');
    await assert.rejects(knows(second), gone);
    assert.equal((await refresh(second)).body['error'], 'invalid_grant');
  });

  it('are not refreshed by another client, nor for more scopes', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    const other = await refresh(tokens, { client_id: 'resident' });
    assert.equal(other.body['error'], 'invalid_grant');
    const more = await refresh(tokens, { scope: 'openid patient/*.cruds' });
    assert.equal(more.body['error'], 'invalid_scope');
  });

  it('are refreshed for fewer scopes', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    const { body } = await refresh(tokens, { scope: 'user/*.cruds' });
    assert.equal(body['scope'], 'user/*.cruds');
    assert.deepEqual((await knows(body))?.scopes, ['user/*.cruds']);
  });

  it('run out after ten minutes for staff', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 9 * minute });
    assert.ok(await knows(tokens));
    mock.timers.setTime(Date.now() + 2 * minute);
    await assert.rejects(knows(tokens), gone);
  });

  it('are not exchanged for a code after a minute', async () => {
    const session = house.accounts.signIn('doctor');
    const browser = openBrowser(house, session);
    const { createPkce, authorizationUrl } = await import('./house.ts');
    const { verifier, challenge } = createPkce();
    const url = authorizationUrl(house, { code_challenge: challenge });
    const { location } = await browser.follow(url);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 2 * minute });
    const { body } = await askToken(house, {
      grant_type: 'authorization_code',
      client_id: 'workstation',
      redirect_uri: `${house.url}/signed-in`,
      code: new URL(location).searchParams.get('code') ?? '',
      code_verifier: verifier,
    });
    assert.equal(body['error'], 'invalid_grant');
  });

  it('are given back by the client that has them, and end with the grant at once', async () => {
    const { tokens } = await signInAt(house, { account: 'doctor' });
    assert.ok(await knows(tokens));
    const give = (client: string, name: string) =>
      fetch(`${house.url}/oauth/token/revocation`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: client, token: String(tokens[name]) }),
      });
    await give('resident', 'access_token');
    assert.ok(await knows(tokens), 'another client cannot');
    assert.equal((await give('workstation', 'refresh_token')).status, 200);
    await assert.rejects(knows(tokens), gone);
    assert.equal((await give('workstation', 'refresh_token')).status, 200);
  });

  it('end with the sign-in at once in this process, its refresh token too (SEC-02)', async () => {
    const { tokens, session } = await signInAt(house, { account: 'doctor' });
    assert.ok(await knows(tokens));
    house.accounts.sessions.delete(session);
    await house.oauth.endSession(session);
    await assert.rejects(knows(tokens), gone);
    assert.equal((await refresh(tokens)).body['error'], 'invalid_grant');
  });

  it('end within two seconds where another process ended the sign-in (SEC-02)', async () => {
    const { tokens, session } = await signInAt(house, { account: 'doctor' });
    assert.ok(await knows(tokens));
    house.accounts.sessions.delete(session);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 2001 });
    await assert.rejects(knows(tokens), gone);
    assert.equal((await refresh(tokens)).body['error'], 'invalid_grant');
  });

  it('end with the account (SEC-05)', async () => {
    const account = house.accounts.people.get('nurse');
    assert.ok(account);
    const { tokens } = await signInAt(house, { account: 'nurse' });
    assert.ok(await knows(tokens));
    house.accounts.people.delete('nurse');
    await house.oauth.endAccount('nurse');
    await assert.rejects(knows(tokens), gone);
    house.accounts.people.set('nurse', account);
    await assert.rejects(knows(tokens), gone, 'nor when it is back');
  });

  it('stand for the same object as long as nothing changes, even when looked up anew', async () => {
    const { tokens, session } = await signInAt(house, { account: 'doctor' });
    const first = await knows(tokens);
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 3000 });
    assert.equal(await knows(tokens), first);
    house.accounts.sessions.set(session, { account: 'doctor', strongAt: 7 });
    house.oauth.forget({ session });
    assert.equal((await knows(tokens))?.strongAt, 7);
  });

  for (const [why, header] of [
    ['nothing after the scheme', 'Bearer '],
    ['another scheme', 'Basic ZG9jdG9yOng='],
    ['a token that was never given', `Bearer ${'A'.repeat(43)}`],
    ['a forged JWT', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkb2N0b3IifQ.'],
    ['two tokens', `Bearer ${'A'.repeat(43)}, Bearer ${'B'.repeat(43)}`],
    ['a line within', `Bearer ${'A'.repeat(43)}\nx`],
    ['a token without end', `Bearer ${'A'.repeat(5000)}`],
  ] as const) {
    it(`are refused with ${why}`, async () => {
      await assert.rejects(house.oauth.authenticate(header, '10.0.0.1'), gone);
    });
  }

  it('may be missing: then nobody asks', async () => {
    assert.equal(await house.oauth.authenticate(undefined, '10.0.0.1'), undefined);
  });

  it('are remembered: many requests with one token ask the database once', async () => {
    const header = bearer(await systemToken('demo-platform'));
    await house.oauth.authenticate(header, '10.0.0.1');
    const { database } = house;
    await database.run('alter table oauth_state rename to oauth_state_away', []);
    try {
      for (let n = 0; n < 500; n += 1) await house.oauth.authenticate(header, '10.0.0.1');
    } finally {
      await database.run('alter table oauth_state_away rename to oauth_state', []);
    }
  });

  describe('asked about', () => {
    let secret = '';
    const ask = async (headers: Record<string, string>, form: Record<string, string>) => {
      const response = await fetch(`${house.url}/oauth/token/introspection`, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers,
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const basic = () => ({
      authorization: `Basic ${Buffer.from(`records:${secret}`).toString('base64')}`,
    });
    before(async () => {
      secret = 'a-secret-of-this-test-which-is-long-enough';
      await house.register({
        id: 'records',
        kind: 'app',
        method: 'client_secret_basic',
        secret: house.oauth.parts.secrets.seal(secret),
        redirectUris: [`${house.url}/signed-in`],
        scopes: 'openid online_access user/*.rs',
      });
    });

    it('by a confidential client, are not described when they are not its own', async () => {
      const token = await systemToken('demo-platform');
      const others = await ask(basic(), { token: String(token.access_token) });
      assert.deepEqual(others, { active: false });
      const nonsense = await ask(basic(), { token: 'A'.repeat(43) });
      assert.deepEqual(nonsense, { active: false });
    });

    it('by a public client, are not described', async () => {
      const { tokens } = await signInAt(house, { account: 'doctor' });
      const told = await ask(
        {},
        {
          client_id: 'workstation',
          token: String(tokens['access_token']),
        },
      );
      assert.deepEqual(told, { active: false });
    });

    it('by a client with the wrong secret, are not described', async () => {
      secret = 'wrong';
      const told = await ask(basic(), { token: 'A'.repeat(43) });
      assert.equal(told['error'], 'invalid_client');
      secret = 'a-secret-of-this-test-which-is-long-enough';
    });
  });

  it('are swept an hour after they ran out', async () => {
    const count = async () => {
      const rows = await house.oauth.parts.database.run(
        `select count(*)::int as n from oauth_state where expires < $1::bigint`,
        [Date.now()],
      );
      return Number(rows[0]?.['n']);
    };
    mock.timers.enable({ apis: ['Date'], now: Date.now() + 100 * 24 * 60 * minute });
    assert.ok((await count()) > 0);
    await house.oauth.tidy();
    assert.equal(await count(), 0);
  });
});
