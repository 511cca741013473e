/**
 * Links everybody anew where the index was made by another model, or by none: data of an earlier
 * release has none.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Store } from '../fhir/handling/interaction.ts';
import { relink } from '../identity/index/relink.ts';
import type { Model } from '../identity/model/model.ts';
import { createProgressBar } from '../progress-bar.ts';

const fact = 'identity-model';

/** Links everybody anew, where that must be. */
export async function linkAnew(
  store: Store,
  { model, stream }: { model: Model; stream: NodeJS.WriteStream },
): Promise<void> {
  const { sql, database, sealer, now } = store;
  const [row] = await sql.run('select value from fact where name = $1', [fact]);
  if (row?.['value'] === model.version) return;
  const title = '关联各机构的档案 Linking the records of persons';
  let bar: ReturnType<typeof createProgressBar> | undefined;
  const progress = (done: number, total: number) => {
    if (total < shownFrom) return;
    bar ??= createProgressBar(stream, { title, total });
    bar.show(done, `${done}/${total}`);
  };
  await relink({ database, sealer, model, store, progress }, { now: now() });
  bar?.end();
  await sql.run(
    `insert into fact (name, value) values ($1, $2)
      on conflict (name) do update set value = excluded.value`,
    [fact, model.version],
  );
}

/** From how many Patients on the progress is shown. */
const shownFrom = 10_000;
