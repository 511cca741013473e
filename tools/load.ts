/**
 * `npm run load -- FOLDER`: loads a folder of FHIR JSON over HTTP, goes on where it was stopped,
 * and proves the result.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgressBar } from '#server/progress-bar.ts';
import { type Api, type ApiAnswer, count, createApi, diagnosis } from './load/api.ts';
import { type Shipment, listFiles, readShipment } from './load/files.ts';
import { type Journal, openJournal } from './load/journal.ts';
import { danglingReferences, wrongCounts } from './load/proof.ts';

const usage = `npm run load -- FOLDER [--token TOKEN] [--parallel 4] [--again]
  --url       by default http://127.0.0.1:8080/fhir/R4
  FOLDER      JSON files: transactions and batches are posted, other resources put under their id
  --again     forget what an earlier load of this folder did
  --put       put transactions and batches too, as the Bundles they are, under their ids
  --token     an access token that may write; by default that of YISHU_TOKEN
  --no-proof  do not count and follow references at the end`;

interface Load {
  api: Api;
  folder: string;
  files: string[];
  journal: Journal;
  parallel: number;
  /** Whether Bundles too are put under their ids. */
  put: boolean;
}

/** Sends one file, unless it arrived before. */
async function loadFile(load: Load, file: string): Promise<number> {
  const { api, folder, journal } = load;
  const shipment = readShipment(folder, file, load);
  if (typeof shipment === 'string') {
    journal.note({ file, state: 'failed', reason: shipment });
    return 0;
  }
  const brought = Object.values(shipment.counts).reduce((sum, n) => sum + n, 0);
  if (journal.steps.get(file)?.state === 'begun' && (await arrived(api, shipment))) {
    journal.note({ file, state: 'done' });
    return brought;
  }
  journal.note({ file, state: 'begun' });
  const answer = await api.send(shipment.method, shipment.path, shipment.body);
  if (answer.status < 300) journal.note({ file, state: 'done', added: isNew(shipment, answer) });
  else journal.note({ file, state: 'failed', reason: diagnosis(answer) });
  return answer.status < 300 ? brought : 0;
}

/**
 * Whether a shipment made new resources: a transaction always, an update only when it was a create.
 */
function isNew({ method }: Shipment, { status }: ApiAnswer): boolean {
  return method === 'POST' || status === 201;
}

async function arrived(api: Api, shipment: Shipment): Promise<boolean> {
  return shipment.mark !== undefined && (await count(api, shipment.mark)) > 0;
}

/** Sends every file that is not done yet, several at once. */
async function loadAll(load: Load): Promise<void> {
  const { files, journal } = load;
  const queue = files.filter((file) => journal.steps.get(file)?.state !== 'done');
  const bar = createProgressBar(process.stdout, { title: 'Loading', total: files.length });
  const started = performance.now();
  let done = files.length - queue.length;
  let resources = 0;
  const work = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const brought = await loadFile(load, file);
      resources += brought;
      done += 1;
      const rate = Math.round((resources * 1000) / (performance.now() - started));
      bar.show(done, `${done}/${files.length} files, ${resources} resources, ${rate}/s`);
    }
  };
  await Promise.all(Array.from({ length: load.parallel }, work));
  bar.end();
}

/** Says what failed and what the server holds now; true where all is well. */
async function prove(load: Load, before: Record<string, number>): Promise<boolean> {
  const { api, folder, files, journal } = load;
  const expected: Record<string, number> = {};
  let onlyTransactions = true;
  for (const file of files.filter((name) => journal.steps.get(name)?.state === 'done')) {
    const shipment = readShipment(folder, file, load);
    if (typeof shipment === 'string') continue;
    if (shipment.method === 'PUT') {
      onlyTransactions = false;
      if (journal.steps.get(name)?.added === false) continue;
    }
    for (const [type, n] of Object.entries(shipment.counts)) {
      expected[type] = (expected[type] ?? 0) + n;
    }
  }
  const wrong = await wrongCounts(api, expected, before);
  for (const sentence of wrong) console.log(`Wrong count of ${sentence}`);
  const total = Object.values(expected).reduce((sum, n) => sum + n, 0);
  const types = Object.keys(expected);
  if (wrong.length === 0)
    console.log(`Counts of all ${types.length} types agree: ${total} resources.`);
  if (!onlyTransactions) return wrong.length === 0;
  const { followed, dangling } = await danglingReferences(api, types);
  for (const sentence of dangling.slice(0, 20)) console.log(`Dangling: ${sentence}`);
  console.log(`${followed} references followed, ${dangling.length} dangle.`);
  return wrong.length === 0 && dangling.length === 0;
}

async function countBefore(load: Load): Promise<Record<string, number>> {
  const { journal, files, folder, api } = load;
  if (journal.before !== undefined) return journal.before;
  const types = new Set<string>();
  for (const file of files) {
    const shipment = readShipment(folder, file, load);
    if (typeof shipment !== 'string')
      for (const type of Object.keys(shipment.counts)) types.add(type);
  }
  const before: Record<string, number> = {};
  for (const type of types) before[type] = await count(api, type);
  journal.noteBefore(before);
  return before;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080/fhir/R4' },
    parallel: { type: 'string', default: '4' },
    token: { type: 'string', default: process.env['YISHU_TOKEN'] ?? '' },
    again: { type: 'boolean', default: false },
    put: { type: 'boolean', default: false },
    'no-proof': { type: 'boolean', default: false },
  },
});
if (positionals.length !== 1) {
  console.error(usage);
  process.exit(1);
}
const folder = resolve(positionals[0] ?? '.');
const name = createHash('sha256').update(`${values.url} ${folder}`).digest('hex').slice(0, 16);
const path = join(process.env['YISHU_DATA'] ?? '.yishu', 'loads', `${name}.jsonl`);
const load: Load = {
  api: createApi(values.url, values.token),
  folder,
  files: listFiles(folder),
  journal: openJournal(path, { again: values.again }),
  parallel: Number(values.parallel),
  put: values.put,
};
if (load.files.length === 0) {
  console.error(`There is no JSON file in ${folder}: unpack archives first (tar xf FILE)`);
  process.exit(1);
}
const { status } = await load.api.send('GET', 'Organization?_summary=count');
if (status === 401 || status === 403) {
  console.error(
    'The server asks who you are: pass --token or set YISHU_TOKEN; of a demonstration, ' +
      'npm run token -- demo-platform',
  );
  process.exit(1);
}
const before = await countBefore(load);
await loadAll(load);
const failed = [...load.journal.steps.values()].filter((step) => step.state !== 'done');
for (const { file, reason } of failed) console.log(`Failed: ${file}: ${reason ?? 'no answer'}`);
console.log(`${load.files.length - failed.length} files loaded, ${failed.length} failed.`);
const proved = values['no-proof'] || (await prove(load, before));
process.exit(failed.length === 0 && proved ? 0 : 1);
