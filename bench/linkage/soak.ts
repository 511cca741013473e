/**
 * Registrations by eight writers at once while the server is killed now and then; in the end
 * everybody must be who they would be, had all come one after another.
 * https://jepsen.io/analyses
 */
import type { Random } from '#server/demonstration/random.ts';
import { command } from '#test/process/log.ts';
import { platformHeaders } from '#test/process/token.ts';
import { type Yishu, freePort, startYishu, untilReady } from '#test/process/yishu.ts';
import { drawRecords } from './chinese-records.ts';

/** How it is done. */
export interface SoakSettings {
  /** An empty folder. */
  folder: string;
  seed: number;
  households: number;
  kills: number;
  random: Random;
  told?: (text: string) => void;
}

/** What came of it. */
export interface Soaked {
  registered: number;
  /** What `npm run link-people` says in the end. */
  said: string;
  seconds: number;
}

const writers = 8;
const system = 'https://yishu.example/soak';

/** Registers everybody, whatever happens to the server. */
export async function soak(settings: SoakSettings): Promise<Soaked> {
  const { folder, random, told = () => undefined } = settings;
  const records = drawRecords(settings);
  const env = {
    PORT: String(await freePort()),
    YISHU_DATA: folder,
    YISHU_REQUESTS_PER_MINUTE: '1000000',
  };
  let yishu = startYishu(env);
  await untilReady(yishu);
  const headers = await platformHeaders(folder, `http://localhost:${env.PORT}`);
  const started = performance.now();
  let next = 0;
  let done = 0;
  const write = async () => {
    for (let at = next; at < records.length; at = next) {
      next += 1;
      const identifier = [
        ...((records[at]!.patient['identifier'] ?? []) as object[]),
        { system, value: String(at) },
      ];
      const body = JSON.stringify({ ...records[at]!.patient, id: undefined, identifier });
      const condition = `identifier=${system}|${at}`;
      while (!(await register(() => yishu, { headers, body, condition }))) await pause(100);
      done += 1;
    }
  };
  const killed = (async () => {
    for (let kill = 1; kill <= settings.kills; kill += 1) {
      const wanted = (records.length * (kill - random.next() / 2)) / (settings.kills + 1);
      while (done < wanted) await pause(20);
      yishu.process.kill('SIGKILL');
      await yishu.exit;
      told(`killed after ${done} of ${records.length}`);
      yishu = startYishu(env);
      await untilReady(yishu);
    }
  })();
  try {
    await Promise.all([killed, ...Array.from({ length: writers }, write)]);
  } catch (error) {
    yishu.process.kill('SIGKILL');
    throw error;
  }
  const seconds = (performance.now() - started) / 1000;
  const { said } = await command('tools/identity/link.ts', { ...env, YISHU_DEMO: 'off' });
  yishu.process.kill('SIGTERM');
  await yishu.exit;
  return { registered: records.length, said, seconds };
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** One registration; false where it must be tried again: nobody knows what became of it. */
async function register(
  yishu: () => Yishu,
  given: { headers: Record<string, string>; body: string; condition: string },
): Promise<boolean> {
  const { headers, body, condition } = given;
  try {
    const answer = await fetch(`${yishu().url}/fhir/R4/Patient`, {
      method: 'POST',
      body,
      headers: {
        ...headers,
        'content-type': 'application/fhir+json',
        'if-none-exist': condition,
      },
    });
    const text = await answer.text();
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      throw new Error(`a registration was refused: ${text}`);
    }
    return answer.ok;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('a registration')) throw error;
    return false;
  }
}
