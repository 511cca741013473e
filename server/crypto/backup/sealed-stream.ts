/**
 * A stream encrypted in chunks, of which none can be changed, left out, exchanged or cut off.
 * https://eprint.iacr.org/2015/189
 */
import { createHash } from 'node:crypto';
import { StartFailure } from '../../start-failure.ts';
import { type CipherKey, nonceBytes, openBytes, sealBytes } from '../cipher.ts';

const chunkBytes = 1 << 20;
/** What the cipher adds to a chunk is far below this. */
const sealedMax = chunkBytes + 1024;

/** The longest first line that is read. */
const headerMax = 65_536;

/** The chunk's number is its nonce: the key is of this file alone. */
function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(nonceBytes);
  nonce.writeBigUInt64BE(BigInt(index), nonceBytes - 8);
  return nonce;
}

/** What a chunk is bound to: its header, its place, and whether it is the last. */
function bindings(header: string): (index: number, last: boolean) => string {
  const digest = createHash('sha256').update(header).digest('hex');
  return (index, last) => `${digest} ${index} ${last ? 'last' : 'more'}`;
}

/** Encrypts a stream: the header as a line, then the length and the bytes of each chunk. */
export async function* sealStream(
  clear: AsyncIterable<Uint8Array>,
  { header, key }: { header: string; key: CipherKey },
): AsyncGenerator<Buffer> {
  const bound = bindings(header);
  yield Buffer.from(`${header}\n`);
  let index = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const seal = (bytes: Uint8Array, last: boolean): Buffer => {
    const sealed = sealBytes(key, bytes, { nonce: nonceOf(index), bound: bound(index, last) });
    index += 1;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };
  for await (const piece of clear) {
    waiting.push(piece);
    size += piece.length;
    if (size < chunkBytes) continue;
    const bytes = Buffer.concat(waiting);
    let start = 0;
    for (; bytes.length - start >= chunkBytes; start += chunkBytes) {
      yield seal(bytes.subarray(start, start + chunkBytes), false);
    }
    waiting = [bytes.subarray(start)];
    size = bytes.length - start;
  }
  yield seal(Buffer.concat(waiting), true);
}

/** A stream of bytes from which as many are taken as are wanted. */
export interface ByteReader {
  /** So many bytes; fewer at the end. */
  take(count: number): Promise<Buffer>;
  /** The bytes up to a line feed, without it, at most so many. */
  line(max: number): Promise<string>;
}

/** Reads a stream piece by piece. */
export function byteReader(stream: AsyncIterable<Uint8Array>): ByteReader {
  const pieces = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let ended = false;
  const more = async (): Promise<Buffer | undefined> => {
    if (ended) return undefined;
    const { done, value } = await pieces.next();
    ended = done === true;
    return ended ? undefined : Buffer.from(value as Uint8Array);
  };
  return {
    async take(count) {
      const parts = [rest];
      let size = rest.length;
      while (size < count) {
        const piece = await more();
        if (piece === undefined) break;
        parts.push(piece);
        size += piece.length;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = all.subarray(count);
      return all.subarray(0, count);
    },
    async line(max) {
      for (;;) {
        const end = rest.indexOf(10);
        if (end >= 0 && end <= max) {
          const text = rest.toString('utf8', 0, end);
          rest = rest.subarray(end + 1);
          return text;
        }
        const piece = rest.length > max ? undefined : await more();
        if (piece === undefined) return '';
        rest = Buffer.concat([rest, piece]);
      }
    },
  };
}

/** The first line of a sealed stream; empty where there is none. */
export function readHeaderLine(reader: ByteReader): Promise<string> {
  return reader.line(headerMax);
}

const damaged = 'The backup is damaged: a part of it was changed, or is missing';

/** Decrypts what follows the header. Throws a `StartFailure` where anything was changed or cut. */
export async function* openStream(
  reader: ByteReader,
  { header, key }: { header: string; key: CipherKey },
): AsyncGenerator<Buffer> {
  const bound = bindings(header);
  let next = await readChunk(reader);
  for (let index = 0; next !== undefined; index += 1) {
    const chunk = next;
    next = await readChunk(reader);
    let clear: Buffer;
    try {
      clear = openBytes(key, chunk, bound(index, next === undefined));
    } catch (error) {
      throw new StartFailure(damaged, { cause: error });
    }
    yield clear;
    if (next === undefined) return;
  }
  throw new StartFailure(damaged);
}

async function readChunk(reader: ByteReader): Promise<Buffer | undefined> {
  const length = await reader.take(4);
  if (length.length === 0) return undefined;
  const count = length.length === 4 ? length.readUInt32BE(0) : 0;
  if (count === 0 || count > sealedMax) throw new StartFailure(damaged);
  const sealed = await reader.take(count);
  if (sealed.length < count) throw new StartFailure(damaged);
  return sealed;
}
