/**
 * The pages of appointments on the whole house: the desk makes a template and opens days, the
 * ledger balances, a doctor sees who comes, money is reconciled. APT-01, APT-02, PAY-01.
 */
/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { bookedIn, differ, miss } from './clinics/mishaps.ts';
import { type ClinicStaff, bringClinicStaff } from './clinics/staff.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
let staff: ClinicStaff;
let desk: Page;
before(async () => {
  stage = await startStage();
  staff = await bringClinicStaff(stage.house);
  desk = await pageOf('he');
});
after(async () => {
  await stage[Symbol.asyncDispose]();
  assert.deepEqual(stage.errors, []);
});

const viewport = { width: 1280, height: 800 };

async function pageOf(name: keyof ClinicStaff, size = viewport): Promise<Page> {
  const page = await stage.newPage({ viewport: size, reducedMotion: 'reduce' });
  page.setDefaultTimeout(10_000);
  await page.context().addCookies(await stage.house.signIn(staff[name]));
  await page.goto(`${stage.url}/workstation`);
  await page.locator('#content').waitFor();
  return page;
}

async function at(page: Page, fragment: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
}

const rail = (page: Page) => page.getByRole('navigation', { name: '页面' });
const clean = async (page: Page) => {
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
};

describe('The desk of a hospital', () => {
  test('makes a template; a slot of more than an hour is refused in its row (APT-01)', async () => {
    await rail(desk).getByRole('link', { name: '号源模板' }).click();
    await desk.getByText('还没有号源模板').waitFor();
    await clean(desk);
    await desk.getByRole('link', { name: '新建模板' }).click();
    await desk.getByLabel('科室').selectOption({ label: '眼科' });
    await desk.getByLabel('医师').selectOption({ label: '高明' });
    await desk.getByLabel('周一 时段（分钟）').fill('90');
    await desk.getByText('号源时段不得超过 60 分钟（APT-01）').waitFor();
    await desk.getByLabel('周一 时段（分钟）').fill('30');
    await desk.getByText('号源时段不得超过 60 分钟（APT-01）').waitFor({ state: 'detached' });
    await desk.getByLabel('老年人窗口预留').fill('25');
    const preview = desk.getByRole('status', { name: '每周号数' });
    await preview.getByText('老年人窗口预留').waitFor();
    for (let day = 0; day < 6; day += 1) {
      await desk.getByRole('button', { name: '加一个门诊' }).click();
    }
    assert.match((await preview.textContent()) ?? '', /合计147/);
    await clean(desk);
    await desk.getByRole('button', { name: '保存' }).click();
    await desk.getByRole('heading', { name: '高明 的号源模板' }).waitFor();
  });

  test('opens the days of it, once', async () => {
    await desk.getByRole('button', { name: '放这些天的号' }).click();
    await desk.getByText(/新放 1[34] 个门诊/).waitFor();
    await desk.getByRole('button', { name: '放这些天的号' }).click();
    await desk.getByText('这些天的号都放过了').waitFor();
    await clean(desk);
  });

  test('books for a resident in four steps', async () => {
    await rail(desk).getByRole('link', { name: '今日门诊' }).click();
    await desk.getByRole('heading', { name: '今日门诊' }).waitFor();
    await desk.keyboard.press(']');
    await desk.getByRole('button', { name: /^预约 高明/ }).click();
    await desk.getByLabel(/^居民/).fill('wxy');
    await desk.getByRole('button', { name: /王秀英/ }).click();
    await clean(desk);
    await desk.getByRole('button', { name: '确认预约' }).click();
    await desk.getByText(/已预约：\d+ 号，08:00/).waitFor();
    await desk.getByRole('button', { name: '高明', exact: true }).click();
    const line = desk.getByRole('row', { name: /王秀英/ });
    await line.getByText('初诊').waitFor();
    await line.getByText('已预约').waitFor();
    await clean(desk);
  });

  test('sees in the ledger where the number went, and that it balances', async () => {
    await desk.getByRole('button', { name: /^处理 高明/ }).click();
    await desk.getByRole('menuitem', { name: '看台账' }).click();
    await desk.getByText('账实相符').waitFor();
    const total = desk.getByRole('row', { name: /^合计/ });
    assert.match((await total.textContent()) ?? '', /合计2101002020/);
    await desk.getByRole('row', { name: /预约/ }).getByText('−1').waitFor();
    await clean(desk);
  });

  test('is told how many people a stopped clinic affects before it is stopped', async () => {
    await at(desk, '#/clinic/today');
    await desk.keyboard.press(']');
    await desk.keyboard.press(']');
    await desk.getByRole('button', { name: /^处理 高明/ }).click();
    await desk.getByRole('menuitem', { name: '停诊' }).click();
    await desk.getByText('还没有人预约，停诊不影响任何人。').waitFor();
    await desk.getByRole('button', { name: '不改了' }).click();
    await desk.keyboard.press('[');
    await desk.getByRole('button', { name: /^处理 高明/ }).click();
    await desk.getByRole('menuitem', { name: '替诊' }).click();
    await desk.getByText(/1 位已预约的居民改由新的医师接诊/).waitFor();
    await desk.getByLabel('由谁接诊').selectOption({ label: '许静' });
    await desk.getByRole('button', { name: '确认替诊' }).click();
    await desk.getByText('已换医师，更新 1 个预约').waitFor();
    await desk.getByRole('button', { name: /^处理 许静/ }).click();
    await desk.getByRole('menuitem', { name: '替诊' }).click();
    await desk.getByLabel('由谁接诊').selectOption({ label: '高明' });
    await desk.getByRole('button', { name: '确认替诊' }).click();
    await desk.getByRole('button', { name: /^处理 高明/ }).waitFor();
  });

  test('resolves a difference of the books with a reason (PAY-01)', async () => {
    await differ(stage.house, { amount: 1500n, day: '2026-11-26' });
    await rail(desk).getByRole('link', { name: '对账' }).click();
    const row = desk.getByRole('row', { name: /状态不一致/ });
    assert.match((await row.textContent()) ?? '', /15\.00 元 未支付15\.00 元 已完成/);
    await clean(desk);
    await row.getByRole('button', { name: /^处理订单/ }).click();
    await desk.getByLabel(/查到什么/).fill('已再查订单，渠道补发通知后入账');
    await desk.getByRole('button', { name: '标记为已处理' }).click();
    await desk.getByText('没有未处理的差异，账目一致。').waitFor();
    await desk.getByText('已处理', { exact: true }).first().click();
    await desk.getByText('已再查订单，渠道补发通知后入账').waitFor();
  });
});

