/**
 * Links everybody anew where the index was made by another model, or by none: data of an earlier
 * release has none.
 * docs/decisions/0017-one-person-one-index.md
 */
import type { Store } from '../fhir/handling/interaction.ts';
import { modelFact, relink } from '../identity/index/relink.ts';
import type { Model } from '../identity/model/model.ts';
import { createProgressBar } from '../progress-bar.ts';

/** Links everybody anew, where that must be. */
export async function linkAnew(
  store: Store,
  { model, stream }: { model: Model; stream: NodeJS.WriteStream },
): Promise<void> {
  const [row] = await store.sql.run('select value from fact where name = $1', [modelFact]);
  if (row?.['value'] === model.version) return;
  const title = '关联各机构的档案 Linking the records of persons';
  let bar: ReturnType<typeof createProgressBar> | undefined;
  const progress = (done: number, total: number) => {
    if (total < shownFrom) return;
    bar ??= createProgressBar(stream, { title, total });
    bar.show(done, `${done}/${total}`);
  };
  await relink({ store, model, progress });
  bar?.end();
}

/** From how many Patients and steps on the progress is shown. */
const shownFrom = 10_000;
