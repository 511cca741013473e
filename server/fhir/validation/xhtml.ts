/**
 * The XHTML of narratives: well-formed, and only what the specification allows.
 * https://hl7.org/fhir/R4/narrative.html#xhtml
 */

const elements = new Set(
  (
    'a abbr acronym b big blockquote br caption cite code col colgroup dd del dfn div dl dt em ' +
    'h1 h2 h3 h4 h5 h6 hr i img ins kbd li map area ol p pre q samp small span strong sub sup ' +
    'table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
);

const attributes = new Set(
  (
    'abbr accesskey align alt axis bgcolor border cellpadding cellspacing char charoff charset ' +
    'cite class clear color cols colspan coords datetime dir headers height href hreflang hspace ' +
    'id lang longdesc name nowrap rel rev rows rowspan rules scope shape span src start style ' +
    'summary tabindex title type usemap valign value vspace width xml:lang xml:space xmlns'
  ).split(' '),
);

// A comment, an end tag, a start tag with attributes and perhaps its end, a text, a stray `<`.
const token = new RegExp(
  [
    '<!--(?:(?!--)[^])*-->',
    String.raw`<\/([A-Za-z][\w:]*)\s*>`,
    String.raw`<([A-Za-z][\w:]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>`,
    '[^<]+',
    '<',
  ].join('|'),
  'g',
);
const attribute = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Whether a text is a `div` that a narrative may hold, with something in it to read. */
export function isNarrative(text: string): boolean {
  if (!/^\s*<div[\s>]/.test(text)) return false;
  const open: string[] = [];
  let content = false;
  let closed = false;
  for (const [whole, end, start, given = '', empty] of text.matchAll(token)) {
    if (whole === '<') return false;
    if (whole.startsWith('<!--')) continue;
    if (closed && whole.trim() !== '') return false;
    if (end !== undefined) {
      if (open.pop() !== end) return false;
      closed = open.length === 0;
    } else if (start !== undefined) {
      if (!allowed(start, given)) return false;
      if (start === 'img') content = true;
      if (empty === '') open.push(start);
    } else {
      if (!/^(?:[^&]|&(?:#\d+|#x[\da-fA-F]+|\w+);)*$/.test(whole)) return false;
      content ||= /\S/.test(whole);
    }
  }
  return closed && content;
}

function allowed(element: string, given: string): boolean {
  if (!elements.has(element)) return false;
  for (const [, name = '', double, single] of given.matchAll(attribute)) {
    const value = asRead(double ?? single ?? '');
    if (!attributes.has(name) && !name.startsWith('xmlns:')) return false;
    if (addresses.has(name) && /^(?:javascript|vbscript|data:(?!image\/))/i.test(value)) {
      return false;
    }
    if (name === 'style' && /expression\(|url\((?!data:)|@import|\\/i.test(value)) return false;
  }
  return true;
}

/** Attributes that a browser may follow or load. */
const addresses = new Set(['cite', 'href', 'longdesc', 'src', 'usemap']);

const named: Record<string, string> = { colon: ':', lpar: '(', sol: '/', lt: '<' };

/**
 * A value as a browser reads it: characters written by number or name are themselves, spaces and
 * line ends within an address are nothing.
 */
function asRead(value: string): string {
  const written = value.replace(/&(#\d+|#x[\da-f]+|\w+;);?/gi, (_, name: string) =>
    character(name),
  );
  // oxlint-disable-next-line no-control-regex -- browsers pass over these in addresses
  return written.replace(/[\u0000-\u0020]/g, '');
}

/** The character that a reference stands for; none for names that no address needs. */
function character(reference: string): string {
  const [, hexadecimal, digits = ''] = /^#(x?)([\da-f]+)$/i.exec(reference) ?? [];
  if (hexadecimal === undefined) return named[reference.toLowerCase().slice(0, -1)] ?? '';
  const code = Number.parseInt(digits, hexadecimal === '' ? 10 : 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}
