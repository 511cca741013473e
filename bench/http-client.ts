/**
 * A small HTTP/1.1 client for load: one request at a time on each kept connection, as cheap as
 * sockets allow.
 * https://www.rfc-editor.org/rfc/rfc9112
 */
import { connect, type Socket } from 'node:net';

/** What came back. */
export interface Answer {
  status: number;
  /** Lower-case names. */
  headers: Map<string, string>;
  body: string;
}

/** A connection that takes one request at a time. */
export interface Connection {
  request(method: string, path: string, body?: string): Promise<Answer>;
  close(): void;
}

/**
 * Opens a connection to a server on this machine.
 * @param token shown as the bearer token of every request; none where it is empty.
 */
export async function openConnection(
  host: string,
  port: number,
  token: string = '',
): Promise<Connection> {
  const shown = token === '' ? '' : `authorization: Bearer ${token}\r\n`;
  const socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  const receive = createReceiver(socket);
  return {
    request(method, path, body) {
      const length = body === undefined ? 0 : Buffer.byteLength(body);
      const head =
        `${method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n${shown}` +
        (body === undefined
          ? '\r\n'
          : `content-type: application/fhir+json\r\ncontent-length: ${length}\r\n\r\n`);
      const answer = receive();
      socket.write(body === undefined ? head : head + body);
      return answer;
    },
    close: () => socket.destroy(),
  };
}

/** Gives the next whole response of a socket. */
function createReceiver(socket: Socket): () => Promise<Answer> {
  let buffered: Buffer = Buffer.alloc(0);
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const answer = parseAnswer(buffered);
    if (answer === undefined) return;
    buffered = buffered.subarray(answer.size);
    const { resolve } = waiting!;
    waiting = undefined;
    resolve(answer);
  });
  const fail = (error?: Error) => waiting?.reject(error ?? new Error('The connection was closed'));
  socket.on('error', fail);
  socket.on('close', () => fail());
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
}

function parseAnswer(buffer: Buffer): (Answer & { size: number }) | undefined {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = buffer.toString('latin1', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const length = Number(headers.get('content-length') ?? 0);
  const size = end + 4 + length;
  if (buffer.length < size) return undefined;
  const body = buffer.toString('utf8', end + 4, size);
  return { status: Number(first.split(' ')[1]), headers, body, size };
}
