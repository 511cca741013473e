/**
 * Makes the data folder of the embedded PostgreSQL.
 * https://www.postgresql.org/docs/18/app-initdb.html
 */
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import { type Cluster, ended, launch, reasonOf } from './programs.ts';

/** The one user of the embedded database. */
export const user = 'yishu';

/** Whether a cluster was made here. */
export function isInitialised(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}

/** The password of the user; it stands in the data folder, which only its owner may read. */
export function readPassword(folder: string): string {
  return readFileSync(join(folder, 'yishu.password'), 'utf8').trim();
}

/**
 * Makes the cluster beside its place and moves it there whole, so that half a one is never mistaken
 * for one. Throws a `StartFailure`.
 */
export async function initialise({ binaries, folder, as }: Cluster): Promise<void> {
  const draft = `${folder}.draft`;
  const password = `${folder}.password`;
  for (const path of [draft, password]) rmSync(path, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(password, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  if (as.owner !== undefined) {
    for (const path of [draft, password]) chownSync(path, as.owner, as.owner);
  }
  const command = initdbCommand(binaries.initdb, { folder: draft, password });
  const { code, said } = await ended(launch(as, command));
  if (code !== 0) {
    for (const path of [draft, password]) rmSync(path, { recursive: true, force: true });
    throw new StartFailure(`The database cannot be made in ${folder}: ${reasonOf(said)}`);
  }
  renameSync(password, join(draft, 'yishu.password'));
  renameSync(draft, folder);
}

/**
 * The same order and letter case on every machine: PostgreSQL's own C.UTF-8, not that of the
 * system.
 */
function initdbCommand(initdb: string, paths: { folder: string; password: string }): string[] {
  return [
    initdb,
    `--pgdata=${paths.folder}`,
    `--username=${user}`,
    `--pwfile=${paths.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}
