/**
 * `npm run schema`: writes sql/schema.sql, the whole schema of today, from a freshly migrated
 * database.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testDatabase } from '#test/database.ts';
import { describeSchema } from './schema/catalog.ts';

const database = await testDatabase();
try {
  const path = join(import.meta.dirname, '../sql/schema.sql');
  writeFileSync(path, await describeSchema(database.sql));
  console.log(`Wrote ${path}`);
} finally {
  await database.drop();
}
