/**
 * The rules of STYLE.md that a program can read off one file; each returns the complaints it has.
 */
import type { SourceFile } from './sources.ts';

/** What is wrong, as `path:line what`. */
export type Complaint = string;

/** Columns of a line, lines of a file, files of a folder. */
export const limits = { columns: 100, lines: 400, files: 15 };

const isTypeScript = ({ path }: SourceFile) => /\.tsx?$/.test(path);
const isProse = ({ path }: SourceFile) => path.endsWith('.md');
const isGenerated = ({ path }: SourceFile) => path === 'sql/schema.sql';

/** Lines are at most 100 characters; prose wraps itself, and an address cannot be broken. */
export function checkColumns(file: SourceFile): Complaint[] {
  if (isProse(file) || isGenerated(file)) return [];
  return complain(file, 'is longer than 100 characters', (line) => {
    const bare = line.replace(/https?:\/\/\S{60,}/, '');
    return Array.from(bare).length > limits.columns;
  });
}

/** Files are at most 400 lines. */
export function checkLength(file: SourceFile): Complaint[] {
  if (isProse(file) || isGenerated(file) || file.lines.length <= limits.lines) return [];
  return [`${file.path} has ${file.lines.length} lines, of at most ${limits.lines}`];
}

/** Every file opens with a comment that says what is in it. */
export function checkHeader(file: SourceFile): Complaint[] {
  const openings: Record<string, RegExp> = { sql: /^--/, css: /^\/\*/, md: /^# / };
  const opening = openings[file.path.slice(file.path.lastIndexOf('.') + 1)] ?? /^\/\*\*/;
  if (opening.test(file.lines[0] ?? '')) return [];
  return [`${file.path}:1 does not open with what is in the file`];
}

const exportedFunction =
  /^export (?:async )?function\*? (\w+)|^export const (\w+)(?:: [^=]+)? = (?:async )?[<(].*=>/;

/** Every exported function has a docstring; an overload shares that of the first. */
export function checkDocstrings(file: SourceFile): Complaint[] {
  if (!isTypeScript(file)) return [];
  return file.lines.flatMap((line, index) => {
    const found = exportedFunction.exec(line);
    if (found === null) return [];
    const name = found[1] ?? found[2] ?? '';
    const above = documentedLine(file.lines, index);
    if (above.endsWith('*/') || above.startsWith(`export function ${name}(`)) return [];
    return [`${file.path}:${index + 1} the exported function ${name} has no docstring`];
  });
}

/** The line above, beyond a directive to the linter. */
function documentedLine(lines: readonly string[], index: number): string {
  const above = lines[index - 1]?.trim() ?? '';
  return /^\/\/ (?:eslint|oxlint)-disable/.test(above) ? documentedLine(lines, index - 1) : above;
}

/** Nothing is left for later in a comment: that is what issues are for. */
export function checkLeftovers(file: SourceFile): Complaint[] {
  if (!isTypeScript(file) && !file.path.endsWith('.sql')) return [];
  const word = new RegExp(
    `\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`,
  );
  return complain(file, 'leaves something for later', (line) => word.test(line));
}

/** No test is skipped, and none keeps the others from running. */
export function checkSkipped(file: SourceFile): Complaint[] {
  if (!file.path.endsWith('.test.ts')) return [];
  return complain(file, 'skips a test', (line) =>
    /\b(?:test|it|describe|suite)\.(?:skip|only|todo)\b|^\s*(?:skip|only|todo): true/.test(line),
  );
}

const directive = /(?:eslint|oxlint)-disable|@ts-(?:ignore|expect-error|nocheck)/;

/** Who silences a check says why: in the comment itself, after `--`, or in the line above. */
export function checkSilencers(file: SourceFile): Complaint[] {
  if (!isTypeScript(file) || file.path.startsWith('test/tidy')) return [];
  return file.lines.flatMap((line, index) => {
    if (!directive.test(line) || / -- \S/.test(line)) return [];
    if (/^\s*(?:\/\/|\*)/.test(file.lines[index - 1] ?? '')) return [];
    return [`${file.path}:${index + 1} silences a check without a reason`];
  });
}

function complain(file: SourceFile, what: string, wrong: (line: string) => boolean): Complaint[] {
  return file.lines.flatMap((line, index) =>
    wrong(line) ? [`${file.path}:${index + 1} ${what}`] : [],
  );
}

/** All rules about one file. */
export const fileRules = [
  checkColumns,
  checkLength,
  checkHeader,
  checkDocstrings,
  checkLeftovers,
  checkSkipped,
  checkSilencers,
];
