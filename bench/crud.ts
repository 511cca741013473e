/**
 * The CRUD workload of the published benchmarks: nine types created, read, updated and deleted
 * (design/peers.md §1).
 */
import { parseArgs } from 'node:util';
import { crudBody, crudTypes } from './bodies.ts';
import { type Connection, openConnection } from './http-client.ts';
import { line, loadFor, peakMemory } from './measure.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080/fhir/R4' },
    clients: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '30' },
    pid: { type: 'string' },
    token: { type: 'string', default: process.env['YISHU_TOKEN'] ?? '' },
  },
});

const url = new URL(values.url);
let iteration = 0;

/** One client's endless walk through the workload, a request a call. */
function* walk(connection: Connection): Generator<Promise<boolean>, never> {
  for (;;) {
    iteration += 1;
    const made: Record<string, string> = {};
    const bodies: Record<string, Record<string, unknown>> = {};
    for (const type of crudTypes) {
      const body = crudBody(type, iteration, made);
      bodies[type] = body;
      yield connection
        .request('POST', `${url.pathname}/${type}`, JSON.stringify(body))
        .then((answer) => {
          const place = /\/([A-Za-z]+\/[^/]+)\/_history/.exec(answer.headers.get('location') ?? '');
          made[type] = place?.[1] ?? '';
          return answer.status === 201;
        });
    }
    for (const type of crudTypes) {
      yield expect(connection, { method: 'GET', place: made[type]! }, [200]);
    }
    for (const type of crudTypes) {
      const body = { ...bodies[type], id: made[type]!.split('/')[1], language: 'zh-CN' };
      const put = { method: 'PUT', place: made[type]!, body: JSON.stringify(body) };
      yield expect(connection, put, [200]);
    }
    for (const type of crudTypes.toReversed()) {
      yield expect(connection, { method: 'DELETE', place: made[type]! }, [200, 204]);
    }
  }
}

/** Sends a request; whether the answer has one of the statuses that are wanted. */
async function expect(
  connection: Connection,
  request: { method: string; place: string; body?: string },
  wanted: readonly number[],
): Promise<boolean> {
  const { method, place, body } = request;
  const answer = await connection.request(method, `${url.pathname}/${place}`, body);
  return wanted.includes(answer.status);
}

const connections = await Promise.all(
  Array.from({ length: Number(values.clients) }, () =>
    openConnection(url.hostname, Number(url.port), values.token),
  ),
);
const workers = () =>
  connections.map((connection) => {
    const steps = walk(connection);
    return () => steps.next().value;
  });
await loadFor(5, workers());
const measured = await loadFor(Number(values.seconds), workers());
process.stdout.write(`${line('CRUD mix', measured)}\n`);
if (values.pid !== undefined) {
  process.stdout.write(`Server memory at its peak: ${peakMemory(Number(values.pid))} MB\n`);
}
for (const connection of connections) connection.close();
