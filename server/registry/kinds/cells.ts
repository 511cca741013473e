/**
 * Reads single cells: dates, ids, codes, lists, as people and Excel write them.
 * https://www.iso.org/iso-8601-date-and-time-format.html
 */
import { departments, isDepartment } from '#model/departments.ts';
import type { Period } from '#model/practice.ts';
import type { Row } from '../csv/line-problem.ts';

/** The cell of a column; empty where there is nothing in it. */
export function textOf(row: Row, key: string): string {
  return row.cells[key] ?? '';
}

/** An id that becomes the id of a resource; a reported problem where it cannot be one. */
export function idOf(row: Row, key: string): string {
  const id = textOf(row, key);
  if (id.startsWith('EXAMPLE')) {
    row.problem(key, '这是模板的示例行，请删除', 'This is the example of the template: remove it');
  } else if (id !== '' && !/^[A-Za-z0-9.-]{1,64}$/.test(id)) {
    row.problem(
      key,
      '编号只能由1–64个字母、数字、“-”和“.”组成',
      'An id has 1–64 letters, digits, "-" and "."',
    );
  }
  return id;
}

/** A date as `YYYY-MM-DD`; empty for none. Takes 2026-1-5, 2026/1/5, 2026.1.5, 2026年1月5日. */
export function dateOf(row: Row, key: string): string {
  const text = textOf(row, key);
  if (text === '' || text === '长期') return '';
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$/.exec(text);
  const [, year = '', month = parts?.[4] ?? '', day = parts?.[5] ?? ''] = parts ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = parts === null ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(date)) return date;
  row.problem(key, '日期应写作 2026-01-31', 'Write dates as 2026-01-31');
  return '';
}

/** A period of two columns; undefined where both are empty. */
export function periodOf(row: Row, startKey: string, endKey: string): Period | undefined {
  const [start, end] = [dateOf(row, startKey), dateOf(row, endKey)];
  if (start !== '' && end !== '' && end < start) {
    row.problem(endKey, '有效期止早于有效期起', 'The period ends before it starts');
  }
  if (start === '' && end === '') return undefined;
  return { ...(start === '' ? {} : { start }), ...(end === '' ? {} : { end }) };
}

/** A code of a table, given as the code or as its name; empty for none. */
export function codeIn(row: Row, key: string, table: Readonly<Record<string, string>>): string {
  const text = textOf(row, key);
  if (text === '') return '';
  const found = findCode(text, table);
  if (found !== undefined) return found;
  const known = Object.entries(table).slice(0, 8);
  const more = Object.keys(table).length > known.length ? '……' : '';
  const names = known.map(([code, name]) => `${code} ${name}`).join('、') + more;
  row.problem(key, `不是可用的值，可写：${names}`, `Not a known value; write one of: ${names}`);
  return '';
}

/** Several codes of a table, between semicolons. */
export function codesIn(row: Row, key: string, table: Readonly<Record<string, string>>): string[] {
  return listOf(row, key).flatMap((text) => {
    const found = findCode(text, table);
    if (found !== undefined) return [found];
    const names = Object.values(table).join('、');
    row.problem(key, `有不认识的值，可写：${names}`, `An unknown value; write some of: ${names}`);
    return [];
  });
}

/** `A100`, `综合医院`, or `A100 综合医院`. */
function findCode(text: string, table: Readonly<Record<string, string>>): string | undefined {
  if (Object.hasOwn(table, text)) return text;
  const [first = ''] = text.split(/\s/);
  if (Object.hasOwn(table, first) && text.slice(first.length).trim() === table[first]) return first;
  return Object.keys(table).find((code) => table[code] === text);
}

/** Codes of 诊疗科目, between semicolons: `03 内科；04.01`. */
export function departmentsOf(row: Row, key: string): string[] {
  return [...new Set(listOf(row, key).flatMap((text) => departmentOf(row, key, text)))];
}

function departmentOf(row: Row, key: string, text: string): string[] {
  const named = Object.keys(departments).find((code) => departments[code] === text);
  if (named !== undefined) return [named];
  const code = /^[\d.]+/.exec(text)?.[0] ?? '';
  if (isDepartment(code)) return [code];
  if (isDepartment(`0${code}`) || isDepartment(`0${code}0`)) {
    row.problem(
      key,
      '科目代码应为两位数字，如 03、03.10；Excel 会去掉首尾的 0，请写成“03 内科”',
      'Codes have two digits, as 03 or 03.10; Excel drops zeros, so write "03 内科"',
    );
  } else {
    row.problem(
      key,
      '不是《医疗机构诊疗科目名录》中的科目，应写作“03 内科”',
      'Not a department of the national list: write as "03 内科"',
    );
  }
  return [];
}

/** The department as it is exported. */
export function departmentCell(code: string): string {
  const name = departments[code];
  return name === undefined ? code : `${code} ${name}`;
}

function listOf(row: Row, key: string): string[] {
  return textOf(row, key)
    .split(/[；;、|]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const yes = new Set(['', '是', '启用', '1', 'yes', 'true', 'y']);
const no = new Set(['否', '停用', '0', 'no', 'false', 'n']);

/** Whether something is in use; it is where the cell is empty. */
export function activeOf(row: Row, key: string): boolean {
  const text = textOf(row, key).toLowerCase();
  if (yes.has(text)) return true;
  if (!no.has(text)) row.problem(key, '应写“是”或“否”', 'Write 是 (yes) or 否 (no)');
  return false;
}

/** The cell of `active`. */
export function activeCell(active: unknown): string {
  return active === false ? '否' : '是';
}
