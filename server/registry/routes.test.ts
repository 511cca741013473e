/** The routes of the registry: who may, what comes back, and the way to an online right. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import type { PlainRequest, PlainResponse } from '#server/http/plain-route.ts';
import { generateRegion } from '#server/demonstration/region.ts';
import { callerOf } from '#test/callers.ts';
import { type TestDatabase, testDatabase } from '#test/database.ts';
import { type TestHub, openTestHub } from '#test/hub.ts';
import { registryRoutes } from './routes.ts';

const today = '2026-11-24';
const asked: string[] = [];
let database: TestDatabase;
let hub: TestHub;

const routes = registryRoutes({
  sendAs: (request) => async (inner: FhirRequest) => {
    asked.push(request.id);
    return hub.router.answer(inner, hub.house);
  },
  now: () => now,
  timeZone: 'Asia/Shanghai',
  credentialDays: 30,
  stepUpMinutes: 5,
});

const now = Date.parse(`${today}T08:00:00+08:00`);
const administrator = callerOf('system-administrator', { strongAt: now - 60_000 });

before(async () => {
  database = await testDatabase();
  hub = await openTestHub(database);
  for (const bundle of generateRegion({ seed: 1, today })) {
    // The directory comes first, then the residents.
    if (bundle.entry[0]?.resource.resourceType === 'Patient') break;
    const body = { value: bundle, faithful: bundle };
    const request = { method: 'POST', path: [], query: [], headers: {}, base: '', body };
    await hub.router.answer({ ...request, query: [] }, hub.house);
  }
});

after(() => database.drop());

async function call(
  method: string,
  url: string,
  given: Partial<PlainRequest> = {},
): Promise<PlainResponse> {
  const [path = '', query = ''] = url.split('?');
  for (const route of routes) {
    const pattern = new RegExp(`^${route.path.replace(/:\w+/, '([^/]+)')}$`);
    const match = pattern.exec(path);
    if (route.method !== method || match === null) continue;
    return route.handler({
      caller: administrator,
      names: { role: match[1] ?? '' },
      query: new URLSearchParams(query),
      body: undefined,
      text: '',
      cookies: {},
      headers: {},
      address: '127.0.0.1',
      id: 'request-1',
      ...given,
    });
  }
  throw new Error(`no route ${method} ${path}`);
}

describe('The files of the registry', () => {
  it('the demonstration region comes out as files and goes in again without a change', async () => {
    for (const kind of ['institutions', 'people', 'roles', 'alliances']) {
      const file = await call('GET', `/api/registry/export/${kind}`);
      assert.equal(file.contentType, 'text/csv; charset=utf-8');
      const text = String(file.body);
      const { status, body } = await call('POST', `/api/registry/import/${kind}?mode=apply`, {
        text,
      });
      const report = body as {
        problems: unknown[];
        created: number;
        updated: number;
        lines: number;
      };
      assert.deepEqual(report.problems, [], kind);
      assert.deepEqual([status, report.created, report.updated], [200, 0, 0], kind);
      assert.ok(report.lines >= 8, `${kind} ${report.lines}`);
    }
    assert.ok(
      asked.every((id) => id === 'request-1'),
      'every read is on behalf of the request',
    );
  });

  it('a file to be applied that has a mistake is answered with 422 and the cell', async () => {
    const text = 'id,name,class\nx,某,Z9';
    const checked = await call('POST', '/api/registry/import/institutions?mode=check', { text });
    assert.equal(checked.status, 200);
    const applied = await call('POST', '/api/registry/import/institutions?mode=apply', { text });
    assert.equal(applied.status, 422);
    const [problem] = (applied.body as { problems: { line: number; column: { key: string } }[] })
      .problems;
    assert.deepEqual([problem?.line, problem?.column.key], [2, 'class']);
  });

  it('the bytes count where they are kept, so that GB18030 arrives whole', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,name,class\ngb,'),
      Buffer.from('c4b3cfd8', 'hex'),
      Buffer.from(',A100'),
    ]);
    const text = bytes.toString('utf8');
    const url = '/api/registry/import/institutions?mode=check';
    const { body } = await call('POST', url, { bytes, text });
    assert.deepEqual((body as { problems: unknown[] }).problems, []);
    assert.equal((body as { encoding: string }).encoding, 'GB18030');
  });

  it('a file is handed out only to who has just shown a strong factor (SEC-04)', async () => {
    const caller = { ...administrator, strongAt: now - 6 * 60_000 };
    await assert.rejects(call('GET', '/api/registry/export/people', { caller }), {
      code: 'step-up-needed',
    });
  });

  it('a mode that is none is refused', async () => {
    await assert.rejects(call('POST', '/api/registry/import/people?mode=now', { text: '' }), {
      code: 'bad-import-mode',
    });
  });

  it('what looks like a formula leaves with an apostrophe and comes back without it', async () => {
    const text = 'id,name,class,address\nformula,"=HYPERLINK(""http://evil.example"")",A100,+86 1';
    await call('POST', '/api/registry/import/institutions?mode=apply', { text });
    const exported = String((await call('GET', '/api/registry/export/institutions')).body);
    assert.match(exported, /formula,"'=HYPERLINK\(/);
    assert.match(exported, /,'\+86 1,/);
    const again = await call('POST', '/api/registry/import/institutions?mode=check', {
      text: exported,
    });
    const { updated, problems } = again.body as { updated: number; problems: unknown[] };
    assert.deepEqual([updated, problems], [0, []]);
  });

  it('every template is a file whose only mistake is its example', async () => {
    for (const kind of ['institutions', 'people', 'roles', 'alliances']) {
      const text = String((await call('GET', `/api/registry/templates/${kind}`)).body);
      assert.ok(text.startsWith('\uFEFF'));
      const { body } = await call('POST', `/api/registry/import/${kind}?mode=check`, { text });
      const { problems } = body as { problems: { zh: string }[] };
      assert.ok(problems.length > 0);
      const others = problems.filter(({ zh }) => !/示例行|没有这个/.test(zh));
      assert.deepEqual(others, [], kind);
    }
  });
});

describe('Who may', () => {
  for (const { method, path, access, audit } of routes) {
    it(`SEC-06: ${method} ${path} is for administrators, and none of audit`, () => {
      assert.ok(Array.isArray(access));
      assert.ok(access.every((role) => /^(?:system|security)-administrator$/.test(role)));
      if (method === 'POST') {
        const owner = path.endsWith('/roles') ? 'security-administrator' : 'system-administrator';
        assert.deepEqual(access, [owner]);
      }
      assert.ok(audit !== undefined || path.includes('/templates/'));
    });
  }
});

interface RightsBody {
  allowed: boolean;
  denials: { rule: string; refused: string; zh: string }[];
}

async function rights(role: string, query: string): Promise<RightsBody> {
  return (await call('GET', `/api/registry/rights/${role}?${query}`)).body as RightsBody;
}

describe('The way to an online right', () => {
  it('ONL-04: the head of cardiology has it, at home and where the filing is', async () => {
    const home = await rights('demo-role-001', 'mode=online&department=03.04');
    assert.deepEqual(home, { allowed: true, denials: [] });
    const away = await rights('demo-role-001-at-1', 'mode=online&department=03');
    assert.deepEqual(away, { allowed: true, denials: [] });
  });

  it('ONL-06: without the filing the same doctor has it no more, and hears why', async () => {
    const file = String((await call('GET', '/api/registry/export/roles')).body);
    const line = file.split('\r\n').find((each) => each.startsWith('demo-role-001-at-1,')) ?? '';
    const changed = line.replace(/,DEMO-[^,]*,[^,]*,[^,]*,/, ',,,,');
    const text = [file.split('\r\n')[0], changed].join('\r\n');
    const { body } = await call('POST', '/api/registry/import/roles?mode=apply', { text });
    assert.equal((body as { updated: number }).updated, 1);
    const away = await rights('demo-role-001-at-1', 'mode=online&department=03');
    assert.deepEqual(
      away.denials.map(({ rule, zh }) => [rule, zh]),
      [['ONL-06', '该医师未在本机构办理多机构执业注册或备案（ONL-06）']],
    );
  });

  it('ONL-05: whose check is old is suspended, and told to the administrator', async () => {
    const { body } = await call('GET', '/api/registry/checks');
    const { due } = body as { due: { id: string; state: string }[] };
    const stale = due.filter(({ state }) => state === 'stale');
    assert.equal(stale.length, 2);
    const role = stale[0]?.id.replace('practitioner', 'role') ?? '';
    const { denials } = await rights(role, 'department=04.01');
    assert.deepEqual(
      denials.map(({ zh }) => zh),
      ['距上次在国家电子注册系统核验已超过30日，执业权限已暂停，请重新核验（ONL-05）'],
    );
  });

  it('a role that is not there and a department that is none are refused', async () => {
    await assert.rejects(rights('nobody', 'department=03'), { code: 'not-found' });
    await assert.rejects(rights('demo-role-001', 'department=x'), { code: 'bad-parameter' });
    await assert.rejects(rights('demo-role-001', 'department=03&mode=x'), {
      code: 'bad-parameter',
    });
  });
});
