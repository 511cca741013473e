/**
 * A doctor calls patients by keys: the next, into the room, to tests, passed over; the list follows
 * at once, and the link of the waiting-room screen is at hand.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { overflow, violations } from './accessibility.ts';
import { type ClinicToday, openClinicToday } from './clinic-today.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
let clinic: ClinicToday;
before(async () => {
  stage = await startStage();
  clinic = await openClinicToday(stage.house, 4);
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

test('a doctor sees who waits, and one key a step sees them through', async () => {
  const page = await stage.open('#/clinic/queue');
  await page.getByRole('heading', { name: /队列 · 候诊 4 人/ }).waitFor();
  await page.getByText('先填写诊室，再叫号').waitFor();
  assert.ok(await page.getByRole('button', { name: '叫下一位' }).isDisabled());
  await page.getByLabel('诊室').fill('305 诊室');
  await page.locator('body').click({ position: { x: 5, y: 400 } });
  assert.deepEqual(await violations(page), []);

  const current = page.locator('.queue-patient');
  await page.keyboard.press('c');
  await current.getByText('欧阳小明').waitFor();
  await current.getByText('已叫 0 分钟').waitFor();
  await page.keyboard.press('s');
  await current.getByText('就诊中').waitFor();
  await page.keyboard.press('t');
  await page.getByText('诊室里没有患者').waitFor();
  const away = page.getByRole('row', { name: /欧阳小明/ });
  await away.getByText('检查中').waitFor();
  await away.getByRole('button', { name: '回诊' }).click();
  await away.getByText('候诊').waitFor();

  await page.keyboard.press('c');
  await current.getByText('欧阳小明').waitFor();
  await page.keyboard.press('f');
  await page.getByText('诊室里没有患者').waitFor();
  await page.keyboard.press('c');
  await current.getByText('赵一').waitFor();
  await page.keyboard.press('p');
  const passed = page.getByRole('row', { name: /赵一/ });
  await passed.getByRole('button', { name: '重排' }).click();
  await passed.getByText('候诊').waitFor();
  await page.keyboard.press('c');
  await current.getByText('钱二').waitFor();
  await page.getByRole('button', { name: /结束并叫下一位/ }).click();
  await current.getByText('孙三').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
});

test('the desk lets somebody in as an emergency, who is called before all others', async () => {
  const page = await stage.open('#/clinic/queue', { viewport: { width: 1280, height: 800 } });
  await page.getByLabel('诊室').fill('306 诊室');
  const late = page.getByRole('row', { name: /李四/ });
  await late.getByRole('button', { name: '急诊' }).click();
  await late.getByText('候诊').waitFor();
  await page.getByRole('button', { name: /叫下一位/ }).click();
  await page.locator('.queue-patient').getByText('李四').waitFor();
  await page.locator('.queue-patient').getByText('急诊').waitFor();
});

test('the link of a waiting-room screen opens it', async () => {
  const page = await stage.open('#/clinic/queue');
  await page.getByRole('button', { name: '候诊屏' }).click();
  const link = await page.getByRole('textbox', { name: '候诊屏链接' }).inputValue();
  assert.ok(link.startsWith(`${stage.url}/screen#`));
  const screen = await stage.newPage();
  await screen.goto(link);
  await screen.getByRole('heading', { name: '心血管内科' }).waitFor();
});

test('a phone in a doctor’s pocket shows the same, in English', async () => {
  const page = await stage.open('#/clinic/queue', { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: /Line · \d+ waiting/ }).waitFor();
  assert.equal(await overflow(page), 0);
  assert.ok(clinic.appointments.length > 0);
});
