/** sql/schema.sql is what the migrations add up to. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeSchema } from '#tools/schema/catalog.ts';
import { testDatabase } from './database.ts';

test('sql/schema.sql is fresh: npm run schema would write the same', async (t) => {
  const database = await testDatabase();
  t.after(database.drop);
  const written = readFileSync(join(import.meta.dirname, '../sql/schema.sql'), 'utf8');
  assert.equal(await describeSchema(database.sql), written);
});

test('A column that no migration made shows in the schema', async (t) => {
  const database = await testDatabase();
  t.after(database.drop);
  const before = await describeSchema(database.sql);
  await database.sql`alter table claim add column stray integer not null default 3`;
  const after = await describeSchema(database.sql);
  assert.notEqual(after, before);
  assert.match(after, /^ {2}stray integer not null default 3,$/m);
});
