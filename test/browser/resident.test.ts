/**
 * The residents' app: what is next, whose it is, results and record in words, the way to the right
 * door, the line on the day; its first load and what it keeps without a network.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { answer } from './answers.ts';
import { addVisits, openCountyClinics, visitAt } from './clinics/county.ts';
import { appPages, openApp, phone, settled } from './resident-app.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { inMinutes, openLine, placeOf } from './waiting.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
  await openCountyClinics(stage);
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

test('the first page says what is next, offers what there is to do, and nothing else', async () => {
  const page = await openApp(stage);
  const card = page.getByRole('region', { name: '下一步' });
  await card.getByText('没有要办的事').waitFor();
  assert.equal(await card.getByRole('button').count(), 1);
  const tiles = await page
    .getByRole('navigation', { name: '办事' })
    .getByRole('link')
    .allInnerTexts();
  assert.deepEqual(
    tiles.map((text) => text.trim()),
    ['挂号', '导诊', '报告', '用药', '档案', '缴费', '谁看过', '授权'],
  );
  const tabs = page.getByRole('navigation', { name: '主要页面' }).getByRole('link');
  assert.deepEqual(
    (await tabs.allInnerTexts()).map((text) => text.trim()),
    ['首页', '挂号', '报告', '档案', '我的'],
  );
});

test('back leads where one came from, and from a page opened first to the one above', async () => {
  const page = await openApp(stage);
  await page.getByRole('link', { name: '报告' }).first().click();
  await page.getByRole('link', { name: /空腹血糖/ }).click();
  await page.getByRole('heading', { name: '空腹血糖' }).waitFor();
  await page.getByRole('button', { name: '返回' }).click();
  await page.getByRole('heading', { name: '检查检验报告' }).waitFor();
  await page.goBack();
  await page.getByRole('region', { name: '下一步' }).waitFor();
  const other = await openApp(stage, '#/permissions');
  await other.getByRole('button', { name: '返回' }).click();
  await other.getByRole('heading', { name: '我的', exact: true }).waitFor();
});

test('a result is told with value, unit, range, word and trend, and what it means', async () => {
  const page = await openApp(stage, '#/results');
  const row = page.getByRole('link', { name: /空腹血糖/ });
  assert.match(
    (await row.innerText()).replace(/\s+/g, ' '),
    /空腹血糖 8\.2 mmol\/L ↑ 偏高 2026-05-12 · 参考范围 3\.9–6\.1/,
  );
  await row.click();
  await page.getByText('高于参考范围').waitFor();
  await page.getByText('来源：云和市第一人民医院').waitFor();
  const history = page.getByRole('region', { name: '历次结果' });
  assert.deepEqual(
    (await history.locator('.history li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')),
    ['2026-05-12 8.2 mmol/L ↑ 偏高', '2025-04-10 7.4 mmol/L ↑ 偏高', '2024-03-05 6.1 mmol/L'],
  );
});

test('a report is read: conclusion, text and where it came from', async () => {
  const page = await openApp(stage, '#/results');
  await page.getByRole('tab', { name: '报告' }).click();
  await page.getByRole('link', { name: /胸部X线检查/ }).click();
  await page.getByText('两肺未见明显实质性病变').waitFor();
  await page.getByText('心影不大').waitFor();
  await page.getByText('来源：云和市第一人民医院').waitFor();
});

test('the record tells how one is today, and by month how it came to be', async () => {
  const page = await openApp(stage, '#/archive');
  const allergies = page.getByRole('region', { name: '过敏' });
  await allergies.getByText('青霉素').waitFor();
  await page.getByRole('region', { name: '健康问题' }).getByText('2型糖尿病').waitFor();
  await page.getByRole('region', { name: '正在用的药' }).getByText('二甲双胍片').waitFor();
  await page.getByRole('tab', { name: '经过' }).click();
  await page.getByRole('heading', { name: '2026年5月' }).waitFor();
  await page.getByRole('button', { name: '接种' }).click();
  await page.getByText('流感疫苗').waitFor();
  assert.equal(await page.getByText('心血管内科').count(), 0);
});

test('danger comes first and names whom to call; it is guidance, and no diagnosis', async () => {
  const page = await openApp(stage, '#/guide');
  await page.getByLabel('哪里不舒服').fill('胸口疼得厉害，出冷汗，喘不上气');
  await page.getByRole('button', { name: '看看挂哪个科' }).click();
  const danger = page.getByRole('alert').filter({ hasText: '可能是急症' });
  const call = danger.getByRole('link', { name: '拨打 120' });
  assert.equal(await call.getAttribute('href'), 'tel:120');
  await danger.getByText('急诊科').waitFor();
  await page.getByText('不是诊断').waitFor();
  assert.equal(await page.getByRole('heading', { name: '建议的科室' }).count(), 0);
  assert.deepEqual(await violations(page), []);
});

test('a complaint leads to departments, three at most, and from there to booking', async () => {
  const page = await openApp(stage, '#/guide');
  await answer(page, '/fhir/R4/HealthcareService/$guide', () => ({
    json: {
      resourceType: 'Parameters',
      parameter: [
        { name: 'kind', valueCode: 'departments' },
        {
          name: 'department',
          part: [
            { name: 'code', valueCoding: { code: '10' } },
            { name: 'zh', valueString: '眼科' },
            { name: 'en', valueString: 'Eyes' },
            {
              name: 'service',
              part: [
                {
                  name: 'healthcareService',
                  valueReference: { reference: 'HealthcareService/eyes', display: '眼科' },
                },
              ],
            },
          ],
        },
      ],
    },
  }));
  await page.getByLabel('哪里不舒服').fill('眼睛发红');
  await page.getByRole('button', { name: '看看挂哪个科' }).click();
  await page.getByRole('region', { name: '眼科' }).getByRole('link').click();
  await page.getByRole('heading', { name: '测试县人民医院 眼科' }).waitFor();
});

const today = () => visitAt({ id: 'today', status: 'checked-in', start: Date.now(), number: 12 });

test('who waits sees number, people before, an honest range, and hears of changes', async () => {
  const page = await stage.newPageOf('wang', phone);
  await addVisits(page, [today()]);
  const times = { soonest: inMinutes(10), p50: inMinutes(20), p90: inMinutes(40) };
  const line = await openLine(page, placeOf('today', times));
  await page.goto(`${stage.url}/record#/visit/today`);
  const queue = page.getByRole('region', { name: '候诊' });
  await queue.getByText('3 人', { exact: true }).waitFor();
  await queue.getByText('12 号', { exact: true }).waitFor();
  await queue.getByText(/十次里有九次在 \d\d:\d\d 到 \d\d:\d\d 之间/).waitFor();
  await queue.getByText('实时更新').waitFor();
  assert.deepEqual(Object.keys(line.asked[0] as object), ['watch', 'id', 'token']);
  assert.deepEqual(await violations(page), []);
  line.tell(placeOf('today', { ahead: 0 }));
  await queue.getByText('下一个就是您').waitFor();
  line.tell(placeOf('today', { state: 'called', ahead: 0, room: '眼科 3 诊室' }));
  const called = queue.getByRole('alert');
  await called.getByText('眼科 3 诊室').waitFor();
  const size = await called
    .getByText('眼科 3 诊室')
    .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  assert.ok(size >= 40, `${size} px`);
  assert.deepEqual(await violations(page), []);
  await page.getByRole('link', { name: '首页' }).click();
  await page.getByRole('alert').filter({ hasText: '请到 眼科 3 诊室 就诊' }).waitFor();
});

test('a connection that breaks comes back, and what was known stays on the page', async () => {
  const page = await stage.newPageOf('wang', phone);
  await addVisits(page, [today()]);
  const line = await openLine(page, placeOf('today', {}));
  await page.goto(`${stage.url}/record#/visit/today`);
  const queue = page.getByRole('region', { name: '候诊' });
  await queue.getByText('实时更新').waitFor();
  line.cut();
  await queue.getByText('每 15 秒更新').waitFor();
  await queue.getByText('3 人', { exact: true }).waitFor();
  await queue.getByText('实时更新').waitFor();
  assert.ok(line.asked.length >= 2);
});

test('a token that ends ends nothing: the line goes on with another one', async () => {
  const page = await stage.newPageOf('wang', phone);
  await addVisits(page, [today()]);
  const line = await openLine(page, placeOf('today', {}));
  await page.goto(`${stage.url}/record#/visit/today`);
  const queue = page.getByRole('region', { name: '候诊' });
  await queue.getByText('实时更新').waitFor();
  line.refuse('unauthenticated');
  await queue.getByText('每 15 秒更新').waitFor();
  await queue.getByText('实时更新').waitFor();
  line.tell(placeOf('today', { ahead: 2 }));
  await queue.getByText('2 人', { exact: true }).waitFor();
  line.refuse('not-permitted');
  await queue.getByText('每 15 秒更新').waitFor();
  await queue.getByText('2 人', { exact: true }).waitFor();
});

test('who says how long the way is is told when to leave, and sends minutes alone', async () => {
  const page = await stage.newPageOf('wang', phone);
  const start = Date.now() + 3 * 3_600_000;
  await addVisits(page, [visitAt({ id: 'later', status: 'booked', start, number: 12 })]);
  const line = await openLine(page, placeOf('later', { state: 'expected' }));
  const told = await answer(page, '/fhir/R4/Appointment/later/$travel', () => ({
    json: { resourceType: 'Parameters' },
  }));
  await page.goto(`${stage.url}/record#/visit/later`);
  const travel = page.getByRole('region', { name: '路上要多久' });
  await travel.getByRole('button', { name: '多 5 分钟' }).click();
  await travel.getByText('35 分钟').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await smallTargets(page), []);
  await travel.getByRole('button', { name: '到时候提醒我出发' }).click();
  await page.waitForFunction(() => localStorage.getItem('yishu.travel') === '35');
  line.tell(placeOf('later', { state: 'expected', leave: inMinutes(-1) }));
  await travel.getByText('现在出发').waitFor();
  assert.deepEqual(told, [
    { resourceType: 'Parameters', parameter: [{ name: 'minutes', valueInteger: 35 }] },
  ]);
  await page.getByRole('link', { name: '首页' }).click();
  const card = page.getByRole('region', { name: '下一步' });
  await card.getByText('该出发了').waitFor();
  await card.getByRole('button', { name: '现在出发' }).waitFor();
});

test('who is passed queues again, and who was sent away comes back, with one tap', async () => {
  for (const [state, button, operation] of [
    ['passed', '重新排队', '$rejoin'],
    ['away', '回来报到', '$return'],
  ] as const) {
    const page = await stage.newPageOf('wang', phone);
    await addVisits(page, [today()]);
    await openLine(page, placeOf('today', { state }));
    const sent = await answer(page, `/fhir/R4/Appointment/today/${operation}`, () => ({
      json: today(),
    }));
    await page.goto(`${stage.url}/record#/visit/today`);
    await page.getByRole('button', { name: button }).click();
    await page.waitForTimeout(300);
    assert.equal(sent.length, 1, state);
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious on any page at ${width} pixels, ${colorScheme}`, async () => {
      const page = await openApp(stage, '', { colorScheme, viewport: { width, height: 844 } });
      for (const fragment of appPages) {
        await page.evaluate((hash) => (location.hash = hash), fragment);
        await settled(page);
        assert.deepEqual(await violations(page), [], fragment);
        assert.deepEqual(await smallTargets(page), [], fragment);
        assert.equal(await overflow(page), 0, fragment);
      }
    });
  }
}

test('English is complete on every page', async () => {
  const page = await openApp(stage, '#/me');
  await page.getByRole('switch', { name: 'English' }).click();
  for (const fragment of appPages) {
    await page.evaluate((hash) => (location.hash = hash), fragment);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const own = await page.evaluate(() => {
      const labels = document.querySelectorAll('nav a, [role=tab], .step-label, button.press, dt');
      return [...labels]
        .map(({ textContent }) => textContent)
        .filter((text) => /\p{Script=Han}/u.test(text));
    });
    assert.deepEqual(own, [], fragment);
  }
});

/** The app is promised to be usable after so many bytes as they are sent. */
const firstLoadBytes = 150_000;

