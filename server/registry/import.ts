/**
 * Bulk import of the registry: every line is checked, and nothing is written unless all are right.
 * https://hl7.org/fhir/R4/http.html#transaction
 */
import type { Resource } from '#model/fhir.ts';
import { Refusal, refuse } from '#fhir/refusals.ts';
import { decodeFile } from './csv/decode.ts';
import type { LineProblem } from './csv/line-problem.ts';
import { readTable } from './csv/table.ts';
import {
  type Entry,
  checkCircles,
  checkKinds,
  checkLinks,
  checkNumbers,
  checkRepetitions,
  checkRules,
} from './import-checks.ts';
import type { Registered, RegistryKind } from './kinds/kind.ts';
import { isUnchanged, overlay } from './overlay.ts';
import { type Send, chunksOf, readByIdentifier, readMany } from './records.ts';

/** The largest file, in bytes. */
export const fileLimitBytes = 10 * 1_048_576;

/** How many problems are told; all are counted. */
const toldLimit = 500;

/** How many resources one transaction writes. */
const batchSize = 500;

/** A file to be imported. */
export interface ImportFile {
  kind: RegistryKind;
  bytes: Uint8Array;
  /** `check` looks only; `apply` also writes where nothing is wrong. */
  mode: 'check' | 'apply';
}

/** What came of it. */
export interface ImportReport {
  kind: RegistryKind['name'];
  mode: ImportFile['mode'];
  encoding: 'UTF-8' | 'GB18030';
  /** Lines below the header that hold something. */
  lines: number;
  /** The first of the problems, in the order of the file. */
  problems: LineProblem[];
  problemCount: number;
  /** Resources that are new, changed, and the same as before. */
  created: number;
  updated: number;
  unchanged: number;
  /** Whether they were written. */
  applied: boolean;
}

/** A resource to be written over the version that was seen. */
interface Change {
  resource: Registered;
  version: string | undefined;
}

/**
 * Imports a file. Throws `import-too-large`, `import-encoding`, `import-interrupted`, and whatever
 * the API refuses to the caller; problems of lines are in the report.
 */
export async function importRegistry(file: ImportFile, send: Send): Promise<ImportReport> {
  const { kind, mode } = file;
  const { text, encoding } = decodeFile(file.bytes, fileLimitBytes);
  const { rows, problems } = readTable(text, kind.columns);
  const entries = rows.map((row): Entry => ({ row, draft: kind.read(row) }));
  const outcome =
    entries.length === 0
      ? { changes: [], unchanged: 0 }
      : await compare(entries, kind, { send, problems });
  const right = problems.length === 0;
  const changes = right ? outcome.changes : [];
  if (mode === 'apply' && right) await write(changes, send);
  const created = changes.filter(({ version }) => version === undefined).length;
  return {
    kind: kind.name,
    mode,
    encoding,
    lines: entries.length,
    problems: problems.toSorted((one, other) => one.line - other.line).slice(0, toldLimit),
    problemCount: problems.length,
    created,
    updated: changes.length - created,
    unchanged: right ? outcome.unchanged : 0,
    applied: mode === 'apply' && right,
  };
}

/** Compares the lines with each other and with what is stored; notes what is wrong. */
async function compare(
  entries: readonly Entry[],
  kind: RegistryKind,
  given: { send: Send; problems: readonly LineProblem[] },
): Promise<{ changes: Change[]; unchanged: number }> {
  const { send, problems } = given;
  checkRepetitions(entries);
  const depths = kind.name === 'institutions' ? checkCircles(entries) : undefined;
  const drafted = new Map(
    entries.flatMap(({ draft }) =>
      draft.resources.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]),
    ),
  );
  const links = entries.flatMap(({ draft }) => draft.links.map(({ reference }) => reference));
  const stored = await readMany(send, [...drafted.keys(), ...links]);
  checkLinks(entries, (reference) => drafted.has(reference) || stored.has(reference));
  checkKinds(entries, kind, stored);
  // Numbers of a wrong form are told already, and would be syntax in a search.
  const numbers = entries
    .flatMap(({ draft }) => draft.uniques)
    .filter(({ value }) => /^[0-9A-Za-z-]+$/.test(value));
  checkNumbers(entries, await readByIdentifier(send, kind.type, numbers));
  const wrong = new Set(problems.map(({ line }) => line));
  const sound = entries.filter(({ row }) => !wrong.has(row.line));
  const ordered =
    depths === undefined
      ? sound
      : sound.toSorted((one, other) => depthOf(depths, one) - depthOf(depths, other));
  return changesOf(ordered, kind, { send, stored, drafted });
}

function depthOf(depths: ReadonlyMap<string, number>, { draft }: Entry): number {
  return depths.get(draft.resources[0]?.id ?? '') ?? 0;
}

interface Known {
  send: Send;
  stored: Map<string, Resource>;
  drafted: ReadonlyMap<string, Resource>;
}

/** What has to be written, each resource once. */
async function changesOf(
  entries: readonly Entry[],
  kind: RegistryKind,
  known: Known,
): Promise<{ changes: Change[]; unchanged: number }> {
  const { stored, drafted } = known;
  const lookup = async (reference: string) =>
    drafted.get(reference) ?? stored.get(reference) ?? (await readOne(known, reference));
  const done = new Set<string>();
  const changes: Change[] = [];
  let unchanged = 0;
  for (const entry of entries) {
    const cells = cellsOf(entry, kind, known);
    for (const draft of entry.draft.resources) {
      const reference = `${draft.resourceType}/${draft.id}`;
      if (done.has(reference)) continue;
      done.add(reference);
      const current = stored.get(reference);
      const elements = kind.elements[draft.resourceType] ?? {};
      const resource = overlay(draft, current, { elements, cells });
      if (isUnchanged(resource, current)) {
        unchanged += 1;
        continue;
      }
      await checkRules(entry, resource, { kind, lookup });
      changes.push({ resource, version: current?.meta?.versionId });
    }
  }
  return { changes, unchanged };
}

function cellsOf(entry: Entry, kind: RegistryKind, { stored, drafted }: Known) {
  const [main] = entry.draft.resources;
  const current = stored.get(`${kind.type}/${main?.id}`);
  return {
    file: (main && kind.cells(main, (reference) => drafted.get(reference))) ?? {},
    stored: current && kind.cells(current, (reference) => stored.get(reference)),
  };
}

/** Something that only a stored resource names, as a second licence. */
async function readOne({ send, stored }: Known, reference: string): Promise<Resource | undefined> {
  const found = (await readMany(send, [reference])).get(reference);
  if (found !== undefined) stored.set(reference, found);
  return found;
}

/**
 * Writes in transactions. A resource that somebody changed meanwhile is refused, with its batch.
 */
async function write(changes: readonly Change[], send: Send): Promise<void> {
  let done = 0;
  for (const batch of chunksOf(changes, batchSize)) {
    const value = { resourceType: 'Bundle', type: 'transaction', entry: batch.map(entryOf) };
    const body = { value, faithful: value };
    try {
      await send({ method: 'POST', path: [], query: [], headers: {}, base: '', body });
    } catch (error) {
      if (!(error instanceof Refusal) || done === 0) throw error;
      throw refuse('import-interrupted', { done, total: changes.length });
    }
    done += batch.length;
  }
}

function entryOf({ resource, version }: Change): object {
  const url = `${resource.resourceType}/${resource.id}`;
  const ifMatch = version === undefined ? {} : { ifMatch: `W/"${version}"` };
  return { resource, request: { method: 'PUT', url, ...ifMatch } };
}
