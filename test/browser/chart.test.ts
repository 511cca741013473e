/** Reading a chart: what a doctor sees of a person whose care happened in several institutions. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { muchSeen } from './residents.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';

const wang = '#/patient/wang-xiuying';

let stage: Stage;
before(async () => {
  stage = await startStage();
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

test('the banner says who it is, and the allergy stands in cinnabar', async () => {
  const page = await stage.open(wang);
  const banner = page.getByRole('region', { name: '王秀英 的病历' });
  await banner.waitFor();
  assert.match(
    await banner.innerText(),
    /女 \d+岁[\s\S]*测试数据[\s\S]*过敏 青霉素[\s\S]*1958-03-12/,
  );
  const colour = await banner
    .locator('.is-allergic')
    .evaluate((element) => getComputedStyle(element).color);
  assert.equal(colour, 'rgb(180, 35, 24)');
});

test('a person without recorded allergies is not called free of allergies', async () => {
  const page = await stage.open('#/patient/li-guoqiang');
  await page.getByText('无过敏记录').waitFor();
  await page.getByText('不等于没有过敏').waitFor();
});

test('the summary has problems, medicines, allergies, immunisations with sources', async () => {
  const page = await stage.open(wang);
  for (const [section, fact, institution] of [
    ['诊断与问题', '2型糖尿病', '云和市第一人民医院'],
    ['正在用药', '二甲双胍片', '云和市第一人民医院'],
    ['过敏', '青霉素', '荷花镇卫生院'],
    ['接种', '流感疫苗', '荷花镇卫生院'],
  ] as const) {
    const card = page.locator('.summary section', {
      has: page.getByRole('heading', { name: section }),
    });
    await card.locator('li', { hasText: fact }).filter({ hasText: institution }).waitFor();
  }
});

test('the timeline runs across institutions, the latest first', async () => {
  const page = await stage.open(wang);
  const heads = page.locator('.row-head[data-kind=visit]');
  await heads.first().waitFor();
  // A month that is not near the screen is not laid out yet, and has no text to be read.
  await heads.last().scrollIntoViewIfNeeded();
  const texts = (await heads.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  assert.deepEqual(texts, [
    '云和市第一人民医院 门诊 心血管内科',
    '荷花镇卫生院 门诊 全科医疗科',
    '云和市第一人民医院 门诊 内分泌科',
  ]);
});

test('the timeline is filtered by kind and institution; a filter can be cleared', async () => {
  const page = await stage.open(wang);
  await page.locator('.row').first().waitFor();
  await page.getByRole('button', { name: '用药', exact: true }).click();
  assert.deepEqual(await page.locator('.row').evaluateAll(kindsOfRows), ['medicine']);
  await page.getByRole('combobox', { name: '机构' }).click();
  await page.getByRole('option', { name: /荷花镇卫生院/ }).waitFor({ state: 'attached' });
  await page.locator('.ant-select-item-option', { hasText: '荷花镇卫生院' }).click();
  await page.getByText('没有符合筛选的记录').waitFor();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await page.locator('.row[data-kind=visit]').first().waitFor();
});

function kindsOfRows(rows: Element[]): (string | null)[] {
  return rows.map((row) => row.getAttribute('data-kind'));
}

test('a result opens with value, unit, range and word, and its trend with the range', async () => {
  const page = await stage.open(wang);
  await page.locator('.measurement', { hasText: '空腹血糖' }).locator('.measurement-open').click();
  const opened = page.getByRole('article', { name: '空腹血糖' });
  await opened.waitFor();
  assert.match(
    (await opened.locator('.opened-value').innerText()).replace(/\s+/g, ' '),
    /8\.2 mmol\/L 3\.9–6\.1 ↑ 偏高/,
  );
  await opened.getByRole('img', { name: '空腹血糖 的趋势，共 3 次' }).waitFor();
  await opened.getByText('绿色带为参考范围（3.9–6.1）').waitFor();
  await opened.locator('.trend-plot svg path').first().waitFor({ state: 'attached' });
  const bands = await opened.locator('.trend-plot svg path[fill="#0F766E"]').count();
  assert.ok(bands > 0, 'no band of the reference range is drawn');
  const history = await opened.locator('.history tr').allInnerTexts();
  assert.deepEqual(
    history.map((row) => /[\d.]+(?=\s*mmol)/.exec(row)?.[0]),
    ['8.2', '7.4', '6.1'],
  );
});

test('a blood pressure reads as one value', async () => {
  const page = await stage.open(wang);
  const line = page.locator('.measurement', { hasText: '血压' });
  await line.getByText('152/94').waitFor();
});

test('a document opens with its text', async () => {
  const page = await stage.open(wang);
  await page.getByRole('tab', { name: '报告文书' }).click();
  await page.getByRole('tabpanel').getByText('出院小结').click();
  await page.getByRole('article').getByText('血糖控制后好转出院。').waitFor();
});

test('every fact opens its FHIR source, and its references lead on', async () => {
  const page = await stage.open(wang);
  await page.getByRole('button', { name: '查看 FHIR 源：2型糖尿病' }).first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('"Condition"').waitFor();
  assert.match(await drawer.innerText(), /版本 1/);
  await drawer.getByRole('button', { name: '"Patient/wang-xiuying"' }).click();
  await drawer.getByText('"1958-03-12"').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
});

test('a chart that does not exist says so', async () => {
  const page = await stage.open('#/patient/nobody-here');
  await page.getByText('没有这份档案').waitFor();
});

test('a chart whose allergies did not arrive says so instead of showing none', async () => {
  const page = await stage.open();
  await page.route('**/fhir/R4', async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { entry: object[] };
    const { entry: asked } = route.request().postDataJSON() as {
      entry: { request: { url: string } }[];
    };
    const at = asked.findIndex(({ request }) => request.url.startsWith('AllergyIntolerance'));
    if (at >= 0) body.entry[at] = { response: { status: '500' } };
    await route.fulfill({ response, json: body });
  });
  await page.goto(`${stage.url}/workstation${wang}`);
  await page.reload();
  await page.getByText('过敏史没有取到').waitFor();
  assert.equal(await page.getByText('无过敏记录').count(), 0);
});

test('a chart of 500 encounters shows the latest, then all as one scrolls', async (context) => {
  await stage.load(muchSeen(500));
  const page = await stage.open('#/patient/li-guoqiang');
  await page.getByRole('heading', { name: '李国强' }).waitFor();
  const { ms, rows } = await page.evaluate(firstScreen);
  context.diagnostic(`first screen of 500 encounters: ${Math.round(ms)} ms`);
  assert.ok(rows < 500, `shows ${rows} at first`);
  const visits = page.locator('.row[data-kind=visit]');
  await visits.first().waitFor();
  await page.locator('.overview').getByRole('button', { name: '载入更早的记录' }).waitFor();
  const end = page.getByText('已到最早的记录');
  for (let scroll = 0; scroll < 300 && !(await end.isVisible()); scroll += 1) {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(100);
  }
  assert.equal(await visits.count(), 500);
});

/** Runs in the page: goes to the chart and waits for its first rows to be painted. */
async function firstScreen(): Promise<{ ms: number; rows: number }> {
  const started = performance.now();
  location.hash = '#/patient/much-seen';
  const frame = () => new Promise((painted) => requestAnimationFrame(painted));
  const drawn = () => document.querySelectorAll('.row[data-kind=visit]').length;
  while (drawn() <= 10) await frame();
  const rows = drawn();
  await frame();
  return { ms: performance.now() - started, rows };
}

test('nothing failed in the pages, and nothing was asked of another host', () => {
  assert.deepEqual(stage.errors, []);
});
