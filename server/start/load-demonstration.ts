/**
 * Makes the demonstration region on the first start, through the store's own transactions.
 * https://hl7.org/fhir/R4/basic.html
 */
import type { FhirRequest, FhirResponse, Store } from '#fhir/handling/interaction.ts';
import { Refusal } from '#fhir/refusals.ts';
import { createRouter } from '#fhir/router.ts';
import { type RegionChoice, generateRegion, regionSize } from '../demonstration/region.ts';
import { createProgressBar } from '../progress-bar.ts';

/** The resource that tells which region is being made or was made. */
const mark = 'demonstration-region';
const system = 'https://yishu.example/demonstration';

/** How many bundles are under way at once. */
const parallel = 3;

/**
 * Counted up where the region has more in it than before: one that an earlier release made is then
 * made again, under the same ids.
 */
const made = 'made-3';

type MarkCode = 'begun' | 'made' | 'made-2' | typeof made;

interface Mark {
  resourceType: 'Basic';
  id: string;
  code: { coding: { system: string; code: MarkCode }[]; text: string };
  created: string;
}

/**
 * Makes the region where it is not there; one that an earlier start began is finished as it was
 * begun.
 * @param stream where the progress is shown.
 * @returns which region it is.
 */
export async function loadDemonstration(
  store: Store,
  stream: NodeJS.WriteStream,
): Promise<RegionChoice> {
  const found = await readMark(store);
  const today = found?.created ?? new Date(store.now()).toISOString().slice(0, 10);
  const choice: RegionChoice = { seed: 1, today };
  if (found?.code.coding[0]?.code === made) return choice;
  await writeMark(store, today, 'begun');
  await loadBundles(store, choice, stream);
  await writeMark(store, today, made);
  return choice;
}

async function loadBundles(
  store: Store,
  choice: RegionChoice,
  stream: NodeJS.WriteStream,
): Promise<void> {
  const title = '演示地区 Demonstration region';
  const { bundles } = regionSize(choice);
  const bar = createProgressBar(stream, { title, total: bundles });
  const region = generateRegion(choice);
  let done = 0;
  const next = async () => {
    const { value } = region.next();
    if (value === undefined) return false;
    await send(store, { method: 'POST', path: [], body: { value, faithful: value } });
    done += 1;
    bar.show(done, `${done}/${bundles}`);
    return true;
  };
  const work = async () => {
    while (await next());
  };
  await Promise.all(Array.from({ length: parallel }, work));
  bar.end();
}

async function readMark(store: Store): Promise<Mark | undefined> {
  try {
    const { body } = await send(store, { method: 'GET', path: ['Basic', mark] });
    return JSON.parse(body ?? '') as Mark;
  } catch (error) {
    if (error instanceof Refusal && (error.status === 404 || error.status === 410))
      return undefined;
    throw error;
  }
}

async function writeMark(store: Store, created: string, code: MarkCode): Promise<void> {
  const text = 'Demonstration region';
  const value: Mark = {
    resourceType: 'Basic',
    id: mark,
    code: { coding: [{ system, code }], text },
    created,
  };
  await send(store, { method: 'PUT', path: ['Basic', mark], body: { value, faithful: value } });
}

const { answer } = createRouter();

async function send(
  store: Store,
  request: Pick<FhirRequest, 'method' | 'path' | 'body'>,
): Promise<FhirResponse> {
  return answer({ query: [], headers: {}, base: '', ...request }, store);
}
