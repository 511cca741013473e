/**
 * What is wrong between the lines of a file, and between a file and what is stored.
 * https://hl7.org/fhir/R4/administration-module.html
 */
import type { Resource } from '#model/fhir.ts';
import { idIn } from '#model/practice.ts';
import { registrationIssues } from './check-registration.ts';
import type { Row } from './csv/line-problem.ts';
import type { Draft, Registered, RegistryKind } from './kinds/kind.ts';

/** A line that could be read. */
export interface Entry {
  row: Row;
  draft: Draft;
}

/** Ids and numbers that stand on two lines, and one thing told in two ways. */
export function checkRepetitions(entries: readonly Entry[]): void {
  const ids = new Map<string, number>();
  const numbers = new Map<string, number>();
  const told = new Map<string, { line: number; text: string }>();
  for (const { row, draft } of entries) {
    const [main, ...others] = draft.resources;
    noteTwice(ids, main?.id ?? '', { row, key: 'id' });
    for (const { key, system, value } of draft.uniques) {
      noteTwice(numbers, `${system}|${value}`, { row, key });
    }
    for (const other of others) {
      const reference = `${other.resourceType}/${other.id}`;
      const text = JSON.stringify(other);
      const before = told.get(reference);
      if (before === undefined) told.set(reference, { line: row.line, text });
      else if (before.text !== text) {
        row.problem(
          'alliance',
          `与第 ${before.line} 行的同一医联体写法不一致`,
          `Line ${before.line} tells the same alliance otherwise`,
        );
      }
    }
  }
}

function noteTwice(seen: Map<string, number>, value: string, at: { row: Row; key: string }): void {
  const { row, key } = at;
  const before = seen.get(value);
  if (before === undefined) seen.set(value, row.line);
  else row.problem(key, `与第 ${before} 行重复`, `The same stands in line ${before}`);
}

/** What a line names must be in the file or in the store. */
export function checkLinks(
  entries: readonly Entry[],
  exists: (reference: string) => boolean,
): void {
  for (const { row, draft } of entries) {
    for (const { key, reference } of draft.links) {
      if (exists(reference)) continue;
      const [zh, en] = reference.startsWith('Practitioner/')
        ? ['没有这个人员编号，请先导入人员', 'There is nobody with this id: import people first']
        : ['没有这个机构编号，请先导入机构', 'No institution has this id: import it first'];
      row.problem(key, zh, en);
    }
  }
}

/** Numbers that somebody else in the store has. */
export function checkNumbers(entries: readonly Entry[], holders: readonly Resource[]): void {
  const owners = new Map<string, string>();
  for (const holder of holders) {
    for (const { system, value } of (holder['identifier'] ?? []) as Record<string, string>[]) {
      owners.set(`${system}|${value}`, holder.id ?? '');
    }
  }
  const inFile = new Set(entries.map(({ draft }) => draft.resources[0]?.id));
  for (const { row, draft } of entries) {
    for (const { key, system, value } of draft.uniques) {
      const owner = owners.get(`${system}|${value}`);
      // Who is in the file too gets the number that the file says.
      if (owner === undefined || inFile.has(owner)) continue;
      row.problem(key, '该号码已登记在另一个编号下', 'This number is registered under another id');
    }
  }
}

/** Ids under which something of another kind is stored. */
export function checkKinds(
  entries: readonly Entry[],
  kind: RegistryKind,
  stored: ReadonlyMap<string, Resource>,
): void {
  for (const { row, draft } of entries) {
    for (const [index, { resourceType, id }] of draft.resources.entries()) {
      const current = stored.get(`${resourceType}/${id}`);
      if (current === undefined || !kind.isForeign(current)) continue;
      row.problem(
        index === 0 ? 'id' : 'alliance',
        '该编号已被另一类登记使用，请换一个编号',
        'Something of another kind has this id: choose another',
      );
    }
  }
}

/** How far below the top each institution of the file stands; circles are problems. */
export function checkCircles(entries: readonly Entry[]): Map<string, number> {
  const parents = new Map<string, string | undefined>();
  for (const { draft } of entries) {
    const [main] = draft.resources;
    if (main !== undefined) parents.set(main.id, idIn(main['partOf'], 'Organization'));
  }
  const depths = new Map<string, number>();
  for (const { row, draft } of entries) {
    const id = draft.resources[0]?.id ?? '';
    const seen = new Set<string>();
    let above = parents.get(id);
    while (above !== undefined && above !== id && !seen.has(above)) {
      seen.add(above);
      above = parents.get(above);
    }
    if (above !== undefined && seen.size > 0) {
      row.problem('parent', '上级机构形成了循环', 'The institutions above go round in a circle');
    }
    depths.set(id, seen.size);
  }
  return depths;
}

/** The rules that every write obeys, told with the column they are about. */
export async function checkRules(
  entry: Entry,
  resource: Registered,
  given: { kind: RegistryKind; lookup: (reference: string) => Promise<Resource | undefined> },
): Promise<void> {
  for (const issue of await registrationIssues(resource, given.lookup)) {
    const element = /^\w+\.(\w+)/.exec(issue.expression ?? '')?.[1] ?? '';
    const [key = ''] = given.kind.elements[resource.resourceType]?.[element] ?? [];
    entry.row.problem(key, issue.text.zh, issue.text.en);
  }
}
