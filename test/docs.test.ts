/** The generated pages of docs/ are what the code says today. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generatedPages } from '#tools/docs/pages.ts';

for (const [path, text] of Object.entries(generatedPages())) {
  test(`${path} is fresh: npm run docs would write the same`, () => {
    assert.equal(readFileSync(join(import.meta.dirname, '..', path), 'utf8'), text);
  });
}
