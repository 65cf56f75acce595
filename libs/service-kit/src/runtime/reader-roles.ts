import pg from 'pg';
import { readerRolesOf, type ReaderRoles } from '../access/index.js';

const sqlFor = (serviceRole: string, names: string[]): string[] =>
  names.flatMap((name) => [
    `create role ${pg.escapeIdentifier(name)} nologin`,
    `grant ${pg.escapeIdentifier(name)} to ${pg.escapeIdentifier(serviceRole)}`,
  ]);

/**
 * Makes the roles as which a service reads for a person, where they are missing and we may make roles; else whoever made the other two has to.
 * @param client the database's owner, or its administrator
 */
export async function makeReaderRoles(client: Pick<pg.Client, 'query'>, serviceRole: string): Promise<void> {
  const may = await client.query<{ may: boolean }>(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  if (!may.rows[0]?.may) return;
  const names = Object.values(readerRolesOf(serviceRole));
  const found = await client.query<{ name: string }>('select rolname as name from pg_roles where rolname = any($1)', [
    names,
  ]);
  const missing = names.filter((name) => !found.rows.some((row) => row.name === name));
  for (const statement of sqlFor(serviceRole, missing)) await client.query(statement);
}

/** @returns the roles of readers, when they are there and the service may become them */
export async function readerRoles(
  db: { query(sql: string, values: unknown[]): Promise<unknown> },
  serviceRole: string,
): Promise<ReaderRoles | undefined> {
  const roles = readerRolesOf(serviceRole);
  const names = Object.values(roles);
  const found = (await db.query(
    `select 1 from pg_roles where rolname = any($1) and pg_has_role(current_user, oid, 'member')`,
    [names],
  )) as unknown[];
  return found.length === names.length ? roles : undefined;
}

/** What an operator must know where there are none: the rows are locked all the same, but before a role that owns them. */
export const noReaders = (serviceRole: string): Error =>
  new Error(
    `There are no roles that ${serviceRole} may read as: it reads as itself, held to the same rows by the database. ` +
      `As the database's administrator: ${sqlFor(serviceRole, Object.values(readerRolesOf(serviceRole))).join('; ')};`,
  );
