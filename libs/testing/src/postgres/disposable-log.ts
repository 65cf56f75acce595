import type { Client } from 'pg';
import type { Moment } from '#contracts';
import { migrateLog, migrateSchema, openLog, schemaFingerprint, type Log, type OpenOptions } from '#event-store';
import { disposablePostgres, type DisposablePostgres, type Template } from './disposable-postgres.js';

/** A log of a test's own, on the server of this run. */
export interface DisposableLog {
  log: Log;
  ownerUrl: string;
  serviceUrl: string;
  /** The database around it; its `url` is the superuser's. */
  database: DisposablePostgres;
  /** Closes the log and drops its database. */
  dispose(): Promise<void>;
}

/** The roles of all test logs. They are not secret: their server lives on this machine, for one run. */
export const SERVICE_ROLE = 'dossier_testing';
const OWNER_ROLE = 'dossier_testing_owner';
const PASSWORD = 'testing';

/** A fresh, empty log; a demonstration whose clock starts at `demonstration`, if that is given. */
export async function disposableLog(options: OpenOptions & { demonstration?: Moment } = {}): Promise<DisposableLog> {
  const { demonstration, ...open } = options;
  const database = await disposablePostgres(template);
  const ownerUrl = database.as(OWNER_ROLE, PASSWORD);
  const serviceUrl = database.as(SERVICE_ROLE, PASSWORD);
  await migrateLog(ownerUrl, {
    serviceRole: SERVICE_ROLE,
    ...(demonstration === undefined ? {} : { demonstration: { startsAt: demonstration } }),
  });
  const log = await openLog(serviceUrl, open);
  return {
    log,
    ownerUrl,
    serviceUrl,
    database,
    async dispose() {
      await log.close();
      await database.dispose();
    },
  };
}

const template: Template = {
  // Two checkouts of different ages may share a server.
  name: `template_log_${schemaFingerprint().slice(0, 12)}_reading`,
  async prepare(admin) {
    await ensureRole(admin, SERVICE_ROLE);
    await ensureRole(admin, OWNER_ROLE);
    await admin.query(`grant ${SERVICE_ROLE} to ${OWNER_ROLE}`);
    // As these a service reads for a person.
    for (const reader of [`${SERVICE_ROLE}_reader`, `${SERVICE_ROLE}_auditor`]) {
      await ensureRole(admin, reader, 'nologin');
      await admin.query(`grant ${reader} to ${SERVICE_ROLE}`);
    }
  },
  owner: OWNER_ROLE,
  async fill(superuserUrl) {
    const ownerUrl = Object.assign(new URL(superuserUrl), { username: OWNER_ROLE, password: PASSWORD }).href;
    await migrateSchema(ownerUrl, { serviceRole: SERVICE_ROLE });
  },
};

async function ensureRole(admin: Client, role: string, may = `login password '${PASSWORD}'`): Promise<void> {
  const exists = (await admin.query('select 1 from pg_roles where rolname = $1', [role])).rowCount === 1;
  if (!exists) await admin.query(`create role ${role} ${may}`);
}
