/**
 * The tab where a hospital's own system and the hub differ about numbers, on the whole house with
 * the simulator of a hospital's system: a registrar sees what it refused, tells it again, takes
 * theirs, and asks for its list.
 * docs/decisions/0026-his-adapters.md
 */
/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { checkDigit } from '#model/resident-id.ts';
import { templateExtensions } from '#model/scheduling/clinic.ts';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { type ClinicStaff, bringClinicStaff } from './clinics/staff.ts';
import { bookSlot, differencesIn } from './his-bookings.ts';
import { transactionOf } from './residents.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
let staff: ClinicStaff;
let desk: Page;
before(async () => {
  stage = await startStage();
  staff = await bringClinicStaff(stage.house);
  await openSchedule();
  const { hub, hospital } = stage.house.house;
  await hospital!.connect({
    hub,
    organization: 'yunhe-first',
    schedule: 'gao',
    fewer: 1,
    timeZone: 'Asia/Shanghai',
    report: (error) => void stage.house.failures.push(error),
  });
  const [slot = ''] = [...hub.scheduling.availability.all()].map(({ slots }) => slots[0]!.id);
  await bookSlot(stage.house, { slot, patient: 'wang-xiuying' });
  await bookSlot(stage.house, { slot, patient: 'zhao-yi' });
  await refused(1);
  desk = await pageOf('he');
});
after(async () => {
  await stage[Symbol.asyncDispose]();
  assert.deepEqual(stage.errors, []);
});

/** Gao sees patients from tomorrow on, two in each hour. */
async function openSchedule(): Promise<void> {
  const clinics = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
    weekday,
    start: 480,
    end: 540,
    minutes: 60,
    seats: 2,
  }));
  const card = '11010119800101001';
  await stage.load(
    transactionOf([
      {
        resourceType: 'Patient',
        id: 'zhao-yi',
        identifier: [{ system: 'urn:oid:2.16.156.10011.1.3', value: card + checkDigit(card) }],
        name: [{ text: '赵一' }],
      },
      {
        resourceType: 'Schedule',
        id: 'gao',
        active: true,
        extension: templateExtensions(clinics, {}),
        actor: [
          { reference: 'PractitionerRole/gao-role', display: '高明' },
          { reference: 'HealthcareService/eyes', display: '眼科' },
        ],
      },
    ]),
  );
  await stage.house.house.hub.scheduling.keepOpen();
}

/** So many differences are open, once the hospital has answered. */
async function refused(count: number): Promise<void> {
  while ((await differencesIn(stage.house)) !== count) await setTimeout(100);
}

async function pageOf(name: keyof ClinicStaff, size = { width: 1440, height: 900 }): Promise<Page> {
  const page = await stage.newPage({ viewport: size, reducedMotion: 'reduce' });
  page.setDefaultTimeout(10_000);
  await page.context().addCookies(await stage.house.signIn(staff[name]));
  await page.goto(`${stage.url}/workstation#/clinic/reconciliation`);
  await page.getByRole('heading', { name: '对账' }).waitFor();
  return page;
}

const clean = async (page: Page) => {
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
};
const row = (page: Page) =>
  page.getByRole('region', { name: '差异' }).getByRole('row', { name: /医院拒收/ });

describe('A registrar', () => {
  test('comes to the tab by keys, and sees what the hospital refused', async () => {
    await desk.getByRole('tab', { name: '支付对账' }).focus();
    await desk.keyboard.press('ArrowRight');
    await desk.keyboard.press('Enter');
    await desk.waitForURL(/#\/clinic\/reconciliation\/numbers/);
    await desk.getByText('消息已全部送达').waitFor();
    await row(desk).getByRole('cell', { name: '通知：新预约', exact: true }).waitFor();
    await row(desk).getByRole('cell', { name: '拒收：no number is left here' }).waitFor();
    await row(desk).getByRole('cell', { name: /^赵/ }).waitFor();
    await clean(desk);
  });

  test('tells the hospital again; it refuses again, and that comes back', async () => {
    await desk.keyboard.press('j');
    await desk.keyboard.press('Enter');
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel('怎样处理').selectOption({ label: '以本平台为准：再通知医院一次' });
    await dialog.getByText('医院系统会再收到一次').waitFor();
    assert.ok(await dialog.getByRole('button', { name: /再通知/ }).isDisabled());
    await dialog.getByLabel(/查到什么/).fill('窗口说可以加一个号');
    await clean(desk);
    await dialog.getByRole('button', { name: '再通知并标记为已处理' }).click();
    await dialog.waitFor({ state: 'detached' });
    await refused(1);
    await desk.getByText('已处理', { exact: true }).first().click();
    await desk.getByText('窗口说可以加一个号').waitFor();
    await clean(desk);
  });

  test('takes theirs: the booking ends, nothing is left', async () => {
    await desk.getByText('未处理', { exact: true }).first().click();
    await desk.getByRole('button', { name: /^处理差异：医院拒收/ }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel('怎样处理').selectOption({ label: '以医院为准：取消本平台的预约' });
    await dialog.getByText('不可撤销').waitFor();
    await dialog.getByLabel(/查到什么/).fill('医院确无余号，已电话告知');
    await dialog.getByRole('button', { name: '取消预约并标记为已处理' }).click();
    await desk.getByText('没有未处理的差异，两边号源一致。').waitFor();
    await clean(desk);
  });

  test('asks for the list of a clinic now, and sees when it was compared', async () => {
    await desk.keyboard.press(']');
    await desk.getByRole('button', { name: /^现在对账：高明/ }).click();
    await desk.getByText(/已对账：一致 \d+ 个/).waitFor();
    const lists = desk.getByRole('region', { name: '本日门诊的清单' }).last();
    await lists.getByRole('row', { name: /高明.*一致/ }).waitFor();
    await clean(desk);
  });

  test('reads it in English', async () => {
    await desk.getByRole('button', { name: 'English' }).click();
    await desk.getByText('Nothing differs: both sides agree on every number.').waitFor();
    await desk.getByText('Every message was taken').waitFor();
    await clean(desk);
    await desk.getByRole('button', { name: '中文' }).click();
  });
});

test('on a phone nothing is too small or too wide', async () => {
  const page = await pageOf('he', { width: 390, height: 844 });
  await page.getByRole('tab', { name: '号源对账' }).click();
  await page.getByText('没有未处理的差异').waitFor();
  await page.keyboard.press(']');
  await page.getByRole('button', { name: /^现在对账：高明/ }).waitFor();
  assert.deepEqual(await smallTargets(page), []);
  await clean(page);
  await page.context().close();
});

test('who keeps the house sees how the line stands, and asks nothing of a hospital', async () => {
  const page = await pageOf('keeper');
  await page.getByRole('tab', { name: '号源对账' }).click();
  await page.getByText('消息已全部送达').waitFor();
  await page.keyboard.press(']');
  await page.getByRole('row', { name: /高明/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^现在对账/ }).count(), 0);
  await clean(page);
  await page.context().close();
});
