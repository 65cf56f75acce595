import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { testServer } from './lease.js';

/** A database of a test's own. */
export interface DisposablePostgres {
  /** As superuser. */
  url: string;
  database: string;
  port: number;
  /** The same database as another role. */
  as(role: string, password: string): string;
  /** Cuts what is still connected, and drops it. */
  dispose(): Promise<void>;
}

/** Makes a template; runs once per server and name. */
export interface Template {
  /** Changes whenever what the template holds would change. */
  name: string;
  owner: string;
  /** Roles that it needs. */
  prepare(admin: Client): Promise<void>;
  fill(superuserUrl: string): Promise<void>;
}

/** A fresh database on the server of this run, empty or cloned from a template (about 50 ms). */
export async function disposablePostgres(template?: Template): Promise<DisposablePostgres> {
  const server = await testServer();
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const url = (name: string) => Object.assign(new URL(server.superuserUrl), { pathname: `/${name}` }).href;
  await asAdmin(server.superuserUrl, async (admin) => {
    if (template) await ensureTemplate(admin, template, url(template.name));
    await admin.query(
      `create database ${database} template ${template?.name ?? 'template0'} owner ${template?.owner ?? 'postgres'}`,
    );
  });
  return {
    url: url(database),
    database,
    port: Number(new URL(server.superuserUrl).port),
    as: (role, password) => Object.assign(new URL(url(database)), { username: role, password }).href,
    dispose: () =>
      asAdmin(
        server.superuserUrl,
        async (admin) => void (await admin.query(`drop database if exists ${database} with (force)`)),
      ),
  };
}

async function ensureTemplate(admin: Client, template: Template, url: string): Promise<void> {
  const ready = async () =>
    (await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [template.name])).rowCount ===
    1;
  if (await ready()) return;
  await admin.query(LOCK);
  try {
    if (await ready()) return;
    await admin.query(`drop database if exists ${template.name} with (force)`); // half made by a killed run
    await template.prepare(admin);
    await admin.query(`create database ${template.name} template template0 owner ${template.owner}`);
    await template.fill(url);
    await admin.query(`alter database ${template.name} is_template true allow_connections false`);
  } finally {
    await admin.query(UNLOCK);
  }
}

const UNLOCK = `select pg_advisory_unlock(hashtext('template'))`;
const LOCK = `select pg_advisory_lock(hashtext('template'))`;

async function asAdmin<T>(superuserUrl: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: superuserUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
