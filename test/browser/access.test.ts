/**
 * Why a record may be seen, and the ways to one that may not. China's rules SEC-18, SEC-19.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { answer, refusal } from './answers.ts';
import { idNumber } from './residents.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const wangChart = '/workstation#/patient/wang-xiuying';
const hiddenChart = '/workstation#/patient/somebody-else';

async function openAs(
  address: string,
  options: Parameters<Stage['newPage']>[0] = {},
): Promise<Page> {
  const page = await stage.newPageOf('chen', options);
  await page.goto(stage.url + address);
  await page.locator('#content').waitFor();
  return page;
}

const why = (valueCode: string, until?: string) => ({
  json: {
    resourceType: 'Parameters',
    parameter: [
      { name: 'why', valueCode },
      ...(until === undefined ? [] : [{ name: 'until', valueInstant: until }]),
    ],
  },
});

for (const [code, words] of [
  ['own-organization', '本机构记录'],
  ['care', '就诊关系'],
  ['grant', '本人授权'],
] as const) {
  test(`the banner says why one may see the record: ${words}`, async () => {
    const page = await stage.newPageOf();
    await answer(page, '/fhir/R4/Patient/wang-xiuying/$why', () => why(code));
    await page.goto(stage.url + wangChart);
    await page.locator('.banner').getByText(words).waitFor();
  });
}

test('emergency access says how long it still holds (SEC-18)', async () => {
  const page = await stage.newPageOf();
  await page.clock.install({ time: new Date('2026-11-20T02:10:00Z') });
  await answer(page, '/fhir/R4/Patient/wang-xiuying/$why', () =>
    why('break-glass', '2026-11-20T06:00:00Z'),
  );
  await page.goto(stage.url + wangChart);
  await page
    .locator('.banner')
    .getByText(/紧急调阅.*剩余 3 小时 50 分/)
    .waitFor();
});

test('what is specially protected is marked wherever it stands', async () => {
  const page = await stage.newPageOf();
  const security = [{ system: 'https://yishu.example/CodeSystem/data-level', code: '5' }];
  await page.route('**/fhir/R4', async (route) => {
    const response = await route.fetch();
    const text = (await response.text()).replaceAll(
      /("resourceType":"Condition",.*?"meta":\{)/g,
      `$1"security":${JSON.stringify(security)},`,
    );
    await route.fulfill({ response, body: text });
  });
  await page.goto(stage.url + wangChart);
  await page.locator('.summary').getByText('特殊保护').waitFor();
  await page.locator('.row', { hasText: '2型糖尿病' }).getByText('特殊保护').waitFor();
  await page.locator('.summary').getByText('2型糖尿病').click();
  await page.getByRole('article').getByText('特殊保护').first().waitFor();
});

test('a record that is not shown does not say whether it exists, but how to open it', async () => {
  const page = await openAs(hiddenChart);
  await page.getByRole('heading', { name: '没有这份档案，或您现在没有理由查看它' }).waitFor();
  await page.getByRole('region', { name: '病人就在面前' }).waitFor();
  await page.getByRole('button', { name: '紧急调阅' }).waitFor();
});

test('emergency access needs a reason of ten characters, says who is told (SEC-18)', async () => {
  const page = await openAs(hiddenChart);
  let opened = false;
  const given = await answer(page, '/fhir/R4/Patient/somebody-else/$break-glass', () => {
    opened = true;
    return { json: { resourceType: 'Parameters' } };
  });
  await page.route('**/fhir/R4', async (route) => {
    const text = route.request().postData() ?? '';
    if (!opened) return route.continue();
    return route.continue({ postData: text.replaceAll('somebody-else', 'wang-xiuying') });
  });
  await page.getByRole('button', { name: '紧急调阅' }).click();
  const dialog = page.getByRole('dialog', { name: '紧急调阅' });
  await dialog.getByText('本人和医务管理会马上收到通知').waitFor();
  const open = dialog.getByRole('button', { name: '我明白，打开病历' });
  await dialog.getByLabel('具体原因').fill('昏迷送来抢救');
  await dialog.getByText('还差 4 个字').waitFor();
  assert.equal(await open.isDisabled(), true);
  await dialog.getByLabel('具体原因').fill('昏迷送来抢救，查过敏和用药');
  await dialog.getByLabel('也要看特殊保护的内容').check();
  await open.click();
  await page.getByRole('heading', { name: '王秀英' }).waitFor();
  assert.deepEqual(given, [
    {
      resourceType: 'Parameters',
      parameter: [
        { name: 'reason', valueCode: 'emergency' },
        { name: 'text', valueString: '昏迷送来抢救，查过敏和用药' },
        { name: 'level', valueInteger: 5 },
      ],
    },
  ]);
});

test('somebody of elsewhere is found by the card, never by an address (SEC-19)', async () => {
  const page = await openAs('/workstation');
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(decodeURIComponent(request.url())));
  const given = await answer(page, '/fhir/R4/Patient/$identify', () => ({
    json: { resourceType: 'Patient', id: 'wang-xiuying' },
  }));
  await page.getByRole('combobox').fill('王无此人');
  const form = page.getByRole('region', { name: '病人在面前？核对证件' });
  await form.waitFor();
  assert.equal(await form.getByLabel('姓名').inputValue(), '王无此人');
  await form.getByLabel('姓名').fill('王秀英');
  await form.getByLabel('身份证号').fill(`${idNumber.slice(0, 17)}?`);
  await form.getByRole('button', { name: '核对并打开' }).click();
  await form.getByRole('alert').filter({ hasText: '校验码或日期不对' }).waitFor();
  await form.getByLabel('身份证号').fill(idNumber);
  await form.getByRole('button', { name: '核对并打开' }).click();
  await page.getByRole('heading', { name: '王秀英' }).waitFor();
  assert.deepEqual(given, [
    {
      resourceType: 'Parameters',
      parameter: [
        {
          name: 'identifier',
          valueIdentifier: { system: 'urn:oid:2.16.156.10011.1.3', value: idNumber },
        },
        { name: 'name', valueString: '王秀英' },
      ],
    },
  ]);
  for (const address of addresses) assert.doesNotMatch(address, /王|3308/);
});

test('a card that does not fit says so and opens nothing', async () => {
  const page = await openAs(hiddenChart);
  await answer(page, '/fhir/R4/Patient/$identify', () =>
    refusal(422, 'not-identified', ['姓名与证件不符', 'no match']),
  );
  await page.getByLabel('姓名').fill('李四');
  await page.getByLabel('身份证号').fill(idNumber);
  await page.getByRole('button', { name: '核对并打开' }).click();
  await page.getByRole('alert').filter({ hasText: '对不上' }).waitFor();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing serious at ${width} pixels in the ${colorScheme} theme`, async () => {
      const options = { colorScheme, viewport: { width, height: 844 } };
      const page = await openAs(hiddenChart, options);
      const check = async (what: string) => {
        assert.deepEqual(await violations(page), [], what);
        assert.equal(await overflow(page), 0, what);
        if (width < 768) assert.deepEqual(await smallTargets(page), [], what);
      };
      await page.getByRole('button', { name: '紧急调阅' }).waitFor();
      await check('hidden');
      await page.getByRole('button', { name: '紧急调阅' }).click();
      await page.getByRole('dialog').waitFor();
      await check('break-glass');
    });
  }
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});
