import { type Person, type PersonDirectory, PersonTaken } from './person-directory.js';

/** The part of a `pg` client or pool that is used here. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/**
 * Numbered and never edited: a change is a further one.
 */
const MIGRATIONS = [
  `create table directory.persons (
     id uuid primary key,
     name text not null,
     email text not null,
     issuer text not null,
     subject text not null,
     roles text[] not null,
     invented boolean not null,
     note text,
     added_at timestamptz not null default now(),
     unique (issuer, subject)
   )`,
  // Machines that sign in here with a secret of ours, and machines of the issuer that were turned away. Of a secret its hash alone is kept.
  `create table directory.machine_clients (
     person uuid primary key references directory.persons (id),
     revoked_at timestamptz,
     last_used_at timestamptz
   );
   create table directory.client_secrets (
     id uuid primary key,
     person uuid not null references directory.persons (id),
     hash bytea not null,
     hint text not null,
     made_at timestamptz not null default now(),
     ends_at timestamptz
   );
   create index client_secrets_of on directory.client_secrets (person)`,
  // Which secret is the newer is the log's to say, not the order in which the rows came: the version of the event that made it.
  `alter table directory.client_secrets add column version int not null default 0`,
];

/**
 * Creates or updates the schema `directory`, in one transaction. Several processes may do it at once.
 * @param client one connection (not a pool) of the database's owner, or of a role that owns the schema already
 * @param serviceRole the role that the service connects as; it may read, add and change persons. Not needed when it migrates itself
 */
export async function migrateDirectory(client: Queryable, serviceRole?: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`select pg_advisory_xact_lock(hashtextextended('dossier-directory-migrations', 0))`);
    const { rows } = await client.query(`select 1 from pg_namespace where nspname = 'directory'`);
    if (rows.length === 0) await client.query('create schema directory');
    await client.query(
      'create table if not exists directory.migrations (number int primary key, applied_at timestamptz not null default now())',
    );
    const applied = await client.query('select coalesce(max(number), 0) as number from directory.migrations');
    const from = Number(applied.rows[0]?.['number']);
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < from) continue;
      await client.query(migration);
      await client.query('insert into directory.migrations (number) values ($1)', [index + 1]);
    }
    if (serviceRole !== undefined) {
      const role = `"${serviceRole.replaceAll('"', '""')}"`;
      await client.query(`grant usage on schema directory to ${role}`);
      for (const table of ['persons', 'machine_clients', 'client_secrets'])
        await client.query(`grant select, insert, update on directory.${table} to ${role}`);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

const COLUMNS = 'id, name, email, issuer, subject, roles, invented, note';

function toPerson(row: Record<string, unknown>): Person {
  const { note, ...person } = row as unknown as Person & { note: string | null };
  return { ...person, ...(note !== null && { note }) };
}

/** The directory in the schema `directory` of case-state's database, outside the log. */
export function postgresDirectory(database: Queryable): PersonDirectory {
  const one = async (where: string, values: unknown[]): Promise<Person | undefined> => {
    const { rows } = await database.query(`select ${COLUMNS} from directory.persons where ${where}`, values);
    return rows[0] && toPerson(rows[0]);
  };
  return {
    find: (issuer, subject) => one('issuer = $1 and subject = $2', [issuer, subject]),
    get: (id) => one('id = $1', [id]),
    async list() {
      const { rows } = await database.query(`select ${COLUMNS} from directory.persons order by name collate "C", id`);
      return rows.map(toPerson);
    },
    async add(person) {
      await database.query(
        `insert into directory.persons (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [
          person.id,
          person.name,
          person.email,
          person.issuer,
          person.subject,
          person.roles,
          person.invented,
          person.note ?? null,
        ],
      );
      const kept = await one('id = $1', [person.id]);
      if (kept?.issuer !== person.issuer || kept.subject !== person.subject) throw new PersonTaken(person);
    },
  };
}
