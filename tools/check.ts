/** `npm run check`: types, lint, format and the tidy test, all at once; says what failed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What is checked, and the program of node_modules or of Node that does it. */
const checks: [title: string, command: readonly string[]][] = [
  ['types of the server', ['node_modules/typescript/bin/tsc', '-p', '.']],
  ['types of the browser app', ['node_modules/typescript/bin/tsc', '-p', 'web']],
  ['lint', ['node_modules/oxlint/bin/oxlint', '--deny-warnings', '--format', 'unix']],
  ['format (npm run format writes it)', ['node_modules/oxfmt/bin/oxfmt', '--list-different']],
  ['tidy', ['--test', '--test-reporter', 'dot', 'test/tidy.test.ts']],
];

/** Runs one check to its end. */
function runCheck(command: readonly string[]): Promise<{ failed: boolean; said: string }> {
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString('utf8');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((done) => {
    child.once('error', (error) => done({ failed: true, said: error.message }));
    child.once('close', (code) => done({ failed: code !== 0, said }));
  });
}

const outcomes = await Promise.all(
  checks.map(async ([title, command]) => ({ title, ...(await runCheck(command)) })),
);
for (const { title, failed, said } of outcomes) {
  console.log(`${failed ? '✖' : '✔'} ${title}`);
  if (failed) console.log(said.trimEnd());
}
const failed = outcomes.filter((outcome) => outcome.failed).length;
console.log(failed === 0 ? 'Everything holds.' : `${failed} of ${outcomes.length} checks failed.`);
process.exit(failed === 0 ? 0 : 1);
