/**
 * A timeline from several paged streams: no row appears above rows that are still to come.
 * https://hl7.org/fhir/R4/fivews.html
 */
import { clinicalDate, instantOf } from './clinical-date.ts';
import type { Fact } from './shapes.ts';
import { keyOf } from './shapes.ts';
import { encounterKeyOf } from './source.ts';
import type { Chart, Kind, StreamName } from './streams.ts';
import { kindOf, streamsOf } from './streams.ts';

/** One row: a fact, or several results or medicines of one visit shown together. */
export interface Row {
  key: string;
  kind: Kind;
  /** The first is the one the row is named after. */
  facts: Fact[];
  date?: string;
  /** Milliseconds since 1970; -Infinity when the date is unknown. */
  at: number;
}

/** A visit with what was done in it, or a single row that belongs to no visit in sight. */
export interface Block {
  key: string;
  at: number;
  date?: string;
  rows: Row[];
}

/** What the timeline shows now. */
export interface Timeline {
  blocks: Block[];
  /** Streams to load next, those that hold back the most; empty when everything is shown. */
  pending: StreamName[];
  /** Streams of the chosen kinds that could not be loaded. */
  failed: StreamName[];
}

/** When a fact happened, in milliseconds since 1970; -Infinity when nobody said. */
export function timeOf(fact: Fact): number {
  const date = clinicalDate(fact);
  const at = date === undefined ? Number.NaN : instantOf(date);
  return Number.isNaN(at) ? -Infinity : at;
}

/**
 * Merges the streams of the chosen kinds (none chosen: all clinical ones) by clinical date, latest
 * first. A stream
 * with further pages holds back everything older than its oldest loaded fact, so rows never move
 * down later.
 */
export function timelineOf(
  chart: Chart,
  chosen: ReadonlySet<Kind>,
  keep: (fact: Fact) => boolean,
): Timeline {
  const names = streamsOf(chosen);
  const failed = names.filter((name) => chart.streams[name].failure !== undefined);
  const open = names.filter(
    (name) => chart.streams[name].next !== undefined && !failed.includes(name),
  );
  const horizons = new Map(open.map((name) => [name, horizonOf(chart.streams[name].found)]));
  const watermark = Math.max(-Infinity, ...horizons.values());
  const rows = names.flatMap((name) => {
    const kept = chart.streams[name].found.filter(
      (fact) => timeOf(fact) >= watermark && keep(fact),
    );
    return grouped.has(name)
      ? groupedRows(kindOf(name), kept)
      : kept.map((fact) => rowOf(kindOf(name), [fact]));
  });
  const pending = open.filter((name) => (horizons.get(name) ?? 0) >= watermark);
  return { blocks: blocksOf(withoutReported(rows)), pending, failed };
}

/** The oldest date of what is loaded; +Infinity when nothing is, so that it is loaded first. */
function horizonOf(found: readonly Fact[]): number {
  const dated = found.map(timeOf).filter((at) => at > -Infinity);
  return dated.length === 0 ? Infinity : Math.min(...dated);
}

function rowOf(kind: Kind, facts: Fact[]): Row {
  const [first] = facts as [Fact];
  const date = clinicalDate(first);
  return { key: keyOf(first), kind, facts, at: timeOf(first), ...(date && { date }) };
}

/** Streams whose facts come many at a time and are read together. */
const grouped = new Set<StreamName>(['results', 'prescriptions', 'dispenses']);

/** Facts of the same visit (else the same moment) and category are one row. */
function groupedRows(kind: Kind, facts: readonly Fact[]): Row[] {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const where = encounterKeyOf(fact) ?? clinicalDate(fact) ?? '';
    const category = kind === 'result' ? categoryOf(fact) : '';
    const key = `${where} ${category}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return [...groups.values()].map((group) => rowOf(kind, group));
}

/** The first category code of an observation: laboratory, vital-signs, survey, … */
export function categoryOf(result: Fact): string {
  const [category] = Array.isArray(result.category) ? result.category : [result.category];
  if (category === undefined || typeof category === 'string') return category ?? '';
  return category.coding?.[0]?.code ?? category.text ?? '';
}

/** Leaves out results that a report in sight already tells. */
function withoutReported(rows: readonly Row[]): Row[] {
  const reported = new Set(
    rows.flatMap(({ facts: [fact] }) => (fact?.result ?? []).map(({ reference }) => reference)),
  );
  return rows.flatMap((row) => {
    if (row.kind !== 'result') return [row];
    const facts = row.facts.filter((fact) => !reported.has(keyOf(fact)));
    return facts.length === 0 ? [] : [rowOf('result', facts)];
  });
}

function blocksOf(rows: readonly Row[]): Block[] {
  const blocks = new Map<string, Block>();
  for (const row of rows) {
    if (row.kind === 'visit') blocks.set(row.key, blockOf(row));
  }
  for (const row of rows) {
    if (row.kind === 'visit') continue;
    const [fact] = row.facts as [Fact];
    const visit = blocks.get(encounterKeyOf(fact) ?? '');
    if (visit === undefined) blocks.set(row.key, blockOf(row));
    else visit.rows.push(row);
  }
  return [...blocks.values()].toSorted((a, b) => b.at - a.at || compare(a.key, b.key));
}

function blockOf(row: Row): Block {
  const { key, at, date } = row;
  return { key, at, rows: [row], ...(date === undefined ? {} : { date }) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Blocks by the month they fall in, as `2019-05`; those without a date last, under an empty month.
 */
export function byMonth(blocks: readonly Block[]): { month: string; blocks: Block[] }[] {
  const months: { month: string; blocks: Block[] }[] = [];
  for (const block of blocks) {
    const month = block.at === -Infinity ? '' : monthOf(block.at);
    const last = months.at(-1);
    if (last?.month === month) last.blocks.push(block);
    else months.push({ month, blocks: [block] });
  }
  return months;
}

function monthOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}
