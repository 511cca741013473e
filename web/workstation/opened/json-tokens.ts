/** JSON text cut into what is coloured alike. https://www.rfc-editor.org/rfc/rfc8259 */

/** A piece of JSON text; `reference` is set on the value of a literal reference to a resource. */
export interface JsonToken {
  text: string;
  kind: 'name' | 'string' | 'plain' | 'sign';
  reference?: string;
}

const piece = /("(?:\\.|[^"\\])*")(\s*:)?|[^"]+/g;

/** The value as indented JSON in pieces; joined, they are `JSON.stringify(value, null, 2)`. */
export function jsonTokens(value: unknown): JsonToken[] {
  const tokens: JsonToken[] = [];
  let name = '';
  for (const [whole, quoted, colon] of JSON.stringify(value, null, 2).matchAll(piece)) {
    if (quoted === undefined) {
      tokens.push({ text: whole, kind: /[\w]/.test(whole) ? 'plain' : 'sign' });
    } else if (colon !== undefined) {
      name = quoted.slice(1, -1);
      tokens.push({ text: whole, kind: 'name' });
    } else {
      const inner = quoted.slice(1, -1);
      const isReference = name === 'reference' && /^[A-Z]\w+\/[A-Za-z0-9\-.]{1,64}$/.test(inner);
      tokens.push({ text: quoted, kind: 'string', ...(isReference && { reference: inner }) });
    }
  }
  return tokens;
}
