/**
 * The text of a CSV file as it left Excel or a registry: UTF-8, with or without a mark, or GB18030.
 * https://encoding.spec.whatwg.org/#gb18030
 */
import { refuse } from '#fhir/refusals.ts';

/** A file as text. */
export interface DecodedFile {
  text: string;
  encoding: 'UTF-8' | 'GB18030';
}

/**
 * Reads the bytes of a file. UTF-8 is tried first: GB18030 text of any length is not valid UTF-8.
 * Throws `import-too-large`, `import-encoding`.
 */
export function decodeFile(bytes: Uint8Array, limitBytes: number): DecodedFile {
  if (bytes.length > limitBytes) {
    throw refuse('import-too-large', { limit: `${Math.floor(limitBytes / 1_048_576)} MiB` });
  }
  for (const encoding of ['UTF-8', 'GB18030'] as const) {
    try {
      // The decoder leaves out a byte order mark by itself.
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // Zero characters are UTF-16 or no text at all.
      if (!text.includes('\0')) return { text, encoding };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw refuse('import-encoding');
}