test('the first page is there after 150 kB', async (context) => {
  const page = await stage.newPageOf('wang', phone);
  await page.goto(`${stage.url}/record`);
  await page.getByRole('region', { name: '下一步' }).waitFor();
  const loaded = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .map((entry) => entry as PerformanceResourceTiming)
      .filter(({ name }) => /\/record$|\.(?:js|css)$/.test(new URL(name).pathname))
      .map(({ name, encodedBodySize }) => ({ name, encodedBodySize })),
  );
  const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  context.diagnostic(`${bytes} bytes in ${loaded.length} files`);
  assert.ok(loaded.length > 5 && bytes > 50_000, 'what is loaded was not measured');
  assert.ok(bytes <= firstLoadBytes, `${bytes} bytes`);
});

test('without a network the app opens and says what is saved: nothing of a patient', async () => {
  const page = await stage.newPageOf('wang', { ...phone, serviceWorkers: 'allow' });
  await page.goto(`${stage.url}/record`);
  await page.getByRole('region', { name: '下一步' }).waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await page.getByRole('link', { name: '档案' }).first().click();
  await page.getByText('青霉素').waitFor();
  const kept = await page.evaluate(async () => {
    const cache = await caches.open('yishu-resident');
    return (await cache.keys()).map(({ url }) => new URL(url).pathname);
  });
  assert.ok(kept.includes('/record'));
  assert.deepEqual(
    kept.filter((path) => path !== '/record' && !/^\/(?:assets|app)\//.test(path)),
    [],
  );
  await page.context().setOffline(true);
  await page.goto(`${stage.url}/record`);
  await page.getByRole('heading', { name: '现在没有网络' }).waitFor();
  await page.getByText('病历、预约和报告不存在手机里').waitFor();
  assert.deepEqual(await violations(page), []);
});

test('the manifest lets a phone install the app, and its icons are there', async () => {
  const page = await openApp(stage);
  const manifest = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    const response = await fetch(link?.href ?? '');
    return {
      type: response.headers.get('content-type'),
      body: (await response.json()) as { start_url: string; icons: { src: string }[] },
    };
  });
  assert.match(manifest.type ?? '', /manifest\+json/);
  assert.equal(manifest.body.start_url, '/record');
  for (const { src } of manifest.body.icons) {
    const response = await page.request.get(stage.url + src);
    assert.equal(response.headers()['content-type'], 'image/png', src);
  }
});

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});
