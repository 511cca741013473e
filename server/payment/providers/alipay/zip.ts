/**
 * Reads the files of a ZIP archive, as Alipay packs its bills.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { ProviderAway } from '../provider.ts';

/** A file of an archive. */
export interface ZipFile {
  /** As it stands there, bytes of GB18030 or UTF-8. */
  name: Buffer;
  content: Buffer;
}

const endMark = 0x06054b50;
const directoryMark = 0x02014b50;
const fileMark = 0x04034b50;
/** So much a bill may be unpacked, in bytes. */
const bytesMost = 512 * 1024 * 1024;

/** The files of an archive. Throws `ProviderAway` where it is none, or a sum is not right. */
export function readZip(bytes: Buffer): ZipFile[] {
  try {
    return readFiles(bytes);
  } catch (error) {
    throw new ProviderAway('The bill is no ZIP archive', { cause: error });
  }
}

function readFiles(bytes: Buffer): ZipFile[] {
  // The end of the directory is 22 bytes and a comment.
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endMark) end -= 1;
  const count = bytes.readUInt16LE(end + 10);
  let place = bytes.readUInt32LE(end + 16);
  const files: ZipFile[] = [];
  for (let n = 0; n < count; n += 1) {
    if (bytes.readUInt32LE(place) !== directoryMark) throw new Error('No entry of the directory');
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(place + offset),
    ) as [number, number, number];
    const name = bytes.subarray(place + 46, place + 46 + nameLength);
    files.push({ name, content: contentOf(bytes, place) });
    place += 46 + nameLength + extraLength + noteLength;
  }
  return files;
}

/** The content of the file whose entry in the directory is here. */
function contentOf(bytes: Buffer, entry: number): Buffer {
  const method = bytes.readUInt16LE(entry + 10);
  const sum = bytes.readUInt32LE(entry + 16);
  const packed = bytes.readUInt32LE(entry + 20);
  const place = bytes.readUInt32LE(entry + 42);
  if (bytes.readUInt32LE(place) !== fileMark) throw new Error('No file where there should be one');
  const start = place + 30 + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
  const stored = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8) throw new Error('Packed in an unknown way');
  const content = method === 0 ? stored : inflateRawSync(stored, { maxOutputLength: bytesMost });
  if (crc32(content) !== sum) throw new Error('The sum is not right');
  return content;
}
