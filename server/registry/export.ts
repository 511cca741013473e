/**
 * The registry as files of the same shape as the import takes, and empty ones to fill in.
 * https://www.rfc-editor.org/rfc/rfc4180
 */
import { writeTable } from './csv/write.ts';
import type { RegistryKind } from './kinds/kind.ts';
import { type Send, readAll, readMany } from './records.ts';

/** Everything of a kind that the caller may see, ordered by id. */
export async function exportRegistry(kind: RegistryKind, send: Send): Promise<string> {
  const resources = await readAll(send, kind.type);
  const companions = await readMany(
    send,
    resources.flatMap((resource) => kind.companions(resource)),
  );
  const rows = resources
    .toSorted((one, other) => ((one.id ?? '') < (other.id ?? '') ? -1 : 1))
    .map((resource) => kind.cells(resource, (reference) => companions.get(reference)))
    .filter((cells) => cells !== undefined);
  return writeTable(kind.columns, rows);
}

/** The titles with one example, whose id the import refuses until it is removed. */
export function templateOf({ columns }: RegistryKind): string {
  const example = Object.fromEntries(columns.map((column) => [column.key, column.example]));
  return writeTable(columns, [example]);
}
