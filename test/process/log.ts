/** What a started process logged of requests, read from its database. */
import postgres from 'postgres';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { decodeBlock } from '#server/audit/stored-event.ts';
import { databaseUrl } from './token.ts';

/** Every event of the log, as `create Patient/1/_history/1` and `read Patient/1`. */
export async function loggedEvents(data: string): Promise<Map<string, number>> {
  const sql = postgres(databaseUrl(data), { max: 1 });
  try {
    const rows = await sql`select bucket, id, body from audit_block`;
    const counts = new Map<string, number>();
    for (const row of rows) {
      const block = { bucket: row['bucket'], id: row['id'], body: row['body'] };
      for (const { event, entities } of decodeBlock(block)) {
        for (const entity of entities) {
          const name = `${event} ${entity}`;
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
    }
    return counts;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Runs a command as an administrator of a data folder does. */
export async function command(
  file: string,
  settings: Record<string, string>,
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['--no-warnings', ...file.split(' ')], {
    cwd: new URL('../..', import.meta.url),
    env: { ...process.env, ...settings },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}
