/**
 * A doctor calls patients by keys: the next, into the room, to tests, passed over; the list follows
 * at once, and the link of the waiting-room screen is at hand.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { overflow, smallTargets, violations } from './accessibility.ts';
import { type ClinicToday, atHospital, clinicIds, openClinicToday } from './clinics/today.ts';
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
  // The line may tell of a step before its answer is here; until then keys do nothing.
  const callNext = async () => {
    await page.locator('button:enabled:not(.ant-btn-loading)', { hasText: '叫下一位' }).waitFor();
    await page.keyboard.press('c');
  };
  await callNext();
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

  await callNext();
  await current.getByText('欧阳小明').waitFor();
  await page.keyboard.press('f');
  await page.getByText('诊室里没有患者').waitFor();
  await callNext();
  await current.getByText('赵一').waitFor();
  await page.keyboard.press('p');
  const passed = page.getByRole('row', { name: /赵一/ });
  await passed.getByRole('button', { name: '重排' }).click();
  await passed.getByText('候诊').waitFor();
  await callNext();
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

test('a resident scans the code of the screen, waits, and is called to the room', async () => {
  const mine = await clinic.book('wang-xiuying');
  const { codes } = stage.house.house.hub.scheduling.queue;
  const code = codes.codeAt(`Organization/${clinicIds.hospital}`, Date.now());
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record#check-in/${code}`);
  await page.getByRole('heading', { name: '到院签到' }).waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await smallTargets(page), []);
  await page.getByRole('button', { name: '我到了，签到' }).click();
  const queue = page.getByRole('region', { name: '候诊' });
  await queue.getByText('实时更新').waitFor();
  await queue
    .getByText(/前面还有|下一个就是您/)
    .first()
    .waitFor();
  await clinic.ask(`Appointment/${mine}/$call`, [{ name: 'room', valueString: '307 诊室' }]);
  await queue.getByRole('alert').getByText('307 诊室').waitFor();
  await clinic.ask(`Appointment/${mine}/$send`);
  await page.goto(`${stage.url}/record#check-in/${code}`);
  await page.getByRole('button', { name: /回来/ }).click();
  await queue
    .getByText(/前面还有|下一个就是您/)
    .first()
    .waitFor();
  assert.equal(await overflow(page), 0);
  // Away again, and back by where the phone is.
  await clinic.ask(`Appointment/${mine}/$call`, [{ name: 'room', valueString: '307 诊室' }]);
  await clinic.ask(`Appointment/${mine}/$send`);
  const back = queue.getByRole('button', { name: '回来报到' });
  await back.click();
  await page.getByText('未能确认您已到院').first().waitFor();
  await page.context().grantPermissions(['geolocation']);
  await page.context().setGeolocation(atHospital);
  await back.click();
  await queue
    .getByText(/前面还有|下一个就是您/)
    .first()
    .waitFor();
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

test('a resident chooses how to be told, and it is kept', async () => {
  const page = await stage.newPageOf('wang', { viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/record#/me`);
  const texts = page.getByRole('switch', { name: /短信提醒/ });
  await texts.waitFor();
  const before = await texts.getAttribute('aria-checked');
  await texts.click();
  const after = before === 'true' ? 'false' : 'true';
  await page.locator(`[role=switch][aria-checked=${after}]`, { hasText: '短信提醒' }).waitFor();
  assert.deepEqual(await violations(page), []);
  await page.reload();
  await page.locator(`[role=switch][aria-checked=${after}]`, { hasText: '短信提醒' }).waitFor();
});
