/**
 * `npm test`: builds the web app, runs every check and every test, ends with `N passed, N failed`.
 * https://nodejs.org/api/test.html#runoptions
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { startTestPostgres } from '#test/database.ts';

const root = join(import.meta.dirname, '..');

interface Tally {
  passed: number;
  failed: string[];
  /** By test file, how long its tests took together, in milliseconds. */
  took: Map<string, number>;
}

/** Runs a chore as one more test: it passes when it exits with 0. */
async function chore(tally: Tally, title: string, file: string[]): Promise<void> {
  const child = spawn(process.execPath, file, { cwd: root, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code === 0) tally.passed += 1;
  else tally.failed.push(title);
  console.log(`${code === 0 ? '✔' : '✖'} ${title}`);
}

/** Runs test files, each in a process of its own, and counts the tests without their suites. */
async function testFiles(tally: Tally, files: string[]): Promise<void> {
  // Not --test-force-exit: it ends a process before all that it found is read.
  const execArgv = ['--no-warnings', '--import', join(root, 'test/left-open.ts')];
  const stream = run({ files, concurrency: availableParallelism(), execArgv });
  stream.on('test:complete', ({ nesting, file = '', details }) => {
    if (nesting === 0) tally.took.set(file, (tally.took.get(file) ?? 0) + details.duration_ms);
  });
  stream.on('test:pass', (event) => {
    if (event.details.type === 'suite' || event.skip || event.todo) return;
    tally.passed += 1;
  });
  stream.on('test:fail', (event) => {
    if (event.details.type === 'suite') return;
    tally.failed.push(`${relative(root, event.file ?? '')}: ${event.name}`);
  });
  const shown = stream.compose(new spec());
  shown.pipe(process.stdout, { end: false });
  await once(shown, 'end');
}

const named = process.argv.slice(2);
const everything = globSync('{bench,model,server,test,tools,web}/**/*.test.ts', { cwd: root });
const files = (named.length > 0 ? named : everything.toSorted()).map((file) => join(root, file));
const tally: Tally = { passed: 0, failed: [], took: new Map() };
if (named.length === 0) {
  await chore(tally, 'the web app builds', ['tools/build.ts']);
  await chore(tally, 'types, lint and format hold', ['tools/check.ts']);
}
const postgres = await startTestPostgres();
process.env['YISHU_TEST_POSTGRES'] = postgres.url;
// Each file is a process of its own: what one has compiled the next need not.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules/.cache/yishu-test');
try {
  await testFiles(tally, files);
} finally {
  await postgres.stop();
}
const slowest = [...tally.took].toSorted(([, a], [, b]) => b - a).slice(0, 10);
for (const [file, ms] of slowest) console.log(`${Math.round(ms / 1000)} s ${relative(root, file)}`);
for (const title of tally.failed) console.log(`failed: ${title}`);
console.log(`${tally.passed} passed, ${tally.failed.length} failed`);
process.exit(tally.failed.length === 0 ? 0 : 1);
