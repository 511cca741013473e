/**
 * Runs PostgreSQL as nobody where we are root, because it refuses root.
 * https://www.postgresql.org/docs/18/postgres-user.html
 */
import { type SpawnOptions, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFailure } from '../start-failure.ts';

/** The user and group `nobody`, the same number on every Linux. */
const nobody = 65534;

/** How a program is started so that it is not root. */
export interface Unprivileged {
  /** What comes before the program and its arguments. */
  prefix: string[];
  options: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Who must own the data folder; undefined where it is ourselves. */
  owner: number | undefined;
}

/**
 * How programs at these paths are started: as ourselves where we are not root; else as the owner of
 * the data there is, or as nobody; else, where that user may not walk the path (a clone in /root),
 * as root in a user namespace of its own in which root is called nobody.
 */
export function unprivileged(program: string, folder: string): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], options: {}, owner: undefined };
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid ?? nobody;
  if (owner !== 0 && isReachable(program) && isReachable(folder)) {
    return { prefix: [], options: { uid: owner, gid: nobody }, owner };
  }
  const prefix = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`];
  const [unshare = '', ...flags] = prefix;
  if (spawnSync(unshare, [...flags, 'true']).status === 0) {
    return { prefix, options: {}, owner: 0 };
  }
  throw new StartFailure(
    'PostgreSQL cannot run as root, and its user cannot enter this folder: ' +
      'move the clone out of /root, or run as another user',
  );
}

/** Whether everyone may walk to this path. */
export function isReachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
