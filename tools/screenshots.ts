/**
 * `npm run screenshots`: pictures of the main screens in both themes and three widths, made on
 * residents of the demonstration region, into docs/screens; names after it are the only ones taken.
 * https://playwright.dev/docs/screenshots
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { generateRegion } from '#server/demonstration/region.ts';
import type { TransactionBundle } from '#server/demonstration/region.ts';
import { type TestBrowser, startBrowser } from '#test/browser/browser.ts';
import { answer, chen, refusal, signedIn, wang } from '#test/browser/contract.ts';
import { answerSearches, consent, event } from '#test/browser/looks.ts';
import { type RealHouse, openRealHouse } from '#test/browser/real-house.ts';
import { startTestServer } from '#test/server.ts';

const folder = join(import.meta.dirname, '../docs/screens');
/** The region's day, and the moment at which the pages believe to be. */
const today = '2026-11-20';
const now = new Date(`${today}T09:30:00+08:00`);
/** Of so many residents the one with the longest record is shown. */
const residentsLoaded = 80;
const widths = { 390: 844, 1280: 800, 1920: 1080 } as const;
const webpQuality = 0.82;

/** Each screen of the workstation: its name, and how to come there from the search page. */
const screens: Record<string, (page: Page, patientId: string) => Promise<void>> = {
  async search(page) {
    await page.getByRole('combobox').fill('z');
    await page.getByRole('option').first().waitFor();
  },
  async chart(page, patientId) {
    await openChart(page, patientId);
  },
  async trend(page, patientId) {
    await openChart(page, patientId);
    const results = page.getByRole('tab', { name: '检验检查' });
    if (await results.isVisible()) await results.click();
    const measurements = page.locator('.measurement', { hasText: '空腹血糖' });
    await measurements.first().locator('.measurement-open').click();
    await page.locator('.trend-plot svg').waitFor();
  },
};

/** Pages of their own, each on answers of the contract: its name, and how to come there. */
const pages: Record<string, (page: Page, url: string) => Promise<void>> = {
  async 'sign-in'(page, url) {
    await answer(page, '/api/session', () => refusal(401, 'not-signed-in', ['请先登录', '']));
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('登录名').waitFor();
  },
  async consent(page, url) {
    await answer(page, '/api/oauth/interaction/u1', () => ({ json: app }));
    await page.goto(`${url}/sign-in/consent?uid=u1`);
    await page.getByText(app.client.name).waitFor();
  },
  async hidden(page, url) {
    await signedIn(page, doctor);
    await page.goto(`${url}/workstation#/patient/somebody-else`);
    await page.getByRole('button', { name: '紧急调阅' }).waitFor();
  },
  async looks(page, url) {
    await signedIn(page, wang);
    await answerSearches(page, { AuditEvent: () => looks, Consent: () => [] });
    await page.goto(`${url}/record`);
    await page.locator('.look').first().waitFor();
  },
  async permissions(page, url) {
    await signedIn(page, wang);
    await answerSearches(page, { AuditEvent: () => looks, Consent: () => consents });
    await page.goto(`${url}/record`);
    await page.getByRole('tab', { name: '允许谁看' }).click();
    await page.locator('.permission-list li').first().waitFor();
  },
};

/** Screens of administrators, on the whole house: the office, the address, what is waited for. */
const administration: Record<string, readonly [office: string, section: string, there: string]> = {
  institutions: ['system', 'institutions', '.admin-rows li'],
  person: ['system', 'people/demo-practitioner-101', '.admin-form'],
  'audit-log': ['audit', 'log', '.admin-rows li'],
};

const app = {
  client: { id: 'glucose', name: '掌上血糖', uri: 'https://glucose.example/' },
  scopes: [
    'patient/Observation.rs?category=laboratory',
    'patient/MedicationRequest.rs',
    'patient/Patient.r',
    'offline_access',
  ],
  needsPatient: true,
  patients: [
    { id: 'wang', name: '王秀英' },
    { id: 'xin', name: '王心怡' },
  ],
};

const hospital = 'demo-first-hospital';
const doctor = { ...chen, organization: hospital };
const looks = [
  event({
    id: 'e1',
    who: [chen.who, chen.name],
    where: `Organization/${hospital}`,
    at: '2026-11-20T09:12:00+08:00',
    why: 'care',
    what: ['Observation', 'Condition', 'MedicationRequest'],
  }),
  event({
    id: 'e2',
    at: '2026-11-19T22:00:00+08:00',
    who: ['Practitioner/li', '李建国'],
    where: `Organization/${hospital}`,
    why: 'break-glass',
    did: { subtype: 'break-glass', action: 'E' },
    what: ['Patient'],
  }),
];
const consents = [
  consent({ id: 'a', type: 'permit', whom: '荷花镇卫生院' }),
  consent({ id: 'b', type: 'deny', whom: '康健体检中心' }),
];