describe('A doctor', () => {
  test('sees who comes, moves by keys and opens the chart', async () => {
    const page = await pageOf('gao');
    assert.deepEqual(await rail(page).getByRole('link').allTextContents(), [
      '查找',
      '今日门诊',
      '叫号',
    ]);
    await rail(page).getByRole('link', { name: '今日门诊' }).click();
    await page.getByRole('heading', { name: '今日门诊' }).waitFor();
    await page.keyboard.press(']');
    const line = page.getByRole('row', { name: /王秀英/ });
    await line.getByText('08:00–08:30').waitFor();
    await clean(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await clean(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/patient\/wang-xiuying/);
    await page.context().close();
  });

  test('has no page of templates; a nurse looks and does not plan', async () => {
    const page = await pageOf('ning');
    await at(page, '#/clinic/templates');
    await page.getByRole('heading', { name: '您的角色看不到这一页' }).waitFor();
    await clean(page);
    await at(page, '#/clinic/today');
    await page.getByRole('heading', { name: '今日门诊' }).waitFor();
    await page.keyboard.press(']');
    await page.getByRole('button', { name: '高明', exact: true }).click();
    await page.getByRole('row', { name: /王秀英/ }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^处理/ }).count(), 0);
    await page.context().close();
  });
});

describe('Afterwards', () => {
  test('who did not come is listed, and excused with a reason (APT-02)', async () => {
    const [appointment = ''] = await bookedIn(stage.house);
    await miss(stage.house, appointment);
    await rail(desk).getByRole('link', { name: '爽约' }).click();
    const row = desk.getByRole('row', { name: /王/ });
    await row.getByText('1 次').waitFor();
    await clean(desk);
    await row.getByRole('button', { name: /^核销/ }).click();
    await desk.getByLabel(/居民为什么没来/).fill('当日急诊住院，已出示出院小结');
    await desk.getByRole('button', { name: '确认核销' }).click();
    await desk.getByText('近 180 天没有爽约。').waitFor();
  });

  test('who keeps the house reconciles beside administering', async () => {
    const page = await pageOf('keeper');
    assert.deepEqual(await rail(page).getByRole('link').allTextContents(), ['对账', '管理']);
    await rail(page).getByRole('link', { name: '对账' }).click();
    await page.getByText('没有未处理的差异，账目一致。').waitFor();
    await rail(page).getByRole('link', { name: '管理' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.context().close();
  });
});

test('no part of the design system has what axe calls serious, in either theme', async () => {
  await at(desk, '#/design');
  await desk.getByRole('heading', { name: '设计陈列' }).waitFor();
  await clean(desk);
  await desk.getByRole('button', { name: 'English' }).click();
  await desk.getByRole('heading', { name: 'Design', exact: true }).waitFor();
  await desk.getByRole('button', { name: '中文' }).click();
});

test('on a phone nothing is too small or too wide', async () => {
  const page = await pageOf('he', { width: 390, height: 844 });
  for (const [section, heading] of [
    ['today', '今日门诊'],
    ['templates', '号源模板'],
    ['ledger', '号源台账'],
    ['no-shows', '爽约'],
    ['reconciliation', '对账'],
  ] as const) {
    await at(page, `#/clinic/${section}`);
    await page.getByRole('heading', { name: heading }).waitFor();
    await page.waitForLoadState('networkidle');
    assert.deepEqual(await smallTargets(page), [], section);
    assert.equal(await overflow(page), 0, section);
  }
  await page.context().close();
});
