/** The files of the repository as the tidy rules read them: paths, lines, imports. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One file: its path from the root with slashes, its text, its lines. */
export interface SourceFile {
  path: string;
  text: string;
  lines: string[];
}

/** One import statement of a file. */
export interface Import {
  /** As written. */
  specifier: string;
  /** Path from the root; undefined where a package is imported. */
  path: string | undefined;
  typeOnly: boolean;
}

const notOurs = new Set(['node_modules', 'dist', '.git', '.yishu', '.cache', 'out']);
/** Data taken from elsewhere, kept as it came. */
const foreign = /^test\/conformance\/data\//;
const read = /\.(?:ts|tsx|css|sql|md)$/;

/** Every file that people write, in order of path. */
export function readSources(root: string): SourceFile[] {
  return listPaths(root)
    .filter((path) => read.test(path))
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')));
}

/** The paths of all files under `root` that are ours, from `root`, in order. */
export function listPaths(root: string): string[] {
  const paths: string[] = [];
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (notOurs.has(entry.name) || foreign.test(path)) continue;
      if (entry.isDirectory()) walk(path);
      else paths.push(path);
    }
  };
  walk('');
  return paths.toSorted();
}

/** A file from its text. */
export function sourceOf(path: string, text: string): SourceFile {
  return { path, text, lines: text.replace(/\n$/, '').split('\n') };
}

const statement =
  /^(?:import|export)\s+(type\s)?(?:[\w*\s{},$]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** The imports and re-exports of a file. */
export function importsOf({ path, text }: SourceFile): Import[] {
  return [...text.matchAll(statement)].map((found) => {
    const specifier = found[2] ?? found[3] ?? '';
    return { specifier, path: resolve(path, specifier), typeOnly: found[1] !== undefined };
  });
}

const aliases: Record<string, string> = {
  '#model/': 'model/',
  '#fhir/': 'server/fhir/',
  '#server/': 'server/',
  '#test/': 'test/',
  '#tools/': 'tools/',
};

function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier));
  const alias = Object.keys(aliases).find((start) => specifier.startsWith(start));
  return alias === undefined ? undefined : `${aliases[alias]}${specifier.slice(alias.length)}`;
}
