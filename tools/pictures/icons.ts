/**
 * `node tools/pictures/icons.ts`: the icons of the installed residents' app, drawn from
 * web/design/mark.svg into web/public/app. https://www.w3.org/TR/appmanifest/#icons-member
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startBrowser } from '#test/browser/browser.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'web/public/app');

/** Each file, its size, and how much of it the mark fills: a mask may cut off a fifth each way. */
const icons: [name: string, size: number, share: number][] = [
  ['icon-192', 192, 1],
  ['icon-512', 512, 1],
  ['icon-maskable-512', 512, 0.7],
];

const mark = await readFile(join(root, 'web/design/mark.svg'), 'utf8');
await mkdir(folder, { recursive: true });
await using browser = await startBrowser();
for (const [name, size, share] of icons) {
  const page = await browser.open({ viewport: { width: size, height: size } });
  const side = Math.round(size * share);
  // Behind a mark that may be cut to any shape its own green goes on to the edge.
  const ground = share < 1 ? '#0F766E' : 'transparent';
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}">` +
      `<div style="width:${side}px;height:${side}px">${mark}</div></body>`,
  );
  await writeFile(join(folder, `${name}.png`), await page.screenshot({ omitBackground: true }));
  await page.context().close();
  console.log(join(folder, `${name}.png`));
}
