/** `npm run build`: builds the web app, unless what is built is newer than everything it is of. */
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const sources = ['web/**/*.{ts,tsx,css,html,svg}', 'model/**/*.ts', 'package-lock.json'];

function changed(file: string): number {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const built = changed('web/dist/index.html');
const files = globSync(sources, { cwd: root, exclude: ['web/dist/**'] });
if (built === 0 || files.some((file) => changed(file) > built)) {
  console.log('正在生成网页 Building the web app …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const flags = ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, [vite, ...flags], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
