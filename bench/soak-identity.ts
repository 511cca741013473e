/**
 * 100,000 registrations by eight writers at once, with random kills of the server: in the end the
 * persons are those of a run in which all came one after another.
 *   node bench/soak-identity.ts [--households 20000] [--kills 12] [--seed 7]
 * docs/decisions/0017-one-person-one-index.md
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '#server/demonstration/random.ts';
import { soak } from './linkage/soak.ts';

const { values } = parseArgs({
  options: {
    households: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '12' },
    seed: { type: 'string', default: '7' },
  },
});
const seed = Number(values.seed);
const folder = mkdtempSync(join(tmpdir(), 'yishu-soak-'));
try {
  const { registered, seconds, said } = await soak({
    folder,
    seed,
    households: Number(values.households),
    kills: Number(values.kills),
    random: createRandom(seed, 'kills'),
    told: (text) => console.log(text),
  });
  const rate = Math.round(registered / seconds);
  console.log(`${registered} registrations in ${Math.round(seconds)} s, ${rate}/s`);
  console.log(said.trim().split('\n').at(-1));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
