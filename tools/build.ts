/** `npm run build`: builds the web app, unless what is built is newer than everything it is of. */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const sources = [
  'web/**/*.{ts,tsx,css,html,svg,webmanifest,png}',
  'model/**/*.ts',
  'package-lock.json',
];

function changed(file: string): number {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Packs every text file twice, for the server to send what the browser takes. */
function compress(folder: string): void {
  for (const file of globSync('**/*.{js,css,html,svg,webmanifest}', { cwd: folder })) {
    const text = readFileSync(join(folder, file));
    writeFileSync(join(folder, `${file}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, `${file}.gz`), gzipSync(text));
  }
}

const built = changed('web/dist/index.html');
const files = globSync(sources, { cwd: root, exclude: ['web/dist/**'] });
if (built === 0 || files.some((file) => changed(file) > built)) {
  console.log('正在生成网页 Building the web app …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const flags = ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, [vite, ...flags], { cwd: root, stdio: 'inherit' });
  if (status === 0) compress(join(root, 'web/dist'));
  process.exit(status ?? 1);
}
