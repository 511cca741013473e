/**
 * Rows as a CSV file that Excel opens rightly, and in which nothing is calculated.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
import type { Column } from './line-problem.ts';

/** The file: a mark that says UTF-8, the Chinese titles, CRLF. */
export function writeTable(
  columns: readonly Column[],
  rows: readonly Readonly<Record<string, string>>[],
): string {
  const header = columns.map(({ zh }) => zh);
  const lines = rows.map((row) => columns.map(({ key }) => guarded(row[key] ?? '')));
  const all = [header, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`);
  return `\uFEFF${all.join('')}`;
}

/** What begins like a formula gets an apostrophe, which our import takes off again. */
function guarded(cell: string): string {
  return /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
