/**
 * Unpacks a WOFF font into the TrueType or OpenType file it was made of: system fonts cannot be
 * WOFF. https://www.w3.org/TR/WOFF/
 */
import { inflateSync } from 'node:zlib';

const woffHeaderBytes = 44;
const woffEntryBytes = 20;
const sfntHeaderBytes = 12;
const sfntEntryBytes = 16;

/** The bytes of the sfnt font inside a WOFF 1.0 file. Throws a RangeError when it is not one. */
export function sfntOfWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new RangeError('not a WOFF 1.0 file');
  const count = woff.readUInt16BE(12);
  const power = Math.floor(Math.log2(count));
  const directory = Buffer.alloc(sfntHeaderBytes + count * sfntEntryBytes);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  directory.writeUInt16BE(2 ** power * 16, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE((count - 2 ** power) * 16, 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (let table = 0; table < count; table += 1) {
    const from = woffHeaderBytes + table * woffEntryBytes;
    const data = tableOf(woff, from);
    const entry = sfntHeaderBytes + table * sfntEntryBytes;
    woff.copy(directory, entry, from, from + 4);
    // The checksum of the table as it was before packing.
    woff.copy(directory, entry + 4, from + 16, from + 20);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(data.length, entry + 12);
    const padding = Buffer.alloc((4 - (data.length % 4)) % 4);
    parts.push(data, padding);
    offset += data.length + padding.length;
  }
  return Buffer.concat(parts);
}

function tableOf(woff: Buffer, from: number): Buffer {
  const offset = woff.readUInt32BE(from + 4);
  const packed = woff.subarray(offset, offset + woff.readUInt32BE(from + 8));
  const length = woff.readUInt32BE(from + 12);
  return packed.length === length ? packed : inflateSync(packed);
}
