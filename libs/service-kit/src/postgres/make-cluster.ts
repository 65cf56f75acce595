import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.js';
import { folderOf } from './folder.js';
import { randomPassword, readSecret, writeSecret } from './secrets.js';
import { asUser, giveTo, nameOfDataFolder, type ServerUser } from './server-user.js';

const MAKING = 'data.making-';

/**
 * Makes the cluster where there is none. It is made beside its place and renamed, so that one that was interrupted
 * is never mistaken for a whole one; left-overs are removed. The caller holds the starter's lock.
 * @returns the superuser's password
 */
export async function ensureCluster(
  dir: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<string> {
  const { data, superuserPassword } = folderOf(dir);
  for (const name of readdirSync(dir)) {
    if (name.startsWith(MAKING)) rmSync(join(dir, name), { recursive: true, force: true, maxRetries: 5 });
  }
  if (existsSync(join(data, 'PG_VERSION'))) {
    refuseOtherMajor(data, binaries);
    const password = readSecret(superuserPassword);
    if (password === undefined)
      throw new Error(
        `${superuserPassword} is missing: nobody can enter the PostgreSQL in ${dir}. Bring the file back from a backup.`,
      );
    return password;
  }
  if (existsSync(data)) {
    if (readdirSync(data).length > 0)
      throw new Error(`${data} is not empty and not a PostgreSQL cluster. Choose another folder (DOSSIER_DATA).`);
    rmdirSync(data);
  }
  const password = readSecret(superuserPassword) ?? randomPassword();
  writeSecret(superuserPassword, password); // before the cluster: a cluster without its password would be lost
  await initdb(dir, binaries, user, password);
  return password;
}

async function initdb(
  dir: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  password: string,
): Promise<void> {
  const making = join(dir, `${MAKING}${process.pid}`);
  mkdirSync(making, { mode: 0o700 });
  giveTo(user, making);
  // Named relative to the cluster's folder, in which initdb stands: the path above may be closed to its user.
  const passwordFile = join(dir, `${MAKING}${process.pid}-password`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(user, passwordFile);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        '--pgdata',
        nameOfDataFolder(user, making),
        '--username=postgres',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        `--pwfile=../${MAKING}${process.pid}-password`,
        // The built-in provider sorts the same on every machine and under every version of its C library.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { ...asUser(user), cwd: making, env: serverEnvironment() },
    );
    renameSync(making, folderOf(dir).data);
  } catch (error) {
    rmSync(making, { recursive: true, force: true, maxRetries: 5 });
    const { stderr = '', stdout = '' } = error as { stderr?: string; stdout?: string };
    const hint = /\/dev\/null/.test(stderr + stdout) ? ' /dev/null must be writable by everybody (mode 0666).' : '';
    throw new Error(`PostgreSQL could not make its cluster in ${dir}.${hint}\n${stdout}${stderr}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Nothing of ours reaches the server's environment: no password, no locale, no time zone of the machine. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' });

function refuseOtherMajor(data: string, binaries: PostgresBinaries): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const ours = binaries.version.split('.')[0];
  if (made !== ours)
    throw new Error(
      `The cluster in ${data} was made by PostgreSQL ${made}; this is PostgreSQL ${ours}. Upgrade it with pg_upgrade, or dump and restore.`,
    );
}
