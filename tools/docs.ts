/** `npm run docs`: writes the pages of docs/ that are made from the code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages } from './docs/pages.ts';

const root = join(import.meta.dirname, '..');
for (const [path, text] of Object.entries(generatedPages())) {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`Wrote ${path}`);
}
