/**
 * `npm run link-people`: compares everybody with everybody near, and tells what would be otherwise
 * than it is; with `--model FILE` by another model, before it is switched on. Writes nothing: the
 * server links everybody anew when it starts with that model (YISHU_IDENTITY_MODEL).
 * docs/decisions/0017-one-person-one-index.md
 */
import { parseArgs } from 'node:util';
import { postgresDatabase } from '#fhir/store/postgres.ts';
import { tryLinks } from '#server/identity/index/try-links.ts';
import { houseModel } from '#server/identity/model/house-model.ts';
import { createProgressBar } from '#server/progress-bar.ts';
import { createSealer } from '#server/start/sealer.ts';
import { openDatabase, openKeys, run } from '../keys/open.ts';

const { values } = parseArgs({
  options: { model: { type: 'string' }, records: { type: 'string' } },
});

async function link(): Promise<void> {
  const open = await openDatabase();
  try {
    const { keyring } = await openKeys(open);
    const sealer = createSealer(keyring);
    const database = postgresDatabase(() => open.pool, sealer.open);
    const { patientRecords, identityModel } = open.settings;
    const records = values.records === undefined ? patientRecords : Number(values.records);
    const model = houseModel(records, values.model ?? identityModel);
    const title = '比对各机构的档案 Comparing the records of persons';
    let bar: ReturnType<typeof createProgressBar> | undefined;
    const found = await tryLinks({
      database,
      sealer,
      model,
      progress(done, total) {
        bar ??= createProgressBar(process.stdout, { title, total });
        bar.show(done, `${done}/${total}`);
      },
    });
    bar?.end();
    console.log(
      `By model ${model.version}: ${found.records} records are ${found.persons} persons; ` +
        `${found.moved} records would be of another person than now ` +
        `(${found.joined} pairs joined, ${found.parted} parted); ` +
        `${found.review} pairs wait for a decision; ${found.passedOver} keys passed over.`,
    );
  } finally {
    await open.close();
  }
}

await run(link);