async function openChart(page: Page, patientId: string): Promise<void> {
  await page.evaluate((fragment) => {
    (globalThis as unknown as { location: { hash: string } }).location.hash = fragment;
  }, `#/patient/${patientId}`);
  await page.locator('.row').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** Loads the directory and the first residents; the id of the one with the most resources. */
async function loadRegion(url: string): Promise<string> {
  let residents = 0;
  let longest = { id: '', length: 0 };
  for (const bundle of generateRegion({ seed: 1, today })) {
    await send(url, bundle);
    const patient = bundle.entry.find(({ resource }) => resource.resourceType === 'Patient');
    const allergic = bundle.entry.some((one) => one.resource.resourceType === 'AllergyIntolerance');
    const length = bundle.entry.length;
    if (allergic && patient?.resource.id !== undefined && length > longest.length) {
      longest = { id: patient.resource.id, length };
    }
    if (patient !== undefined) residents += 1;
    if (residents === residentsLoaded) break;
  }
  return longest.id;
}

async function send(url: string, bundle: TransactionBundle): Promise<void> {
  const response = await fetch(`${url}/fhir/R4`, {
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(bundle),
  });
  if (!response.ok) throw new Error(`the store refused a bundle of the region: ${response.status}`);
}

/** A PNG as WebP, which is a third of it; the browser is the only encoder at hand. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const source = `data:image/png;base64,${png.toString('base64')}`;
  const encoded = await page.evaluate(encodeWebp, { source, quality: webpQuality });
  return Buffer.from(encoded.slice(encoded.indexOf(',') + 1), 'base64');
}

/** What `encodeWebp` needs of the page that it runs in. */
interface Drawing {
  Image: new () => { src: string; width: number; height: number; decode(): Promise<void> };
  document: {
    createElement(name: 'canvas'): {
      width: number;
      height: number;
      getContext(kind: '2d'): { drawImage(image: object, x: number, y: number): void };
      toDataURL(type: string, quality: number): string;
    };
  };
}

async function encodeWebp(given: { source: string; quality: number }): Promise<string> {
  const drawing = globalThis as unknown as Drawing;
  const image = new drawing.Image();
  image.src = given.source;
  await image.decode();
  const canvas = drawing.document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.toDataURL('image/webp', given.quality);
}

/** Where pictures are taken: a browser, and, of the whole house, who is signed in. */
interface Studio {
  browser: TestBrowser;
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/** A picture of one screen in each theme and width. */
async function picture(
  { browser, storageState }: Studio,
  name: string,
  goTo: (page: Page) => Promise<void>,
): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(name)) return;
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, height] of Object.entries(widths)) {
      const viewport = { width: Number(width), height };
      const page = await browser.open({
        viewport,
        colorScheme: theme,
        reducedMotion: 'reduce',
        ...(storageState === undefined ? {} : { storageState }),
      });
      // The house itself has a clock of its own.
      if (storageState === undefined) await page.clock.setFixedTime(now);
      await goTo(page);
      // The theme's short motions end before the picture.
      await page.waitForTimeout(400);
      const file = join(folder, `${name}-${theme}-${width}.webp`);
      const png = await page.screenshot();
      await page.goto('about:blank');
      await writeFile(file, await webp(page, png));
      await page.context().close();
      console.log(file);
    }
  }
}

/** The administrators' pages: each office signs in once, and its cookies open every picture. */
async function pictureAdministration(browser: TestBrowser): Promise<void> {
  const shown = Object.entries(administration).filter(
    ([name]) => wanted.length === 0 || wanted.includes(name),
  );
  if (shown.length === 0) return;
  await using house = await openRealHouse({ residents: 1 });
  const offices = new Map<string, Studio>();
  for (const [name, [office, section, there]] of shown) {
    const studio = offices.get(office) ?? (await enter(browser, house, office));
    offices.set(office, studio);
    await picture(studio, name, async (page) => {
      await page.goto(`${house.url}/#/administration/${section}`);
      await page.locator(there).first().waitFor();
      await page.waitForLoadState('networkidle');
    });
  }
}

async function enter(browser: TestBrowser, house: RealHouse, office: string): Promise<Studio> {
  const page = await browser.open();
  await house.signIn(page, `demo-${office}-administrator`);
  const storageState = await page.context().storageState();
  await page.context().close();
  return { browser, storageState };
}

/** Names of the screens to be taken; all of them where none is named. */
const wanted = process.argv.slice(2);

const server = await startTestServer();
try {
  await using browser = await startBrowser();
  await mkdir(folder, { recursive: true });
  await pictureAdministration(browser);
  const isDone = wanted.length > 0 && wanted.every((name) => Object.hasOwn(administration, name));
  const patientId = isDone ? '' : await loadRegion(server.url);
  for (const [name, goTo] of Object.entries(screens)) {
    await picture({ browser }, name, async (page) => {
      await signedIn(page, doctor);
      await page.goto(`${server.url}/workstation`);
      await goTo(page, patientId);
    });
  }
  for (const [name, goTo] of Object.entries(pages)) {
    await picture({ browser }, name, (page) => goTo(page, server.url));
  }
} finally {
  await server.stop();
}
