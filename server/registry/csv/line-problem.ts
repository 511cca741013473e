/**
 * What is wrong with one line of a file, so that a person finds the cell.
 * https://www.rfc-editor.org/rfc/rfc4180
 */

/** One column of a kind of file. */
export interface Column {
  key: string;
  zh: string;
  en: string;
  required: boolean;
  /** A value for the template. */
  example: string;
}

/** One problem: where, what is wrong, what to write instead. Never repeats what the cell holds. */
export interface LineProblem {
  /** Counted from 1, the header line among them, as an editor counts. */
  line: number;
  /** Undefined where the whole line is meant. */
  column: { key: string; zh: string; en: string } | undefined;
  zh: string;
  en: string;
}

/** One line of a file. */
export interface Row {
  line: number;
  /** The trimmed cells by the key of their column; empty where there is none. */
  cells: Readonly<Record<string, string>>;
  /** Notes a problem of a cell, or of the line where the key is no column. */
  problem(key: string, zh: string, en: string): void;
}
