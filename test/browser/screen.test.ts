/**
 * The screen of a waiting room: who has the link sees numbers and masked names, a call at once, and
 * how to check in.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { overflow, violations } from './accessibility.ts';
import { type ClinicToday, clinicIds, openClinicToday } from './clinics/today.ts';
import { type Stage, startStage } from './stage.ts';

let stage: Stage;
let clinic: ClinicToday;
let key: string;
before(async () => {
  stage = await startStage();
  clinic = await openClinicToday(stage.house, 3);
  const made = await clinic.ask(`HealthcareService/${clinicIds.department}/$screen`);
  key = made.parameter?.[0]?.valueString ?? '';
});
after(async () => {
  await stage[Symbol.asyncDispose]();
});

const call = () =>
  clinic.ask(`Schedule/${clinicIds.schedule}/$call`, [
    { name: 'room', valueString: '3 楼 305 诊室' },
    { name: 'finish', valueBoolean: true },
  ]);

test('a screen shows a call at once, with a masked name, and says it aloud', async () => {
  const page = await stage.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.addInitScript(() => {
    const spoken: string[] = [];
    Object.assign(globalThis, { spoken });
    speechSynthesis.speak = ({ text }) => void spoken.push(text);
  });
  await page.goto(`${stage.url}/screen#${key}`);
  await page.getByRole('heading', { name: '心血管内科' }).waitFor();
  await page.getByText('候诊 3 人').waitFor();
  await page.getByRole('button', { name: '开启语音播报' }).click();
  await call();
  const large = page.locator('.screen-large');
  await large.getByText('1 号 欧**').waitFor();
  await page.getByText('候诊 2 人').waitFor();
  await page.getByRole('img', { name: '扫码签到' }).waitFor();
  const spoken = await page.evaluate(() => (globalThis as { spoken?: string[] }).spoken ?? []);
  assert.equal(spoken.length, 2);
  for (const one of spoken) assert.match(one, /^请 \d*1 号患者，到 3 楼 305 诊室 就诊$/);
  assert.deepEqual(await violations(page), []);
  assert.equal(await overflow(page), 0);
  assert.doesNotMatch(await page.locator('body').innerText(), /欧阳/);
});

test('a link that is not good shows nothing but what to do', async () => {
  const page = await stage.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/screen#${key.replace(clinicIds.department, 'eyes')}`);
  await page.getByText('请工作人员重新生成').waitFor();
  assert.deepEqual(await violations(page), []);
});

test('a screen that lost its connection comes back by itself', async () => {
  const page = await stage.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${stage.url}/screen#${key}`);
  await page.getByRole('heading', { name: '心血管内科' }).waitFor();
  await page.context().setOffline(true);
  await page.evaluate(() => dispatchEvent(new Event('offline')));
  await page.context().setOffline(false);
  await call();
  await page
    .getByText(/\d*2 号/)
    .first()
    .waitFor();
  assert.equal(await overflow(page), 0);
});
