/**
 * The whole house for browser stories: opened as server/main.ts opens it, on a database of its own,
 * with the institutions and people of the demonstration and its logins, and a few residents.
 * https://playwright.dev/docs/auth
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { FhirRequest } from '#fhir/handling/interaction.ts';
import { createRouter } from '#fhir/router.ts';
import type { DemonstrationAccount } from '#server/accounts/demonstration.ts';
import { readSettings } from '#server/config.ts';
import { generateRegion } from '#server/demonstration/region.ts';
import { createServer } from '#server/http/server.ts';
import { createLog } from '#server/observe/log.ts';
import { openDemonstrationLogins, placeClients } from '#server/start/first-logins.ts';
import { type House, openHouse } from '#server/start/open-house.ts';
import { testDatabase } from '#test/database.ts';

/** A running house. */
export interface RealHouse extends AsyncDisposable {
  url: string;
  house: House;
  /** What the server reported as its own bugs; a story expects none. */
  failures: unknown[];
  /** Ids of the residents that were loaded. */
  residents: string[];
  /** Signs in through the pages, with a demonstration login: `demo-doctor`. */
  signIn: (page: Page, login: string) => Promise<void>;
}

/** Opens it. @param given.residents how many of the region's are loaded. */
export async function openRealHouse(given: { residents: number }): Promise<RealHouse> {
  const database = await testDatabase();
  const data = mkdtempSync(join(tmpdir(), 'yishu-house-'));
  const port = await freePort();
  const settings = readSettings({ YISHU_DATA: data, PORT: String(port), YISHU_DEMO: 'on' });
  const demonstration: DemonstrationAccount[] = [];
  const failures: unknown[] = [];
  const log = createLog('silent');
  const house = await openHouse({
    pool: () => database.sql,
    settings,
    log,
    stream: process.stdout,
    demonstration,
  });
  await placeClients(house, settings);
  const server = await createServer({
    ...house.served,
    observer: {
      handled: () => undefined,
      failed: (_requestId, error) => failures.push(error),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
    },
    ready: async () => true,
    webFolder: join(import.meta.dirname, '../../web/dist'),
  });
  await server.listen({ host: settings.host, port });
  const region = { seed: 1, today: new Date().toISOString().slice(0, 10) };
  const residents = await load(house, region, given.residents);
  await openDemonstrationLogins(house, { region, settings }, demonstration);
  const url = house.served.publicAddress;
  return {
    url,
    house,
    failures,
    residents,
    signIn: (page, login) => signIn(page, { url, login, demonstration }),
    async [Symbol.asyncDispose]() {
      await server.close();
      await house.close();
      await database.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** A port that nobody listens on: the address must be known before the house is opened. */
async function freePort(): Promise<number> {
  const probe = createSocketServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Loads the directory and the first residents, as the house itself. */
async function load(
  { hub }: House,
  region: { seed: number; today: string },
  count: number,
): Promise<string[]> {
  const router = createRouter();
  const residents: string[] = [];
  for (const bundle of generateRegion(region)) {
    const patient = bundle.entry.find(({ resource }) => resource.resourceType === 'Patient');
    if (patient !== undefined) {
      if (residents.length === count) break;
      residents.push(patient.resource.id ?? '');
    }
    const body: FhirRequest['body'] = { value: bundle, faithful: bundle } as never;
    await router.answer(
      { method: 'POST', path: [], query: [], headers: {}, base: '', body },
      hub.house,
    );
  }
  return residents;
}

async function signIn(
  page: Page,
  given: { url: string; login: string; demonstration: readonly DemonstrationAccount[] },
): Promise<void> {
  const { url, login, demonstration } = given;
  const account = demonstration.find((one) => one.login === login);
  await page.goto(url);
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码', { exact: true }).fill(account?.password ?? '');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel('验证码').waitFor();
  const answer = await fetch(`${url}/api/development/inbox`);
  const { codes } = (await answer.json()) as { codes: { login: string; code: string }[] };
  // Six digits are sent as soon as they are there.
  await page.getByLabel('验证码').fill(codes.find((one) => one.login === login)?.code ?? '');
  await page.locator('#content').waitFor();
}
