/**
 * `npm run screenshots`: pictures of the main screens in both themes and three widths, made in a
 * house with residents of the demonstration region, into docs/screens.
 * https://playwright.dev/docs/screenshots
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cookie, Page } from 'playwright-core';
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import { demonstrationLogins } from '#server/demonstration/logins.ts';
import { type RegionChoice, generateRegion } from '#server/demonstration/region.ts';
import { showcase } from '#server/demonstration/showcase.ts';
import { newClient, putClient } from '#server/oauth/clients/registry.ts';
import { startBrowser } from '#test/browser/browser.ts';
import { addVisits, visitAt } from '#test/browser/clinics/county.ts';
import { type BrowserHouse, openBrowserHouse } from '#test/browser/house.ts';
import { inMinutes, openLine, placeOf } from '#test/browser/waiting.ts';
import {
  fillClinics,
  openCalls,
  openClinic,
  openLedger,
  openShown,
  openWaitingRoom,
} from './screenshots/clinics.ts';

const folder = join(import.meta.dirname, '../docs/screens');
const widths = { 390: 844, 1280: 800, 1920: 1080 } as const;
const webpQuality = 0.82;

/** The region ends today: the relationships of care in it hold. */
const region: RegionChoice = { seed: 1, today: new Date().toISOString().slice(0, 10) };
/** So many residents are loaded beside those worth opening. */
const residentsLoaded = 40;

/** Who can be signed in on a picture, by the role. */
const cast = [
  'doctor',
  'resident',
  'index-keeper',
  'system-administrator',
  'security-administrator',
  'registrar',
] as const;
type Actor = (typeof cast)[number];
type Who = Actor | undefined;

/** Where pictures are made. */
interface Scene {
  house: BrowserHouse;
  accounts: Map<Actor, DemonstrationAccount>;
  /** Ids of Patients: one whom the doctor treats, one whom the doctor does not know. */
  treated: string;
  unknown: string;
  /** Id of the Schedule of the doctor. */
  schedule: string;
}

