import { Client } from 'pg';
import { outlivingClient } from '#event-store';
import { makeReaderRoles } from '../runtime/reader-roles.js';
import { folderOf } from './folder.js';
import { randomPassword, readSecret, writeSecret } from './secrets.js';
import type { EmbeddedPostgres } from './start-postgres.js';

export interface ServiceDatabase {
  /** For migrations: the role that owns the database and its schema `log`. */
  ownerUrl: string;
  /** For the service: the role that reads the log, appends through its function, and owns its views. */
  serviceUrl: string;
  /** The name of the service's role, as migrations need it. */
  serviceRole: string;
  /** True: the database was made now. */
  created: boolean;
}

type Passwords = Record<string, string>;

/**
 * The database of a service (`dossier_<service>`, hyphens as underscores) and its roles; made where they are missing, in any
 * state that an interrupted call has left. Safe when several processes call it at once. Passwords are random and lie in a file
 * beside the cluster that only its owner reads. A role may enter its own service's database and no other.
 * @param service e.g. `case-state`
 */
export async function ensureServiceDatabase(
  server: Pick<EmbeddedPostgres, 'dir' | 'superuserUrl'>,
  service: string,
): Promise<ServiceDatabase> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(service))
    throw new Error(`Not the name of a service: ${JSON.stringify(service)}`);
  const database = `dossier_${service.replaceAll('-', '_')}`;
  const owner = `${database}_owner`;
  const admin = outlivingClient(new Client({ connectionString: server.superuserUrl }));
  await admin.connect();
  try {
    await admin.query(`select pg_advisory_lock(hashtext('dossier ensureServiceDatabase'))`);
    const passwords = await ensureRoles(admin, folderOf(server.dir).servicePasswords, [owner, database]);
    // The owner makes schema `views` on behalf of the service's role: for that it must be able to become it.
    await admin.query(`grant ${database} to ${owner}`);
    await makeReaderRoles(admin, database);
    const created = (await admin.query('select 1 from pg_database where datname = $1', [database])).rowCount === 0;
    if (created) await admin.query(`create database ${database} owner ${owner} template template0`);
    await admin.query(`revoke all on database ${database} from public`);
    await admin.query(`grant connect, temporary on database ${database} to ${database}`);
    return { ...urls(server, database, passwords), created };
  } finally {
    await admin.end();
  }
}

/** The URLs of a database that `ensureServiceDatabase` made earlier; undefined when it has not. */
export function serviceDatabase(
  server: Pick<EmbeddedPostgres, 'dir' | 'superuserUrl'>,
  service: string,
): Omit<ServiceDatabase, 'created'> | undefined {
  const database = `dossier_${service.replaceAll('-', '_')}`;
  const passwords = readPasswords(folderOf(server.dir).servicePasswords);
  return passwords[database] === undefined || passwords[`${database}_owner`] === undefined
    ? undefined
    : urls(server, database, passwords);
}

function urls(
  server: { superuserUrl: string },
  database: string,
  passwords: Passwords,
): Omit<ServiceDatabase, 'created'> {
  const url = (role: string) =>
    Object.assign(new URL(server.superuserUrl), { username: role, password: passwords[role], pathname: `/${database}` })
      .href;
  return { ownerUrl: url(`${database}_owner`), serviceUrl: url(database), serviceRole: database };
}

const readPasswords = (file: string): Passwords => JSON.parse(readSecret(file) ?? '{}') as Passwords;

/** The file is written before the roles: a role whose password nobody knows would be of no use. */
async function ensureRoles(admin: Client, file: string, roles: string[]): Promise<Passwords> {
  const passwords = readPasswords(file);
  const fresh = roles.filter((role) => passwords[role] === undefined);
  for (const role of fresh) passwords[role] = randomPassword();
  if (fresh.length > 0) writeSecret(file, JSON.stringify(passwords, null, 1));
  for (const role of roles) {
    const exists = (await admin.query('select 1 from pg_roles where rolname = $1', [role])).rowCount === 1;
    if (!exists) await admin.query(`create role ${role} login password '${passwords[role]}'`);
    else if (fresh.includes(role)) await admin.query(`alter role ${role} password '${passwords[role]}'`);
  }
  return passwords;
}
