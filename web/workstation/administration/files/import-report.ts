/**
 * What the import of a file answers, and which files an office may bring.
 * https://www.rfc-editor.org/rfc/rfc4180
 */

/** A kind of file, in the order in which they must be imported. */
export const fileKinds = ['institutions', 'people', 'roles', 'alliances'] as const;
export type FileKind = (typeof fileKinds)[number];

/** One problem: where, what is wrong, what to write instead. */
export interface LineProblem {
  line: number;
  column?: { key: string; zh: string; en: string };
  zh: string;
  en: string;
}

/** What came of a file. */
export interface ImportReport {
  kind: FileKind;
  mode: 'check' | 'apply';
  encoding: string;
  lines: number;
  problems: LineProblem[];
  problemCount: number;
  created: number;
  updated: number;
  unchanged: number;
  applied: boolean;
}

/** The files that a role may bring in (SEC-06). */
export function importsOf(role: string): readonly FileKind[] {
  if (role === 'system-administrator') return ['institutions', 'people', 'alliances'];
  return role === 'security-administrator' ? ['roles'] : [];
}
