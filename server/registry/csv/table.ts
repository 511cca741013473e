/**
 * A CSV file as rows with line numbers, and everything wrong with its shape.
 * https://csv.js.org/parse/
 */
import { CsvError, parse } from 'csv-parse/sync';
import { refuse } from '#fhir/refusals.ts';
import type { Column, LineProblem, Row } from './line-problem.ts';

/** The most lines one file may have. */
export const lineLimit = 20_000;

/** The longest cell, in characters. */
const cellLimit = 1000;

/** A file as rows. */
export interface Table {
  rows: Row[];
  /** What was found wrong so far; a row's `problem` adds to it. */
  problems: LineProblem[];
}

/** Reads a file with these columns, in any order. Throws `import-too-large` for too many lines. */
export function readTable(text: string, columns: readonly Column[]): Table {
  const problems: LineProblem[] = [];
  const records = readRecords(text, problems);
  const [header, ...lines] = records;
  if (header === undefined) {
    if (problems.length === 0) problems.push(fault(1, '文件是空的', 'The file is empty'));
    return { rows: [], problems };
  }
  const order = readHeader(header, columns, problems);
  // Without a right header every line would be wrong.
  if (problems.length > 0) return { rows: [], problems };
  if (lines.length > lineLimit)
    throw refuse('import-too-large', { limit: `${lineLimit} 行/lines` });
  const rows = lines.flatMap((line) => readRow(line, { order, columns, problems }));
  return { rows, problems };
}

interface Line {
  line: number;
  cells: string[];
}

function fault(line: number, zh: string, en: string): LineProblem {
  return { line, column: undefined, zh, en };
}

function readRecords(text: string, problems: LineProblem[]): Line[] {
  try {
    const records = parse(text, {
      info: true,
      bom: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records
      .map(({ info, record }) => ({ line: info.lines - breaksIn(record), cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push(
      fault(
        lineOfQuote(text),
        '引号不成对：单元格内的引号须写两次，含逗号或换行的单元格须用引号括起',
        'A quote has no partner: write quotes inside a cell twice, and quote cells with commas',
      ),
    );
    return [];
  }
}

/** The line of the last quote that opens: where an unclosed one begins, or a wrong one stands. */
function lineOfQuote(text: string): number {
  let line = 1;
  let opened = 1;
  let quoted = false;
  for (const [character] of text.matchAll(/"|\r\n|\n|\r/g)) {
    if (character !== '"') line += 1;
    else {
      quoted = !quoted;
      if (quoted) opened = line;
    }
  }
  return opened;
}

/** A quoted cell may hold line breaks; its record is known by the line where it ends. */
function breaksIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/** The column of each cell; unknown, repeated and missing ones are problems of the header. */
function readHeader(
  header: Line,
  columns: readonly Column[],
  problems: LineProblem[],
): (Column | undefined)[] {
  const add = (zh: string, en: string) => problems.push(fault(header.line, zh, en));
  if (header.cells.length === 1 && /[\t;；]/.test(header.cells[0] ?? '')) {
    add('列之间须用英文逗号分隔，请另存为 CSV', 'Columns must be separated by commas: save as CSV');
    return [];
  }
  const order = header.cells.map((cell, index) => {
    const name = cell.trim().replace(/\*$/, '').toLowerCase();
    const found = columns.find(({ key, zh, en }) =>
      [key, zh, en].some((known) => known.toLowerCase() === name),
    );
    if (found === undefined && name !== '') {
      add(
        `第 ${index + 1} 列的标题不认识，请按模板填写`,
        `The title of column ${index + 1} is not known: use the template`,
      );
    }
    return found;
  });
  for (const column of columns) {
    const count = order.filter((found) => found === column).length;
    if (count > 1)
      add(`“${column.zh}”列出现了 ${count} 次`, `"${column.en}" stands ${count} times`);
    if (count === 0 && column.required) {
      add(`缺少“${column.zh}”列`, `The column "${column.en}" is missing`);
    }
  }
  return order;
}

interface Reading {
  order: readonly (Column | undefined)[];
  columns: readonly Column[];
  problems: LineProblem[];
}

function readRow({ line, cells }: Line, reading: Reading): Row[] {
  const { order, columns, problems } = reading;
  const byKey = new Map(columns.map((column) => [column.key, column]));
  const told = new Set<string>();
  const problem = (key: string, zh: string, en: string) => {
    // The first problem of a cell is the cause of the others.
    if (told.has(key)) return;
    told.add(key);
    const column = byKey.get(key);
    const named = column && { key, zh: column.zh, en: column.en };
    problems.push({ line, column: named, zh, en });
  };
  if (cells.length !== order.length) {
    problem(
      '',
      `这一行有 ${cells.length} 个单元格，标题行有 ${order.length} 个；含逗号的内容须用引号括起`,
      `The line has ${cells.length} cells and the header ${order.length}: quote commas`,
    );
    return [];
  }
  const read: Record<string, string> = Object.fromEntries(columns.map(({ key }) => [key, '']));
  for (const [index, column] of order.entries()) {
    if (column === undefined) continue;
    const cell = unguarded((cells[index] ?? '').trim());
    read[column.key] = cell;
    const wrong = cellFault(cell) ?? (cell === '' && column.required ? absent : undefined);
    if (wrong !== undefined) problem(column.key, ...wrong);
  }
  return [{ line, cells: read, problem }];
}

/** The apostrophe that our export, or a careful person, put before what Excel would calculate. */
function unguarded(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

const absent = ['必填，不能为空', 'It must not be empty'] as const;

/** What Excel or a broken conversion does to cells. */
function cellFault(cell: string): readonly [zh: string, en: string] | undefined {
  if (/^-?\d(?:\.\d+)?E\+?\d{1,3}$/i.test(cell)) {
    return [
      'Excel 已把长数字变成科学计数法，原号码已丢失：请把该列设为“文本”格式后重新填写',
      'Excel turned a long number into scientific notation: format the column as text, type again',
    ];
  }
  if (/^#(?:NAME\?|REF!|VALUE!|DIV\/0!|N\/A|NUM!|NULL!|#+)/.test(cell)) {
    return ['这是 Excel 的公式错误，请填写值', 'This is an error of a formula: write the value'];
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f\u007f\ufffd]/.test(cell)) {
    return [
      '含有换行、控制字符或乱码，请删除',
      'It holds a line break, a control character or a broken one: remove it',
    ];
  }
  if (cell.length > cellLimit) {
    return [`超过 ${cellLimit} 个字符`, `It has more than ${cellLimit} characters`];
  }
  return undefined;
}
