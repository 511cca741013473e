/**
 * HL7 v2 messages as text: segments, fields, repetitions, components, subcomponents.
 * https://www.hl7.org/implement/standards/product_brief.cfm?product_id=185 (chapter 2)
 */

/** Subcomponents of the components of the repetitions of a field. */
export type Field = readonly (readonly (readonly string[])[])[];

/** A segment: its name, and its fields from 1 on (`fields[0]` is field 1). */
export interface Segment {
  name: string;
  fields: readonly Field[];
}

/** A message, its MSH first. */
export type Message = readonly Segment[];

/** What separates, as MSH-1 and MSH-2 say. */
interface Marks {
  field: string;
  component: string;
  repetition: string;
  escape: string;
  subcomponent: string;
}

/** What cannot be read as a message, or not be done; for MSA and ERR. */
export class Hl7Error extends Error {
  readonly given: {
    /** AE: wrong, do not send it again; AR: not now, or not understood at all. */
    acknowledgment: 'AE' | 'AR';
    /** HL7 table 0357. */
    condition: '100' | '101' | '103' | '200' | '204' | '207';
    /** As `PID^1^3^1^4`: segment, its sequence, field, repetition, component. */
    location?: string;
  };

  constructor(text: string, given: Hl7Error['given']) {
    super(text);
    this.given = given;
  }
}

/** Ends a message that was taken from MLLP as it came. */
const fileSeparator = String.fromCodePoint(0x1c);

const usual: Marks = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/** Reads a message. Throws Hl7Error where it does not begin with MSH. */
export function parseMessage(text: string): Message {
  const lines = text
    .replace(/^[\uFEFF\s]+/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll(fileSeparator, ''))
    .filter((line) => line.trim() !== '');
  const first = lines[0] ?? '';
  if (!first.startsWith('MSH') || first.length < 8) {
    throw new Hl7Error('The message does not begin with MSH', {
      acknowledgment: 'AR',
      condition: '100',
    });
  }
  const [field = '|'] = first.slice(3);
  const [component = '^', repetition = '~', escape = '\\', subcomponent = '&'] = first
    .slice(4)
    .split(field)[0]!;
  const marks = { field, component, repetition, escape, subcomponent };
  return lines.map((line) => parseSegment(line, marks));
}

function parseSegment(line: string, marks: Marks): Segment {
  const [name = '', ...rest] = line.split(marks.field);
  if (name !== 'MSH') return { name, fields: rest.map((text) => parseField(text, marks)) };
  // MSH-1 is the separator itself, MSH-2 is not to be taken apart.
  const [encoding = '', ...others] = rest;
  const fields = others.map((text) => parseField(text, marks));
  return { name, fields: [[[[marks.field]]], [[[encoding]]], ...fields] };
}

function parseField(text: string, marks: Marks): Field {
  return text
    .split(marks.repetition)
    .map((one) =>
      one
        .split(marks.component)
        .map((part) => part.split(marks.subcomponent).map((leaf) => unescape(leaf, marks))),
    );
}

function unescape(text: string, { escape, ...marks }: Marks): string {
  if (!text.includes(escape)) return text;
  const meanings: Record<string, string> = {
    F: marks.field,
    S: marks.component,
    T: marks.subcomponent,
    R: marks.repetition,
    E: escape,
    '.br': '\n',
  };
  const parts = text.split(escape);
  return parts
    .map((part, at) => {
      if (at % 2 === 0) return part;
      // An escape that is not closed is text.
      if (at === parts.length - 1) return escape + part;
      const bytes = /^X((?:[0-9A-Fa-f]{2})+)$/.exec(part)?.[1];
      return bytes === undefined
        ? (meanings[part] ?? '')
        : Buffer.from(bytes, 'hex').toString('utf8');
    })
    .join('');
}

/** The first segment of a name. */
export function segmentOf(message: Message, name: string): Segment | undefined {
  return message.find((segment) => segment.name === name);
}

/** The repetitions of a field that are not empty. */
export function repetitionsOf(segment: Segment | undefined, field: number): Field {
  const list = segment?.fields[field - 1] ?? [];
  return list.filter((one) => one.some((part) => part.some((leaf) => leaf.trim() !== '')));
}

/** The text of a component of a repetition, counted from 1; empty where there is none. */
export function partOf(repetition: Field[number] | undefined, part: number, leaf = 1): string {
  return repetition?.[part - 1]?.[leaf - 1]?.trim() ?? '';
}

/** The text of a field: its first component. */
export function textOf(segment: Segment | undefined, field: number, part = 1): string {
  return partOf(segment?.fields[field - 1]?.[0], part);
}

/** A component to be written: text, or its subcomponents. */
export type Part = string | undefined | readonly (string | undefined)[];

/** A field to be written: its repetitions, each a list of components. */
export type Writing = string | undefined | readonly (readonly Part[])[];

/** The text of a segment; empty fields at its end are left out. */
export function segmentText(name: string, fields: readonly Writing[]): string {
  const texts = fields.map((field) =>
    typeof field === 'string' || field === undefined
      ? escaped(field)
      : field.map((parts) => trimmed(parts.map(partText), usual.component)).join(usual.repetition),
  );
  return trimmed([name, ...texts], usual.field);
}

function partText(part: Part): string {
  if (typeof part === 'string' || part === undefined) return escaped(part);
  return trimmed(part.map(escaped), usual.subcomponent);
}

function trimmed(texts: readonly string[], mark: string): string {
  const last = texts.findLastIndex((text) => text !== '');
  return texts.slice(0, last + 1).join(mark);
}

const codes: Record<string, string> = {
  '\\': 'E',
  '|': 'F',
  '^': 'S',
  '&': 'T',
  '~': 'R',
  '\n': '.br',
  '\r': '.br',
};

function escaped(text: string | undefined): string {
  return (text ?? '').replace(/[\\|^&~\r\n]/g, (mark) => `\\${codes[mark]}\\`);
}

/** The text of bytes: MSH-18 says how they are encoded, UTF-8 by default. */
export function decodeMessage(bytes: Uint8Array): string {
  const [header = ''] = Buffer.from(bytes)
    .toString('latin1')
    .split(/[\r\n]/);
  const charset = header.split(header[3] ?? '|')[17] ?? '';
  const name = /18030|GBK|2312/i.test(charset) ? 'gb18030' : 'utf-8';
  return new TextDecoder(name).decode(bytes);
}
