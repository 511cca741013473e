/**
 * A Chromium out of an npm package, with a Chinese font: browser tests need nothing installed.
 * https://github.com/Sparticuz/chromium
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { sfntOfWoff } from './woff.ts';

const packageFolder = (name: string) =>
  dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));

/** Where the browser is unpacked once per version; several test processes may share it. */
const cache = join(tmpdir(), 'yishu-chromium-147-4');

/**
 * Unpacks the browser, the libraries of its al2023 archive (libnss3 and others that a bare machine
 * lacks) and the Chinese
 * font into the cache. A process that loses the race to another uses the other's.
 */
async function unpack(): Promise<void> {
  if (existsSync(join(cache, 'chromium'))) return;
  const fresh = await mkdtemp(join(tmpdir(), 'yishu-chromium-'));
  const { TMPDIR: before } = process.env;
  // The package unpacks below the temporary folder, and the libraries only when it believes to be
  // on a bare machine.
  process.env['TMPDIR'] = fresh;
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs22.x';
  try {
    const { default: archive } = await import('@sparticuz/chromium');
    await archive.executablePath(join(chromiumFolder(), 'bin'));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    delete process.env['AWS_LAMBDA_JS_RUNTIME'];
  }
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

/** Starts the browser; disposing of it ends it. */
export async function startBrowser(): Promise<TestBrowser> {
  await unpack();
  const browser: Browser = await playwright.launch({
    executablePath: join(cache, 'chromium'),
    args: [
      '--no-sandbox',
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
  const contexts: BrowserContext[] = [];
  return {
    async open(options = {}) {
      const context = await browser.newContext({
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      contexts.push(context);
      return context.newPage();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
    },
  };
}
