import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { disposablePostgres, type DisposablePostgres } from '#testing';
import {
  DEMO_ISSUER,
  migrateDirectory,
  type PersonDirectory,
  PersonTaken,
  postgresDirectory,
} from '../../src/identity/index.js';
import { person } from './office.js';

let database: DisposablePostgres;
let pool: pg.Pool;
let directory: PersonDirectory;

beforeAll(async () => {
  database = await disposablePostgres();
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => {}); // its database goes while a connection is still saying goodbye
});
afterAll(async () => {
  await pool.end();
  await database.dispose();
});

async function migrate(serviceRole?: string): Promise<void> {
  const client = await pool.connect();
  try {
    await migrateDirectory(client, serviceRole);
  } finally {
    client.release();
  }
}

describe('the directory', () => {
  beforeEach(async () => {
    await pool.query('drop schema if exists directory cascade');
    await migrate();
    directory = postgresDirectory(pool);
  });

  test('finds a person by id, by subject, and in the list by name', async () => {
    const [rik, anna] = [
      person('Rik', ['registry']),
      person('Anna', ['case-handler', 'case-manager'], { note: 'on leave' }),
    ];
    await directory.add(rik);
    await directory.add(anna);
    expect(await directory.get(anna.id)).toEqual(anna);
    expect(await directory.find(DEMO_ISSUER, rik.subject)).toEqual(rik);
    expect(await directory.find('https://elsewhere.example', rik.subject)).toBeUndefined();
    expect(await directory.get(randomUUID())).toBeUndefined();
    expect(await directory.list()).toEqual([anna, rik]);
  });

  test('the same person again changes nothing', async () => {
    const anna = person('Anna', ['case-handler']);
    await directory.add(anna);
    await directory.add(anna);
    expect(await directory.list()).toEqual([anna]);
  });

  test("a subject or an id that is somebody else's is refused", async () => {
    const anna = person('Anna', ['case-handler']);
    await directory.add(anna);
    await expect(directory.add(person('Other', [], { subject: anna.subject }))).rejects.toThrow(PersonTaken);
    await expect(directory.add({ ...person('Other', []), id: anna.id })).rejects.toThrow(PersonTaken);
    await directory.add(
      person('Same subject elsewhere', [], { subject: anna.subject, issuer: 'https://elsewhere.example' }),
    );
    expect(await directory.list()).toHaveLength(2);
  });

  test('a second migration, and two at once, change nothing', async () => {
    const anna = person('Anna', ['case-handler']);
    await directory.add(anna);
    await Promise.all([migrate(), migrate()]);
    expect(await directory.list()).toEqual([anna]);
  });

  test('a failed migration leaves nothing half done', async () => {
    await expect(migrate('a role that there is not')).rejects.toThrow('does not exist');
    await pool.query('drop schema directory cascade');
    await expect(migrate('a role that there is not')).rejects.toThrow('does not exist');
    expect((await pool.query(`select 1 from pg_namespace where nspname = 'directory'`)).rowCount).toBe(0);
  });
});

test("the service's role may read and add, not delete or change the tables", async () => {
  const role = `clerk_${randomUUID().slice(0, 8)}`;
  await pool.query(`create role ${role} login password 'clerk'`);
  await migrate(role);
  const clerk = new pg.Pool({ connectionString: database.as(role, 'clerk'), max: 1 });
  clerk.on('error', () => {}); // its database goes while a connection is still saying goodbye
  try {
    const anna = person('Anna', ['case-handler']);
    await postgresDirectory(clerk).add(anna);
    expect(await postgresDirectory(clerk).get(anna.id)).toEqual(anna);
    await expect(clerk.query('delete from directory.persons')).rejects.toThrow('permission denied');
    await expect(clerk.query('drop table directory.persons')).rejects.toThrow('must be owner');
  } finally {
    await clerk.end();
    await pool.query(`drop owned by ${role}`);
    await pool.query(`drop role ${role}`);
  }
});
