/** The CRUD workload of the published benchmarks: nine types created, read, updated and deleted (design/peers.md §1). */
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
    for (const type of crudTypes) yield expect(connection, 'GET', made[type]!, [200]);
    for (const type of crudTypes) {
      const body = { ...bodies[type], id: made[type]!.split('/')[1], language: 'zh-CN' };
      yield expect(connection, 'PUT', made[type]!, [200], JSON.stringify(body));
    }
    for (const type of crudTypes.toReversed()) {
      yield expect(connection, 'DELETE', made[type]!, [200, 204]);
    }
  }
}

// eslint-disable-next-line max-params
async function expect(
  connection: Connection,
  method: string,
  place: string,
  wanted: number[],
  body?: string,
): Promise<boolean> {
  const answer = await connection.request(method, `${url.pathname}/${place}`, body);
  return wanted.includes(answer.status);
}

const connections = await Promise.all(
  Array.from({ length: Number(values.clients) }, () =>
    openConnection(url.hostname, Number(url.port)),
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
