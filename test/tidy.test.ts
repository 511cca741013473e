/** Holds the house to STYLE.md: numbers, names, headers, docstrings, and who may import whom. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as house from './tidy/house.ts';
import { type Complaint, fileRules } from './tidy/rules.ts';
import { listPaths, readSources, sourceOf } from './tidy/sources.ts';

const root = join(import.meta.dirname, '..');
const paths = listPaths(root);
const files = readSources(root);
const { dependencies, devDependencies, scripts } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Record<'dependencies' | 'devDependencies' | 'scripts', Record<string, string>>;

function assertNone(complaints: Complaint[]): void {
  assert.deepEqual(complaints, [], `\n${complaints.join('\n')}\n`);
}

const titles: Record<string, string> = {
  checkColumns: 'No line is longer than 100 characters',
  checkLength: 'No file is longer than 400 lines',
  checkHeader: 'Every file opens with what is in it',
  checkDocstrings: 'Every exported function has a docstring',
  checkLeftovers: 'Nothing is left for later',
  checkSkipped: 'No test is skipped',
  checkSilencers: 'Whoever silences a check says why',
};
for (const rule of fileRules) {
  test(titles[rule.name] ?? rule.name, () => assertNone(files.flatMap(rule)));
}

test('Every name says what is in the file', () => assertNone(house.checkNames(paths)));
test('No folder holds more than 15 files', () => assertNone(house.checkFolders(paths)));
test('Imports go one way, as ARCHITECTURE.md says', () => assertNone(house.checkDirections(files)));
test('Production rests on dependencies alone', () =>
  assertNone(house.checkPackages(files, new Set(Object.keys(dependencies)))));
test('No dependency is dead', () => {
  const packages = Object.keys({ ...dependencies, ...devDependencies });
  const commands = Object.values(scripts).join('\n');
  assertNone(house.checkUnused(files, { packages, commands }));
});
test('Imports have no cycles', () => assertNone(house.checkCycles(files)));
test('No file is dead', () => assertNone(house.checkDead(files)));
test('The root holds only what a stranger needs', () => assertNone(house.checkRoot(paths)));
test('Links between files lead somewhere', () =>
  assertNone(house.checkLinks(files, new Set(paths))));

/** One file with one fault each, and a word of the complaint it must bring. */
const planted: [path: string, text: string, complaint: RegExp][] = [
  ['model/a.ts', `/** A. */\n${'x'.repeat(101)}\n`, /longer than 100/],
  ['model/a.ts', `/** A. */\n${'x\n'.repeat(400)}`, /401 lines/],
  ['model/a.ts', "import 'node:fs';\n", /does not open/],
  ['sql/0002-a.sql', 'create table a ();\n', /does not open/],
  ['model/a.ts', '/** A. */\n\nexport function f() {}\n', /f has no docstring/],
  ['model/a.ts', '/** A. */\n\nexport async function f() {}\n', /f has no docstring/],
  ['model/a.ts', '/** A. */\n\nexport const f = (n: number) => n;\n', /f has no docstring/],
  ['model/a.ts', `/** A. */\n// ${'TO'}DO later\n`, /for later/],
  ['model/a.test.ts', `/** A. */\ntest${'.skip'}('', () => {});\n`, /skips a test/],
  ['model/a.ts', '/** A. */\n\n// eslint-disable-next-line max-params\n', /without a reason/],
];
for (const [path, text, complaint] of planted) {
  test(`A planted fault in one file is found: ${complaint.source}, ${text.slice(0, 40)}`, () => {
    const file = sourceOf(path, text);
    assert.match(fileRules.flatMap((rule) => rule(file)).join('\n'), complaint);
  });
}

test('Planted faults of the house are found', () => {
  const one = (path: string, text: string) => [sourceOf(path, text)];
  const fifteen = Array.from({ length: 16 }, (_, n) => `model/a${n}.ts`);
  const round = [
    sourceOf('model/a.ts', "import { b } from './b.ts';"),
    sourceOf('model/b.ts', "import {\n  a,\n} from '#model/a.ts';"),
  ];
  const results: [Complaint[], RegExp][] = [
    [house.checkNames(['model/date-utils.ts']), /named utils/],
    [house.checkNames(['model/index.ts']), /barrel/],
    [house.checkFolders(fifteen), /16 files/],
    [house.checkRoot(['notes.txt']), /not belong/],
    [house.checkCycles(round), /a\.ts → model\/b\.ts → model\/a\.ts/],
    [house.checkDead(one('model/a.ts', '')), /imported by nothing/],
    [house.checkLinks(one('README.md', '[a](docs/no.md)'), new Set(['README.md'])), /not there/],
    [house.checkPackages(one('model/a.ts', "import a from 'left-pad';"), new Set()), /left-pad/],
    [house.checkUnused(one('a.ts', ''), { packages: ['left-pad'], commands: '' }), /nothing uses/],
    [house.checkDirections(one('model/a.ts', "import type { B } from '#fhir/b.ts';")), /may not/],
    [house.checkDirections(one('web/a.tsx', "import { b } from '#server/config.ts';")), /may not/],
    [house.checkDirections(one('server/fhir/a.ts', "import '../http/b.ts';")), /may not/],
  ];
  for (const [complaints, expected] of results) assert.match(complaints.join('\n'), expected);
});
