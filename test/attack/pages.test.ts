/**
 * Markup in everything that others write, shown on the pages of doctors, residents and
 * administrators: it is text there. And the headers that would hold it, were it not.
 */
/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { NewAccount } from '#server/accounts/administer.ts';
import { newClient, putClient } from '#server/oauth/clients/registry.ts';
import { answer } from '#test/browser/answers.ts';
import { answerSearches, event } from '#test/browser/looks.ts';
import { people, transactionOf } from '#test/browser/residents.ts';
import { type Stage, startStage } from '#test/browser/stage.ts';
import { address, attribute, hostile, markup } from './hostile.ts';

const administrators: readonly NewAccount[] = [
  { role: 'system-administrator', login: 'sysadmin', name: markup, who: 'Person/sysadmin' },
  { role: 'security-administrator', login: 'secadmin', name: attribute, who: 'Person/secadmin' },
];

let stage: Stage;
const offices = new Map<string, Page>();
const dialogs: string[] = [];

/** Notes windows that a script opens: none may come. */
function watch(page: Page): Page {
  page.setDefaultTimeout(15_000);
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return page;
}

before(async () => {
  stage = await startStage();
  await stage.load(transactionOf(hostile()));
  const { database } = stage.house.house.hub.house;
  const client = { kind: 'app', method: 'none', status: 'pending', scopes: 'openid' } as const;
  await putClient(
    database,
    newClient({ id: 'hostile-app', name: markup, homeUri: address, ...client } as never),
  );
  for (const account of await stage.house.invite(administrators)) {
    const page = watch(await stage.newPage());
    await page.context().addCookies(await stage.house.signIn(account));
    offices.set(account.login ?? '', page);
  }
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

/** Asserts that nothing of what is shown ran, nor became an element or a link that could run. */
async function assertText(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => ({
    hit: (window as { hit?: number }).hit,
    scripts: [...document.scripts].filter((one) => one.text.includes('hit')).length,
    handlers: document.querySelectorAll('[onerror],[onload],img[src=x]').length,
    links: [...document.querySelectorAll('a,iframe,object,embed,form')]
      .flatMap((one) => ['href', 'src', 'data', 'action'].map((name) => one.getAttribute(name)))
      .filter((link) => link !== null)
      .filter((link) => !/^https?:|^data:application\/pdf/.test(new URL(link, location.href).href))
      .concat([...document.links].map(({ host }) => host).filter((host) => /evil/.test(host))),
    frames: document.querySelectorAll('iframe,object,embed').length,
  }));
  assert.deepEqual(found, { hit: undefined, scripts: 0, handlers: 0, links: [], frames: 0 }, where);
  assert.deepEqual(dialogs, [], where);
}

const shown = (page: Page) => page.getByText('onerror="window.hit=1"').first();

describe('Markup in a record', () => {
  test('is text on every part of the chart', async () => {
    const page = watch(await stage.newPageOf('chen'));
    await page.goto(`${stage.url}/workstation#/patient/hostile`);
    await page.locator('.banner .why').waitFor();
    await shown(page).waitFor();
    await assertText(page, 'the chart');
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await page.getByRole('tabpanel').first().waitFor();
      await assertText(page, await tab.innerText());
    }
    await page.getByRole('tab', { name: '报告文书' }).click();
    await page.getByRole('tabpanel').getByText('onerror').first().click();
    const opened = page.getByRole('article');
    await opened.getByText('onerror="window.hit=1"').first().waitFor();
    await assertText(page, 'a document');
  });

  test('is text in the list of people, and in what is typed there', async () => {
    const page = watch(await stage.open());
    const box = page.getByRole('combobox');
    await box.fill('恶意');
    await page.getByRole('option').first().waitFor();
    await assertText(page, 'the list');
    await box.fill(`${attribute}${markup}`);
    await page.waitForTimeout(400);
    await assertText(page, 'nothing found');
    for (const hash of ['#/patient/<img src=x onerror=hit=1>', `#/${address}`, `#${attribute}`]) {
      await page.goto(`${stage.url}/workstation${hash}`);
      await page.locator('#content').waitFor();
      await assertText(page, hash);
    }
  });

  test('is not taken into a narrative', async () => {
    const { house } = stage.house;
    const xmlns = 'xmlns="http://www.w3.org/1999/xhtml"';
    for (const inner of [
      '<script>window.hit=1</script>',
      '<img src="x" onerror="window.hit=1"/>',
      '<svg onload="window.hit=1"></svg>',
      '<a href="javascript:window.hit=1">x</a>',
      '<a href=" JAVASCRIPT:window.hit=1">x</a>',
      '<a href="&#106;avascript:window.hit=1">x</a>',
      '<a href="java&#x09;script:window.hit=1">x</a>',
      '<a href="java\nscript:window.hit=1">x</a>',
      '<a href="javascript&colon;window.hit=1">x</a>',
      '<a href="&#x1;javascript:window.hit=1">x</a>',
      '<a href="data:text/html,x">x</a>',
      '<img src="data:text/html,x"/>',
      '<iframe src="x"></iframe>',
      '<form action="x"><p>x</p></form>',
      '<style>p { background: url(x) }</style>',
      '<p style="background:url(https://evil.example/x)">x</p>',
      '<p style="background:&#117;rl(https://evil.example/x)">x</p>',
      '<math><mtext>x</mtext></math>',
      '<p><![CDATA[<script>x</script>]]></p>',
      '<p title="a>b" onclick="hit=1">x</p>',
      '<object data="x">x</object>',
      '<base href="https://evil.example/"/>',
    ]) {
      const div = `<div ${xmlns}>x${inner}</div>`;
      const body = {
        resourceType: 'Basic',
        code: { text: 'x' },
        text: { status: 'generated', div },
      };
      const issues = house.hub.house.validator.validate(body);
      assert.ok(
        issues.some(({ severity }) => severity === 'error'),
        inner,
      );
    }
    for (const inner of ['<a href="https://x.example/?a=1&amp;b=2">x</a>', '<a href="#x">x</a>']) {
      const div = `<div ${xmlns}>${inner}</div>`;
      const body = {
        resourceType: 'Basic',
        code: { text: 'x' },
        text: { status: 'generated', div },
      };
      assert.deepEqual(house.hub.house.validator.validate(body), [], inner);
    }
  });
});

