/**
 * A doctor's day and a resident's answer to it, from the sign-in to the last refusal, on a house as
 * it is started. China's rules SEC-04, SEC-18 to SEC-20, RX-24.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Communication } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { violations } from './accessibility.ts';
import type { Stage } from './stage.ts';
import { startStage } from './stage.ts';
import { qianNumber, strangers } from './strangers.ts';

let stage: Stage;
before(async () => {
  stage = await startStage();
  await stage.load(strangers());
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const closed = '没有这份档案，或您现在没有理由查看它';

async function openChart(page: Page, id: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${stage.url}/workstation#/patient/${id}`);
  await page.locator('.banner .why, .hidden-chart').first().waitFor();
}

const whyOf = (page: Page) => page.locator('.banner .why').innerText();
const isClosed = async (page: Page) => page.getByRole('heading', { name: closed }).isVisible();

test('a doctor signs in by password and code, sees why a record is open (SEC-04)', async () => {
  const page = await stage.newPage();
  const { login = '', password = '' } = stage.accounts.chen;
  await page.goto(`${stage.url}/workstation#/patient/zhao-yulan`);
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel('验证码').waitFor();
  const inbox = await page.context().newPage();
  await inbox.goto(`${stage.url}/development/inbox`);
  const code = await inbox.locator('li', { hasText: login }).locator('.digits').innerText();
  await page.getByLabel('验证码').fill(code);
  await page.getByRole('heading', { name: '赵玉兰' }).waitFor();
  assert.match(await whyOf(page), /就诊关系/);
  await page.getByText('支气管哮喘').first().waitFor();
});

test('the author signs a document after a step-up; a change to it is found (RX-24)', async () => {
  const page = await stage.newPageAlone('chen');
  await stage.house.ageFactors();
  await openChart(page, 'zhao-yulan');
  await page.getByRole('tab', { name: '报告文书' }).click();
  await page.getByRole('tabpanel').getByText('门诊病历').click();
  const opened = page.getByRole('article');
  await opened.getByText('未签名').waitFor();
  await opened.getByRole('button', { name: '签名' }).click();
  const dialog = page.getByRole('dialog', { name: '再确认一次是您本人' });
  await dialog.getByLabel('验证码').fill(await stage.house.codeOf(stage.accounts.chen));
  await dialog.getByRole('button', { name: '确认' }).click();
  await opened.getByText('已签名 · 验证通过').waitFor();
  await opened.getByText(/陈志远，.*签名/).waitFor();
  await opened.getByText('非CA(测试)').waitFor();
  assert.equal(await opened.getByRole('button', { name: '签名' }).count(), 0);
  const { database } = stage.house.house.hub.house;
  await database.run(
    `update resource set body = replace(body, '门诊病历', '住院病历') where body like $1`,
    ['%"id":"zhao-letter"%'],
  );
  await openChart(page, 'zhao-yulan');
  await page.getByRole('tab', { name: '报告文书' }).click();
  await page.getByRole('tabpanel').getByText('住院病历').click();
  await opened.getByText('文书内容已被改动').first().waitFor();
});

test('a record without a reason is explained, and opens after the card (SEC-19)', async () => {
  const page = await stage.newPageOf('chen');
  await openChart(page, 'qian-shouye');
  assert.ok(await isClosed(page));
  await page.getByLabel('姓名').fill('钱守业');
  await page.getByLabel('身份证号').fill(qianNumber);
  await page.getByRole('button', { name: '核对并打开' }).click();
  await page.getByRole('heading', { name: '钱守业' }).waitFor();
  await page.locator('.banner .why').waitFor();
  assert.match(await whyOf(page), /已核对证件/);
  await page.getByText('痛风').first().waitFor();
});

test('an emergency opens a record, without what is specially protected (SEC-18)', async () => {
  const page = await stage.newPageOf('chen');
  await openChart(page, 'sun-guifang');
  assert.ok(await isClosed(page));
  const glass = async (isProtected: boolean) => {
    const dialog = page.getByRole('dialog', { name: '紧急调阅' });
    await dialog.getByLabel('具体原因').fill('昏迷送来抢救，查过敏和用药');
    if (isProtected) await dialog.getByLabel('也要看特殊保护的内容').check();
    await dialog.getByRole('button', { name: '我明白，打开病历' }).click();
    await page.getByRole('heading', { name: '孙桂芳' }).waitFor();
  };
  await page.getByRole('button', { name: '紧急调阅' }).click();
  await glass(false);
  await page.locator('.banner .why').waitFor();
  assert.match(await whyOf(page), /紧急调阅[\s\S]*剩余 [34] 小时 \d+ 分/);
  await page.getByText('冠心病').first().waitFor();
  assert.equal(await page.getByText('艾滋病').count(), 0);
});

test('the supervisor is told of the emergency, and writes down what came of it', async () => {
  const page = await stage.newPageOf('fang');
  await page.goto(`${stage.url}/workstation`);
  const notices = page.getByRole('region', { name: '给您的通知' });
  const notice = notices.getByRole('listitem').filter({ hasText: '陈志远' }).first();
  await notice.getByText(/紧急调阅了一位居民的健康档案，请核实理由/).waitFor();
  assert.equal(await page.getByText('孙桂芳').count(), 0);
  await notice.getByRole('button', { name: '记下核实结果' }).click();
  await notice.getByLabel(/核实的结果/).fill('已核实：急诊抢救，理由成立');
  await notice.getByRole('button', { name: '保存' }).click();
  await notice.getByText(/已核实：[\s\S]*理由成立/).waitFor();
  assert.deepEqual(await violations(page), []);
  const doctor = await stage.newPageOf('zhou');
  await doctor.goto(`${stage.url}/workstation`);
  await doctor.getByRole('combobox').first().waitFor();
  await doctor.waitForLoadState('networkidle');
  assert.equal(await doctor.getByText('理由成立').count(), 0);
});

/** 孙桂芳 at her own pages, signed in by the page itself. */
async function signInAsSun(): Promise<Page> {
  const page = await stage.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record`);
  await page.getByLabel('手机号').fill(stage.accounts.sun.phone ?? '');
  await page.getByRole('button', { name: '获取验证码' }).click();
  await page.getByLabel('短信验证码').waitFor();
  const inbox = await page.context().newPage();
  await inbox.goto(`${stage.url}/development/inbox`);
  const message = await inbox
    .getByText(/【医枢】验证码 \d{6}/)
    .first()
    .innerText();
  await page.getByLabel('短信验证码').fill(/\d{6}/.exec(message)?.[0] ?? '');
  await page.getByRole('region', { name: '下一步' }).waitFor();
  return page;
}

/** From wherever she is to one of the pages about trust, as a finger goes there. */
async function goToTrust(page: Page, name: '谁看过我的病历' | '允许谁看我的病历'): Promise<void> {
  await page.getByRole('link', { name: '我的', exact: true }).click();
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name }).waitFor();
}

/** To whom contested looks were sent: the institution, where it has no supervisors. */
async function recipientsOfContests(): Promise<(string | undefined)[]> {
  const { database } = stage.house.house.hub.house;
  const rows = await database.run('select body from resource where body like $1', [
    '%"contested-look"%',
  ]);
  return rows.flatMap(({ body }) =>
    ((JSON.parse(String(body)) as Communication).recipient ?? []).map((one) => one.reference),
  );
}

test('the resident sees the look and its reason, contests, grants, denies, withdraws', async () => {
  const resident = await signInAsSun();
  await goToTrust(resident, '谁看过我的病历');
  const glass = resident.locator('.look[data-deed=glass]');
  await glass.waitFor();
  const told = (await glass.innerText()).replace(/\s+/g, ' ');
  assert.match(told, /陈志远 执业医师 · 云和市第一人民医院 紧急调阅了.* 原因：情况紧急/);
  await glass.getByRole('button', { name: '这次不对' }).click();
  await glass.getByLabel('哪里不对').fill('我那天没有昏迷');
  await glass.getByRole('button', { name: '提交' }).click();
  await glass.getByText('已提交').waitFor();
  assert.deepEqual(await recipientsOfContests(), ['Organization/yunhe-first']);

  const doctor = await stage.newPageOf('zhou');
  await openChart(doctor, 'sun-guifang');
  assert.ok(await isClosed(doctor), 'a colleague has no reason yet');

  await goToTrust(resident, '允许谁看我的病历');
  await resident.getByRole('button', { name: '允许一家机构' }).click();
  await resident.getByLabel('机构名称').fill('第一人民');
  await resident.getByRole('button', { name: '云和市第一人民医院' }).click();
  await resident.locator('.permission-list').getByText('云和市第一人民医院').waitFor();
  await openChart(doctor, 'sun-guifang');
  assert.match(await whyOf(doctor), /本人授权/);

  await goToTrust(resident, '谁看过我的病历');
  const look = resident.locator('.look', { hasText: '周明' }).filter({ hasText: '您允许过' });
  await look.getByRole('button', { name: '不让他再看' }).click();
  await look.getByText(/以后周明看不到您的病历/).waitFor();
  await look.getByRole('button', { name: '不让他看' }).click();
  await look.getByText('已生效').waitFor();
  await openChart(doctor, 'sun-guifang');
  assert.ok(await isClosed(doctor), 'the doctor is shut out');

  await goToTrust(resident, '允许谁看我的病历');
  const line = resident.locator('.permission-list li', { hasText: '周明' });
  await line.getByRole('button', { name: '收回' }).click();
  await line.waitFor({ state: 'detached' });
  await openChart(doctor, 'sun-guifang');
  assert.match(await whyOf(doctor), /本人授权/);
  const grant = resident.locator('.permission-list li', { hasText: '云和市第一人民医院' });
  await grant.getByRole('button', { name: '收回' }).click();
  await resident.getByText('还没有另外允许谁').waitFor();
  await openChart(doctor, 'sun-guifang');
  assert.ok(await isClosed(doctor), 'the grant was withdrawn');
});

test('nothing failed in the pages or on the server, and no other host was asked', () => {
  assert.deepEqual(stage.errors, []);
});
