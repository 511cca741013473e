/**
 * Reads by id of random resources, over kept connections.
 * https://hl7.org/fhir/R4/http.html#read
 */
import { parseArgs } from 'node:util';
import { type Connection, openConnection } from './http-client.ts';
import { line, loadFor, peakMemory } from './measure.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080/fhir/R4' },
    type: { type: 'string', default: 'Observation' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '20' },
    pid: { type: 'string' },
    token: { type: 'string', default: process.env['YISHU_TOKEN'] ?? '' },
  },
});

const url = new URL(values.url);
const { pathname, hostname, port } = url;

/** Ids to read, from the pages of a search. */
async function findPaths(connection: Connection): Promise<string[]> {
  const paths: string[] = [];
  let next: string | undefined = `${pathname}/${values.type}?_count=500&_elements=id`;
  while (next !== undefined && paths.length < 10_000) {
    const { body } = await connection.request('GET', next);
    const page = JSON.parse(body) as {
      entry?: { resource: { id: string } }[];
      link: { relation: string; url: string }[];
    };
    for (const { resource } of page.entry ?? []) {
      paths.push(`${pathname}/${values.type}/${resource.id}`);
    }
    const link = page.link.find(({ relation }) => relation === 'next');
    next = link?.url.slice(link.url.indexOf(pathname));
  }
  return paths;
}

const connections = await Promise.all(
  Array.from({ length: Number(values.connections) }, () =>
    openConnection(hostname, Number(port), values.token),
  ),
);
const paths = await findPaths(connections[0]!);
let at = 0;
const workers = connections.map((connection) => async () => {
  // A step that shares no factor with the count walks through all of them in no order of the disk.
  at = (at + 7919) % paths.length;
  const { status } = await connection.request('GET', paths[at]!);
  return status === 200;
});
await loadFor(3, workers);
const measured = await loadFor(Number(values.seconds), workers);
console.log(
  line(`read of ${paths.length} ${values.type}, ${connections.length} connections`, measured),
);
if (values.pid !== undefined) console.log(`Server memory: ${peakMemory(Number(values.pid))} MB`);
for (const connection of connections) connection.close();