/** Each screen: who is there, and how to come there. */
const screens: Record<string, [who: Who, goTo: (page: Page, scene: Scene) => Promise<void>]> = {
  search: [
    'doctor',
    async (page, { house }) => {
      await page.goto(`${house.url}/workstation`);
      await page.getByRole('combobox').fill('h');
      await page.getByRole('option').first().waitFor();
    },
  ],
  chart: ['doctor', openChart],
  trend: [
    'doctor',
    async (page, scene) => {
      await openChart(page, scene);
      const results = page.getByRole('tab', { name: '检验检查' });
      if (await results.isVisible()) await results.click();
      const glucose = page.locator('.measurement', { hasText: '空腹血糖' });
      await glucose.first().locator('.measurement-open').click();
      await page.locator('.trend-plot svg').waitFor();
    },
  ],
  hidden: [
    'doctor',
    async (page, { house, unknown }) => {
      await page.goto(`${house.url}/workstation#/patient/${unknown}`);
      await page.getByRole('button', { name: '紧急调阅' }).waitFor();
    },
  ],
  account: [
    'doctor',
    async (page, { house }) => {
      await page.goto(`${house.url}/workstation#/account`);
      await page.getByText('这台设备').waitFor();
    },
  ],
  'sign-in': [
    undefined,
    async (page, { house }) => {
      await page.goto(`${house.url}/sign-in`);
      await page.getByText('演示模式').waitFor();
    },
  ],
  looks: ['resident', (page, scene) => openApp(page, scene, ['#/looks', '.look'])],
  home: ['resident', (page, scene) => openApp(page, scene, ['', '.step-lines'])],
  visits: ['resident', openEyeClinic],
  queue: ['resident', openLineOfToday],
  guide: [
    'resident',
    async (page, scene) => {
      await openApp(page, scene, ['#/guide', '.guide']);
      await page.getByLabel('哪里不舒服').fill('这两天眼睛又红又痒，早上睁不开');
      await page.getByRole('button', { name: '看看挂哪个科' }).click();
      await page.getByRole('heading', { name: '建议的科室' }).waitFor();
    },
  ],
  results: ['resident', (page, scene) => openApp(page, scene, ['#/results', '.result-value'])],
  archive: ['resident', (page, scene) => openApp(page, scene, ['#/archive', '.today .row'])],
  elder: [
    'resident',
    async (page, scene) => {
      await page.addInitScript(() => localStorage.setItem('yishu.elder', '1'));
      await openApp(page, scene, ['', '.elder-tile']);
    },
  ],
  permissions: [
    'resident',
    (page, scene) => openApp(page, scene, ['#/permissions', '.permission-list li']),
  ],
  'identity-review': [
    'index-keeper',
    async (page, { house }) => {
      await page.goto(`${house.url}/workstation`);
      await page.getByRole('button', { name: /借用/ }).first().click();
      await page.getByRole('region', { name: '两份档案' }).waitFor();
    },
  ],
  institutions: ['system-administrator', (page, scene) => openOffice(page, scene, 'institutions')],
  'audit-log': ['security-administrator', (page, scene) => openOffice(page, scene, 'log')],
  'clinic-doctor': ['doctor', (page, { house }) => openClinic(page, house.url, 'today')],
  'clinic-today': [
    'registrar',
    (page, { house, accounts }) => openShown(page, house.url, accounts.get('doctor')!.name),
  ],
  'clinic-template': [
    'registrar',
    (page, { house, schedule }) => openClinic(page, house.url, `templates/${schedule}`),
  ],
  'clinic-templates': ['registrar', (page, { house }) => openClinic(page, house.url, 'templates')],
  'clinic-ledger': ['registrar', (page, { house, schedule }) => openLedger(page, house, schedule)],
  'clinic-no-shows': ['registrar', (page, { house }) => openClinic(page, house.url, 'no-shows')],
  'clinic-reconciliation': [
    'registrar',
    (page, { house }) => openClinic(page, house.url, 'reconciliation'),
  ],
  'clinic-queue': ['doctor', (page, { house }) => openCalls(page, house.url)],
  'waiting-room': [
    undefined,
    (page, { house, schedule }) => openWaitingRoom(page, house, schedule),
  ],
  design: [
    'doctor',
    async (page, { house }) => {
      await page.goto(`${house.url}/workstation#/design`);
      await page.locator('#design-states').waitFor();
    },
  ],
  consent: [
    'resident',
    async (page, { house }) => {
      await page.goto(`${house.url}/oauth/auth?${requestOf(house)}`);
      await page.getByRole('button', { name: '允许' }).waitFor();
    },
  ],
};

