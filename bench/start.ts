/** Time from the start of the process to its first answer, on existing data. */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { join } from 'node:path';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8098' }, runs: { type: 'string', default: '5' } },
});
const root = join(import.meta.dirname, '..');
const url = `http://127.0.0.1:${values.port}/fhir/R4/metadata`;

for (let run = 0; run < Number(values.runs); run += 1) {
  const started = performance.now();
  const env = { ...process.env, PORT: values.port };
  const child = spawn(process.execPath, ['server/main.ts'], { cwd: root, env, stdio: 'ignore' });
  let hasEnded = false;
  const ended = new Promise<void>((done) => {
    child.once('close', () => {
      hasEnded = true;
      done();
    });
  });
  const answered = () =>
    fetch(url).then(
      (response) => response.ok,
      () => false,
    );
  while (!(await answered())) {
    if (hasEnded)
      throw new Error('The server ended before it answered: start it by hand to see why');
    await new Promise((resume) => setTimeout(resume, 20));
  }
  console.log(`start to first answer: ${Math.round(performance.now() - started)} ms`);
  child.kill('SIGTERM');
  await ended;
}