describe('Markup in a name', () => {
  test('is text on the resident’s own page', async () => {
    const page = watch(await stage.newPageOf('wang'));
    await answerSearches(page, {
      AuditEvent: () => [
        event({
          id: 'e1',
          at: new Date().toISOString(),
          who: ['Practitioner/hostile', markup],
          where: 'Organization/hostile',
          why: attribute,
          what: [markup, 'Patient'],
        }),
      ],
      Consent: () => [
        {
          resourceType: 'Consent',
          id: 'c1',
          status: 'active',
          scope: { coding: [{ code: 'patient-privacy' }] },
          category: [{ text: markup }],
          patient: { reference: people.wang.who },
          provision: {
            type: 'permit',
            actor: [{ reference: { reference: 'Organization/hostile', display: markup } }],
          },
        },
      ],
      Communication: () => [
        {
          resourceType: 'Communication',
          id: 'n1',
          status: 'completed',
          sent: new Date().toISOString(),
          about: [{ reference: `Appointment/${markup}` }],
          payload: [{ contentString: markup }],
        },
      ],
    });
    for (const [fragment, what] of [
      ['#/looks', 'who looked'],
      ['#/permissions', 'who may'],
      ['', 'what is told'],
    ] as const) {
      await page.goto(`${stage.url}/record${fragment}`);
      await shown(page).waitFor();
      await assertText(page, what);
    }
  });

  test('is text on the pages of administrators', async () => {
    for (const [login, sections] of [
      ['sysadmin', ['institutions', 'people', 'accounts', 'clients']],
      ['secadmin', ['accounts', 'clients', 'rights', 'duties', 'explain']],
    ] as const) {
      const page = offices.get(login)!;
      await page.goto(`${stage.url}/workstation`);
      await page.locator('#content').waitFor();
      for (const section of sections) {
        await page.evaluate((to) => {
          location.hash = to;
        }, `#/administration/${section}`);
        await page.getByRole('heading').first().waitFor();
        await page.waitForLoadState('networkidle');
        if (section === 'institutions' || section === 'clients') await shown(page).waitFor();
        await assertText(page, `${login}: ${section}`);
      }
    }
  });

  test('is text where an app asks for consent, and on the pages of the provider', async () => {
    const page = watch(await stage.newPage());
    const app = {
      client: { id: 'x', name: markup, uri: address },
      scopes: ['openid', 'launch/patient', `patient/${markup}.rs`],
      needsPatient: true,
      patients: [{ id: attribute, name: markup }],
    };
    await answer(page, '/api/oauth/interaction/u1', () => ({ json: app }));
    await page.goto(`${stage.url}/sign-in/consent?uid=u1`);
    await shown(page).waitFor();
    await assertText(page, 'the consent');
    const text = encodeURIComponent(markup + attribute);
    for (const path of [
      `/oauth/auth?client_id=${text}&response_type=${text}&redirect_uri=${text}&scope=${text}`,
      `/oauth/auth?client_id=workstation&response_type=code&redirect_uri=${address}`,
      `/oauth/session/end?id_token_hint=${text}&post_logout_redirect_uri=${text}`,
      `/oauth/interaction/${text}`,
      `/sign-in?uid=${text}&error=${text}&return=${encodeURIComponent(address)}`,
      `/sign-in/consent?uid=${text}`,
      `/sign-in/invitation#${text}`,
      `/${text}`,
    ]) {
      await page.goto(stage.url + path);
      await page.waitForLoadState('load');
      await assertText(page, decodeURIComponent(path));
    }
  });
});

