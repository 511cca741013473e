/**
 * A Chromium out of an npm package, with a Chinese font: browser tests need nothing installed.
 * https://github.com/Sparticuz/chromium
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium as playwright } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { sfntOfWoff } from './woff.ts';

const packageFolder = (name: string) =>
  dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));

/** Where the browser is unpacked once per version; several test processes may share it. */
const cache = join(tmpdir(), 'yishu-chromium-147-4');

/**
 * Unpacks the browser, the libraries of its al2023 archive (libnss3 and others that a bare machine
 * lacks) and the Chinese font into the cache. A process that loses the race to another uses the
 * other's.
 */
async function unpack(): Promise<void> {
  if (existsSync(join(cache, 'chromium'))) return;
  const fresh = await mkdtemp(join(tmpdir(), 'yishu-chromium-'));
  // The package unpacks below the temporary folder, and the libraries only when it believes to be
  // on a bare machine. It is told so in a process of its own: this one makes folders meanwhile.
  const script = `import archive from '@sparticuz/chromium';
    await archive.executablePath(process.argv[1]);`;
  await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', script, join(chromiumFolder(), 'bin')],
    {
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
    },
  );
  await bringFonts(join(fresh, 'fonts'));
  await rename(fresh, cache).catch(() => rm(fresh, { recursive: true, force: true }));
}

function chromiumFolder(): string {
  return join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../..');
}

/** Subsets of the font; the numbered two have circled numbers and signs such as ℃. */
const fonts = ['latin', 'chinese-simplified', '106', '107'].flatMap((subset) =>
  [400, 700].map((weight) => `noto-sans-sc-${subset}-${weight}-normal`),
);

/** Puts Noto Sans SC beside the package's own fonts and tells fontconfig of this folder alone. */
async function bringFonts(folder: string): Promise<void> {
  const from = join(packageFolder('@fontsource/noto-sans-sc'), 'files');
  await mkdir(folder, { recursive: true });
  for (const name of fonts) {
    const woff = await readFile(join(from, `${name}.woff`));
    await writeFile(join(folder, `${name}.ttf`), sfntOfWoff(woff));
  }
  const configuration = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(cache, 'fonts')}</dir><cachedir>${join(cache, 'font-cache')}</cachedir>`,
    '</fontconfig>',
  ].join('\n');
  await writeFile(join(folder, 'fonts.conf'), configuration);
}

/** A running browser. */
export interface TestBrowser extends AsyncDisposable {
  /** A new page in a context of its own: Chinese, Shanghai, 1280×800 unless told otherwise. */
  open: (options?: BrowserContextOptions) => Promise<Page>;
}

/** A browser that takes longer than this to open a page will never do it. */
const openingMs = 20_000;

/** Starts the browser; disposing of it ends it. A browser that stopped answering is replaced. */
export async function startBrowser(): Promise<TestBrowser> {
  await unpack();
  let browser = await launch();
  return {
    async open(options = {}) {
      const page = await openPage(browser, options);
      if (page !== undefined) return page;
      browser = await launch();
      const second = await openPage(browser, options);
      if (second === undefined) throw new Error(`no page opened within ${openingMs} ms, twice`);
      return second;
    },
    async [Symbol.asyncDispose]() {
      await within(browser.close());
    },
  };
}

function launch(): Promise<Browser> {
  return playwright.launch({
    executablePath: join(cache, 'chromium'),
    args: [
      '--no-sandbox',
      '--no-zygote',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--disable-dev-shm-usage',
    ],
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: join(cache, 'al2023/lib'),
      FONTCONFIG_PATH: join(cache, 'fonts'),
      FONTCONFIG_FILE: join(cache, 'fonts/fonts.conf'),
      HOME: cache,
    },
  });
}

/** A page in a context of its own; nothing when the browser does not answer in time. */
async function openPage(
  browser: Browser,
  options: BrowserContextOptions,
): Promise<Page | undefined> {
  const opening = browser
    .newContext({
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1280, height: 800 },
      // What a worker answers no test could answer in its place; the story of the worker allows it.
      serviceWorkers: 'block',
      ...options,
    })
    .then((context) => context.newPage());
  const page = await within(opening);
  // A browser that died is of no use to anybody; its process may be gone already.
  if (page === undefined) void browser.close().catch(() => undefined);
  return page;
}

/** What the promise resolves to, or nothing after `openingMs` or when it is rejected. */
async function within<T>(promise: Promise<T>): Promise<T | undefined> {
  const expired = new AbortController();
  const late = setTimeout(openingMs, undefined, { signal: expired.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    expired.abort();
  }
}
