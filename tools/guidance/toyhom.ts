/**
 * Questions to doctors of the set Toyhom (MIT), with the departments of 诊疗科目名录 that theirs are.
 * https://github.com/Toyhom/Chinese-medical-dialogue-data
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** A question: its title and the rest of it. */
export interface Question {
  department: string;
  title: string;
  ask: string;
}

/** The questions of a file, each title once, with departments as the set calls them. */
export function readToyhom(path: string): Question[] {
  const rows = parse(readFileSync(path, 'utf8'), {
    columns: true,
    relax_quotes: true,
    relax_column_count: true,
  }) as Record<string, string>[];
  const titles = new Map<string, Question>();
  for (const { department = '', title = '', ask = '' } of rows) {
    if (title !== '' && !titles.has(title)) titles.set(title, { department, title, ask });
  }
  return [...titles.values()];
}

/** The department of 诊疗科目名录 for one of the set; general medicine says nothing. */
export const toyhomDepartments: Readonly<Record<string, string>> = {
  心血管科: '03.04',
  内分泌科: '03.07',
  消化科: '03.02',
  神经科: '03.03',
  肝病科: '16',
  感染科: '16',
  呼吸科: '03.01',
  肾内科: '03.06',
  血液科: '03.05',
  风湿免疫科: '03.08',
};