describe('The headers of a page', () => {
  const directives = (policy: string) =>
    new Map(
      policy.split(';').map((directive) => {
        const [name = '', ...values] = directive.trim().split(/\s+/);
        return [name, values] as const;
      }),
    );

  test('let no script run that is no file of the house, and no other page frame it', async () => {
    for (const path of [
      '/',
      '/index.html',
      '/workstation',
      '/sign-in',
      '/sign-in/consent?uid=x',
      '/record',
      '/development/inbox',
      '/nothing/at/all',
      '/oauth/auth?client_id=x',
      '/oauth/session/end',
      '/oauth/interaction/x',
      '/oauth/nothing',
      '/api/session',
      '/api/nothing',
      '/fhir/R4/metadata',
      '/fhir/R4/Patient',
    ]) {
      const headers = { accept: 'text/html, */*' };
      const response = await fetch(stage.url + path, { headers, redirect: 'manual' });
      const policy = directives(response.headers.get('content-security-policy') ?? '');
      const scripts = policy.get('script-src') ?? policy.get('default-src');
      assert.ok(scripts !== undefined, `${path} has no policy`);
      const isSafe = scripts.every((one) => /^'(?:self|none|sha256-[\w+/]+=)'$/.test(one));
      assert.ok(isSafe, `${path}: ${scripts.join(' ')}`);
      const framed = policy.get('frame-ancestors')?.join(' ');
      assert.ok(framed === "'none'" || framed === "'self'", `${path}: ${framed}`);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(response.headers.get('referrer-policy'), 'no-referrer', path);
      assert.equal(response.headers.get('x-powered-by'), null, path);
      assert.ok(!/fastify|node/i.test(response.headers.get('server') ?? ''), path);
    }
  });

  test('keep out what the text would load', async () => {
    const page = watch(await stage.newPage());
    await page.goto(`${stage.url}/sign-in`);
    const refused: string[] = [];
    page.on('console', (message) => refused.push(message.text()));
    // A script that came into the page in spite of everything.
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.text = 'window.hit = 1';
      document.body.append(script);
      const image = document.createElement('img');
      image.setAttribute('onerror', 'window.hit = 1');
      image.src = '/nothing.png';
      document.body.append(image);
    });
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => (window as { hit?: number }).hit), undefined);
    assert.ok(
      refused.some((text) => /content security policy/i.test(text)),
      refused.join(),
    );
    // That it was kept out is told as an error of the page; here it is what was wanted.
    const mine = stage.errors.filter((text) => /inline/.test(String(text)));
    assert.ok(mine.length > 0);
    for (const text of mine) stage.errors.splice(stage.errors.indexOf(text), 1);
  });

  test('were needed by nothing that the pages showed', () => {
    assert.deepEqual(stage.errors, []);
  });
});
