/**
 * `Patient/$match` against many, over HTTP: fills an index with made-up people, then asks who
 * somebody may be. Server, PostgreSQL and who asks share the machine.
 *   node --max-old-space-size=12000 bench/match.ts [--records 1000000] [--asked 2000]
 * https://hl7.org/fhir/R4/patient-operation-match.html
 */
import { parseArgs } from 'node:util';
import { prepareCreate } from '#fhir/handling/prepare.ts';
import { applyWrites } from '#fhir/store/write.ts';
import { relink } from '#server/identity/index/relink.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { startTestServer } from '#test/server.ts';
import { type ChineseRecord, drawRecords } from './linkage/chinese-records.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    asked: { type: 'string', default: '2000' },
  },
});
const wanted = Number(values.records);
const server = await startTestServer();
const house = server.store;
const model = houseModel(wanted);
const chunk = 500;

/** Stores Patients as they come, without matching each: that is done for all at once below. */
async function store(records: readonly ChineseRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += chunk) {
    const writes = records.slice(at, at + chunk).map(({ patient }) => {
      const { id: _id, ...resource } = patient;
      return prepareCreate(house, { resource, faithful: resource });
    });
    await house.database.transaction((tx) => applyWrites(tx, writes, house.known));
  }
}

const started = performance.now();
const since = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
let stored = 0;
let asked: ChineseRecord[] = [];
for (let seed = 1; stored < wanted; seed += 1) {
  const records = drawRecords({ seed, households: 10_000 }).slice(0, wanted - stored);
  await store(records);
  stored += records.length;
  if (seed === 1) asked = records.filter((_, at) => at % 7 === 0).slice(0, Number(values.asked));
}
console.log(`${stored} Patients stored after ${since()}`);
// Keys alone: $match asks for no edges, and for nobody's links.
const report = await relink({ store: house, model, progress: () => undefined, steps: ['keys'] });
console.log(`keys made after ${since()}: ${JSON.stringify(report)}`);
await house.sql.run('analyze', []);
for (const connections of [1, 8]) {
  const times: number[] = [];
  let [next, found] = [0, 0];
  const ask = async () => {
    for (let at = next; at < asked.length; at = next) {
      next += 1;
      const begun = performance.now();
      const { id: _id, ...patient } = asked[at]!.patient;
      const response = await fetch(`${server.url}/fhir/R4/Patient/$match`, {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify(patient),
      });
      const { entry = [] } = (await response.json()) as {
        entry?: { search: { score: number } }[];
      };
      times.push(performance.now() - begun);
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      if ((entry[0]?.search.score ?? 0) > 0.5) found += 1;
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, ask));
  const seconds = (performance.now() - from) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!.toFixed(1);
  console.log(
    `$match, ${connections} at once: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, ` +
      `${Math.round(asked.length / seconds)}/s, ${found} of ${asked.length} found`,
  );
}
await server.stop();