async function openChart(page: Page, { house, treated }: Scene): Promise<void> {
  await page.goto(`${house.url}/workstation#/patient/${treated}`);
  await page.locator('.row').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** A page of the residents' app, once a part of it is there. */
async function openApp(
  page: Page,
  { house }: Scene,
  [fragment, part]: [fragment: string, part: string],
): Promise<void> {
  await page.goto(`${house.url}/record${fragment}`);
  await page.locator(part).first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** A visit of today: its line is told in place of the server, whose clinics may be over by now. */
async function openLineOfToday(page: Page, scene: Scene): Promise<void> {
  const visit = visitAt({ id: 'today', status: 'checked-in', start: Date.now(), number: 12 });
  await addVisits(page, [visit]);
  const times = { soonest: inMinutes(14), p50: inMinutes(22), p90: inMinutes(41) };
  await openLine(page, placeOf('today', times));
  await openApp(page, scene, ['#/visit/today', '.queue-bar']);
}

async function openOffice(page: Page, { house }: Scene, section: string): Promise<void> {
  await page.goto(`${house.url}/#/administration/${section}`);
  await page.locator('.admin-rows li').first().waitFor();
  await page.waitForLoadState('networkidle');
}

const app = {
  id: 'glucose',
  back: '/healthz',
  scopes:
    'openid launch/patient offline_access patient/Observation.rs?category=laboratory ' +
    'patient/MedicationRequest.rs patient/Patient.r',
};

/** The request of an app that nobody here has written. */
function requestOf({ url }: BrowserHouse): URLSearchParams {
  return new URLSearchParams({
    response_type: 'code',
    client_id: app.id,
    redirect_uri: url + app.back,
    scope: app.scopes,
    aud: `${url}/fhir/R4`,
    state: 'picture',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
}

/** Loads the directory, the residents worth opening and some more. */
async function openScene(house: BrowserHouse): Promise<Scene> {
  const shown = new Set(showcase(region).map(({ id }) => id));
  let others = 0;
  let unknown = '';
  const residents: string[] = [];
  for (const bundle of generateRegion(region)) {
    const patient = bundle.entry.find(({ resource }) => resource.resourceType === 'Patient');
    const id = patient?.resource.id;
    if (id !== undefined && !shown.has(id) && !id.startsWith('demo-h')) {
      others += 1;
      if (others > residentsLoaded) continue;
      if (!JSON.stringify(bundle).includes('Organization/demo-first-hospital')) unknown = id;
    }
    await house.load(bundle);
    if (id !== undefined) residents.push(id);
  }
  const logins = demonstrationLogins(region);
  const made = await house.invite(cast.map((actor) => logins.find(({ role }) => role === actor)!));
  const accounts = new Map(cast.map((actor, index) => [actor, made[index]!]));
  await putClient(
    house.house.hub.house.database,
    newClient({
      id: app.id,
      name: '掌上血糖',
      kind: 'app',
      redirectUris: [house.url + app.back],
      homeUri: 'https://glucose.example/',
      scopes: app.scopes,
      status: 'active',
    }),
  );
  const { organization = '', practitionerRoles = [] } = accounts.get('doctor')!;
  const schedule = await fillClinics(house, {
    role: practitionerRoles[0] ?? '',
    organization,
    residents,
  });
  const treated = accounts.get('resident')!.who!.replace('Patient/', '');
  return { house, accounts, treated, unknown, schedule };
}

/** What happened before the pictures: looks, and what the resident decided about them. */
async function setUp(scene: Scene, pages: PageMaker): Promise<void> {
  const doctor = await pages('doctor', {});
  await openChart(doctor, scene);
  await doctor.context().close();
  const resident = await pages('resident', {});
  await bookFor(resident, scene);
  await resident.goto(`${scene.house.url}/record#/permissions`);
  for (const [button, name] of [
    ['允许一家机构', '卫生院'],
    ['不让一家机构看', '药'],
  ] as const) {
    await resident.getByRole('button', { name: button }).click();
    await resident.getByLabel('机构名称').fill(name);
    await resident.locator('.choice-list button').first().click();
    await resident.locator('.choice-list').waitFor({ state: 'detached' });
  }
  await resident.context().close();
}

/** Opens the numbers of the eye clinic. */
async function openEyeClinic(page: Page, scene: Scene): Promise<void> {
  await openApp(page, scene, ['#/book', '.row']);
  await page
    .getByRole('link', { name: /眼科.*余/ })
    .first()
    .click();
  await page
    .getByRole('button', { name: /余 \d+ 个号/ })
    .first()
    .waitFor();
}

/** Books a number, for the first page to speak of. */
async function bookFor(page: Page, scene: Scene): Promise<void> {
  await openEyeClinic(page, scene);
  await page
    .locator('.slot', { hasText: /余 \d+ 个号/ })
    .first()
    .click();
  await page.locator('.confirm .press').first().click();
  await page.waitForURL((url) => !url.href.startsWith(scene.house.url));
  await page.getByRole('button').first().click();
  await page.waitForURL(`${scene.house.url}/record**`);
}

type Options = Parameters<Awaited<ReturnType<typeof startBrowser>>['open']>[0];
type PageMaker = (who: Who, options: Options) => Promise<Page>;

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

/** A picture of one screen in each theme and width. */
async function picture(name: string, scene: Scene, pages: PageMaker): Promise<void> {
  const [who, goTo] = screens[name]!;
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, height] of Object.entries(widths)) {
      const viewport = { width: Number(width), height };
      const page = await pages(who, { viewport, colorScheme: theme, reducedMotion: 'reduce' });
      await goTo(page, scene);
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

await using house = await openBrowserHouse();
await using browser = await startBrowser();
const scene = await openScene(house);
const cookies = new Map<Actor, Cookie[]>();
for (const [actor, account] of scene.accounts) cookies.set(actor, await house.signIn(account));
const pages: PageMaker = async (who, options) => {
  const page = await browser.open(options);
  if (who !== undefined) await page.context().addCookies(cookies.get(who)!);
  return page;
};
await mkdir(folder, { recursive: true });
await setUp(scene, pages);
const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : Object.keys(screens)) {
  await picture(name, scene, pages);
}
