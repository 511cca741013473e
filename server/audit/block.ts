/**
 * A block of the audit log: events that arrived together, as compressed JSON lines, and what they
 * are found by.
 * https://www.rfc-editor.org/rfc/rfc8878
 */
import { hash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { AuditLine } from '#fhir/handling/audit-line.ts';
import type { Caller } from '#fhir/handling/caller.ts';
import type { Hash } from '#fhir/store/hash.ts';
import { actionToken, agentToken, entityToken, eventToken } from './tokens.ts';
import { nameToken, outcomeToken } from './tokens.ts';

/**
 * How far apart the events of a block may be, in milliseconds: a search in the order of time looks
 * no further than this beyond where it is.
 */
export const blockSpan = 1000;

/** How many events a block may hold. */
const blockSize = 512;

/** A block before it has its place. */
export interface Block {
  atFirst: number;
  atLast: number;
  count: number;
  /** As PostgreSQL writes a bigint[]. */
  keys: string;
  /** JSON lines, compressed by zstd. */
  body: Buffer;
}

/** A block in its place. */
export interface PlacedBlock extends Block {
  bucket: number;
  id: string;
}

/** What is constant of a caller. */
interface CallerPart {
  json: string;
  tokens: readonly Hash[];
}

/** Makes blocks of events; what is constant of a caller is made once a caller. */
export function createEncoder(): (lines: readonly AuditLine[]) => Block[] {
  const parts = new WeakMap<Caller, CallerPart>();
  const partOf = (caller: Caller): CallerPart => {
    let part = parts.get(caller);
    if (part === undefined) parts.set(caller, (part = callerPart(caller)));
    return part;
  };
  return (lines) => cut(lines).map((some) => encode(some, partOf));
}

/** In the order of time, cut where a block would hold too much. */
function cut(lines: readonly AuditLine[]): AuditLine[][] {
  const ordered = lines.toSorted((a, b) => a.at - b.at);
  const blocks: AuditLine[][] = [];
  for (const line of ordered) {
    const current = blocks.at(-1);
    const fits = current !== undefined && current.length < blockSize;
    if (fits && line.at - current[0]!.at <= blockSpan) current.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

function callerPart(caller: Caller): CallerPart {
  const { who, name, kind, role, organization, client, session, address } = caller;
  const tokens = [agentToken(who), nameToken(name)];
  if (organization !== undefined) tokens.push(agentToken(`Organization/${organization}`));
  const part = { w: who, n: name, k: kind, r: role, o: organization, c: client };
  return { json: JSON.stringify({ ...part, s: session, a: address }), tokens };
}

function encode(lines: readonly AuditLine[], partOf: (caller: Caller) => CallerPart): Block {
  const atFirst = lines[0]!.at;
  const keys = new Set<Hash>();
  const numbers = new Map<Caller, number>();
  const callers: string[] = [];
  const numberOf = (caller: Caller): number => {
    let number = numbers.get(caller);
    if (number === undefined) {
      const part = partOf(caller);
      for (const token of part.tokens) keys.add(token);
      number = callers.push(part.json) - 1;
      numbers.set(caller, number);
    }
    return number;
  };
  let events = '';
  for (const line of lines) {
    addTokens(line, keys);
    events += `\n${lineText(line, atFirst, numberOf)}`;
  }
  return {
    atFirst,
    atLast: lines.at(-1)!.at,
    count: lines.length,
    keys: `{${[...keys].join(',')}}`,
    body: compress(`{"v":1,"at":${atFirst},"callers":[${callers.join(',')}]}${events}`),
  };
}

function addTokens(line: AuditLine, keys: Set<Hash>): void {
  keys.add(eventToken(line.event));
  keys.add(actionToken(line.action));
  keys.add(outcomeToken(line.outcome));
  for (const entity of line.entities) {
    if (isIndexed(entity, line)) keys.add(entityToken(entity));
  }
  for (const { key } of line.patients) keys.add(key);
}

/** Types of which no resource is in a patient's record. */
const ofNobody =
  /^(?:AuditEvent|Device|Endpoint|HealthcareService|Location|Organization|Person|Practitioner)/;

/**
 * What is in a record is found by its patient (reading/entity-patients.ts): a key for every row of
 * every page would cost reads more than all the rest of the log.
 */
function isIndexed(entity: string, { patients }: AuditLine): boolean {
  return patients.length === 0 || ofNobody.test(entity);
}

/** One line by hand: JSON.stringify of the whole takes three times as long. */
function lineText(line: AuditLine, atFirst: number, numberOf: (caller: Caller) => number): string {
  let text = `{"t":${line.at - atFirst},"e":${quote(line.event)},"a":"${line.action}"`;
  if (line.outcome !== 0) text += `,"o":${line.outcome}`;
  if (line.caller !== undefined) text += `,"c":${numberOf(line.caller)}`;
  else if (line.address !== undefined) text += `,"i":${quote(line.address)}`;
  if (line.why !== undefined) text += `,"w":${quote(line.why)}`;
  if (line.entities.length > 0) text += `,"n":[${line.entities.map(quote).join(',')}]`;
  if (line.patients.length > 0) text += `,"p":[${line.patients.map(placeText).join(',')}]`;
  if (line.query !== undefined) text += `,"q":${quote(line.query)}`;
  if (line.refusal !== undefined) text += `,"f":${quote(line.refusal)}`;
  return `${text},"r":${quote(line.request)}}`;
}

const plain = /^[\w\-./:$ ]*$/;

function quote(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

function placeText({ bucket, key }: { bucket: number; key: Hash }): string {
  return `"${bucket}:${key}"`;
}

/** Level 1: leaves a third of the text at a microsecond an event (bench/audit.ts). */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

function compress(text: string): Buffer {
  return zstdCompressSync(text, compression);
}

/** The JSON lines of a body. Throws where it is no body. */
export function linesOf(body: Buffer): string[] {
  return zstdDecompressSync(body).toString('utf8').split('\n');
}

/** SM3 of everything a block is, in hexadecimal: also of what it is found by. GB/T 32905. */
export function digestOf(block: PlacedBlock): string {
  const { bucket, id, atFirst, atLast, count, keys, body } = block;
  const head = `${bucket}|${id}|${atFirst}|${atLast}|${count}|${keys}|`;
  return hash('sm3', Buffer.concat([Buffer.from(head), body]), 'hex');
}
