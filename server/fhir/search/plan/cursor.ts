/** Cursors: where a page ended, for this search only. https://use-the-index-luke.com/no-offset */
import { refuse } from '#fhir/refusals.ts';
import { hash64, isHash } from '#fhir/store/hash.ts';

/** The last row of a page, by what the rows are ordered by. */
export interface Cursor {
  /** The sort values as text; null where the row has none. */
  values: (string | null)[];
  seq: string;
  key: string;
}

/** A cursor as opaque text. @param identity the search that it belongs to. */
export function writeCursor(cursor: Cursor, identity: string): string {
  const payload = JSON.stringify([cursor.values, cursor.seq, cursor.key]);
  return Buffer.from(JSON.stringify([payload, sealOf(payload, identity)])).toString('base64url');
}

/** Reads a cursor. Throws `bad-cursor` where it was changed or belongs to another search. */
export function readCursor(text: string, identity: string): Cursor {
  try {
    const [payload, seal] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
      string,
      string,
    ];
    if (typeof payload !== 'string' || seal !== sealOf(payload, identity))
      throw refuse('bad-cursor');
    const [values, seq, key] = JSON.parse(payload) as [unknown, unknown, unknown];
    // How a seal is made is no secret: what it seals may be anything.
    if (!isValues(values) || !isHash(seq) || !isHash(key)) throw refuse('bad-cursor');
    return { values, seq, key };
  } catch {
    throw refuse('bad-cursor');
  }
}

function isValues(values: unknown): values is Cursor['values'] {
  return (
    Array.isArray(values) && values.every((value) => value === null || typeof value === 'string')
  );
}

function sealOf(payload: string, identity: string): string {
  return hash64(`cursor|${identity}|${payload}`);
}
