/**
 * The bill of what the product is made of, `npm run sbom`, is whole and may be passed on.
 * https://cyclonedx.org/docs/1.5/json/
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');

interface Component {
  name: string;
  version: string;
  hashes?: { alg: string; content: string }[];
  licenses?: { license?: { id: string }; expression?: string }[];
}

/** A hospital may run and pass on what has one of these; MPL-2.0 asks only of its own files. */
const permissive = ['MIT', '0BSD', 'BlueOak-1.0.0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause'];
const allowed = [...permissive, 'ISC', 'Python-2.0', 'Unlicense', 'WTFPL OR ISC', 'MPL-2.0'];

/** Their LICENSE.md, of the US National Library of Medicine, permits both; read on 2026-11-26. */
const readByHand = new Set(['fhirpath', '@lhncbc/ucum-lhc']);

describe('The bill of materials', () => {
  let components: Component[] = [];
  before(() => {
    const text = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
    components = (JSON.parse(text) as { components: Component[] }).components;
  });

  it('names every package that the product needs, in the version of the lock file', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      const found = components.find((one) => one.name === name && one.version === version);
      assert.ok(found, `${name}@${version}`);
    }
  });

  it('holds the hash of every package', () => {
    for (const { name, hashes = [] } of components) {
      assert.ok(
        hashes.some(({ alg }) => alg === 'SHA-512'),
        name,
      );
    }
  });

  it('has no licence that forbids to run it or to pass it on', () => {
    for (const { name, licenses = [] } of components) {
      const [first] = licenses;
      if (first === undefined && readByHand.has(name)) continue;
      const licence = first?.license?.id ?? first?.expression ?? 'none';
      assert.ok(allowed.includes(licence), `${name} has ${licence}`);
    }
  });
});
