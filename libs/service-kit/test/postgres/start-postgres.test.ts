import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  ensureServiceDatabase,
  runningPostgres,
  serviceDatabase,
  startPostgres,
  type EmbeddedPostgres,
} from '#service-kit/postgres';
import { eventually, startProcess } from '#testing';

let home: string;
let dir: string;
const started: EmbeddedPostgres[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dossier-launcher-'));
  chmodSync(home, 0o755);
  dir = join(home, 'postgres');
});
afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

async function start(folder = dir): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres(folder);
  started.push(postgres);
  return postgres;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows[0];
  } finally {
    await client.end();
  }
}

/** A process that starts the server of the folder and then waits; tells its server's number, or why it could not. */
const starter = (folder = dir) =>
  startProcess<{ pid: number; adopted: boolean } | { refused: string; holder?: number }>(
    new URL('./starting-process.ts', import.meta.url),
    [folder],
  );

test('makes a cluster as it should be, stops cleanly, and starts again with what was written', async () => {
  const first = await start();
  expect(first.adopted).toBe(false);
  expect(
    await ask(
      first.superuserUrl,
      `select current_setting('fsync') as fsync, current_setting('unix_socket_directories') as sockets, current_setting('listen_addresses') as listens, datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding
         from pg_database where datname = 'postgres'`,
    ),
  ).toEqual({
    fsync: 'on',
    sockets: '',
    listens: '127.0.0.1',
    datlocprovider: 'b',
    datlocale: 'C.UTF-8',
    encoding: 'UTF8',
  });
  expect(statSync(join(dir, 'superuser-password')).mode & 0o777).toBe(0o600);
  await ask(first.superuserUrl, 'create table kept as select 1 as x');
  expect(runningPostgres(dir)?.superuserUrl).toBe(first.superuserUrl);
  await first.stop();
  expect(runningPostgres(dir)).toBeUndefined();
  const second = await start();
  expect(await ask(second.superuserUrl, 'select x from kept')).toEqual({ x: 1 });
});

test('nobody gets in without the password', async () => {
  const { superuserUrl } = await start();
  await expect(ask(Object.assign(new URL(superuserUrl), { password: 'guess' }).href, 'select 1')).rejects.toMatchObject(
    { code: '28P01' },
  );
});

test('kill -9 of the parent: the server goes on, the next start adopts it', async () => {
  const parent = starter();
  const told = await parent.told(() => true);
  await parent.killHard();
  const postgres = await start();
  expect(postgres).toMatchObject({ adopted: true, pid: (told as { pid: number }).pid });
  await ask(postgres.superuserUrl, 'select 1');
});

test('kill -9 of both: the next start recovers what was committed', async () => {
  const parent = starter();
  const { pid } = (await parent.told(() => true)) as { pid: number };
  await ask(runningPostgres(dir)!.superuserUrl, 'create table kept as select 7 as x');
  await parent.killHard();
  process.kill(pid, 'SIGKILL');
  const postgres = await start();
  expect(postgres.adopted).toBe(false);
  expect(await ask(postgres.superuserUrl, 'select x from kept')).toEqual({ x: 7 });
});

test('a dead server whose number another process has got since does not keep the next from starting', async () => {
  const first = await start();
  const file = readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8');
  process.kill(first.pid, 'SIGKILL');
  await first.stop();
  // This process is alive, and not PostgreSQL.
  writeFileSync(join(dir, 'data', 'postmaster.pid'), file.replace(/^\d+/, String(process.pid)));
  const second = await start();
  expect(second.adopted).toBe(false);
  await ask(second.superuserUrl, 'select 1');
});

test('of two that start the same folder one gets it; the other is told who has it, and may have it later', async () => {
  const two = [starter(), starter()];
  const said = await Promise.all(two.map((each) => each.told(() => true)));
  const loser = said.findIndex((answer) => 'refused' in answer);
  const winner = 1 - loser;
  expect(said[winner]).toMatchObject({ adopted: false });
  expect(said[loser]).toMatchObject({ holder: two[winner]!.child.pid, refused: expect.stringContaining(dir) });
  await expect(start()).rejects.toMatchObject({ code: 'postgres-in-use', pid: two[winner]!.child.pid });
  two[winner]!.send('stop');
  await two[winner]!.ended;
  expect((await start()).adopted).toBe(false);
  await expect(start()).rejects.toThrow('This process has already started');
});

test('an initdb that was interrupted is done again', async () => {
  const making = starter();
  await eventually(() => existsSync(dir) && readdirSync(dir).some((name) => name.startsWith('data.making-')), {
    every: 1,
  });
  await making.killHard();
  expect(existsSync(join(dir, 'data'))).toBe(false);
  const postgres = await start();
  await ask(postgres.superuserUrl, 'select 1');
  expect(readdirSync(dir).filter((name) => name.startsWith('data.'))).toEqual([]);
});

test('a folder that holds something else is refused and left alone', async () => {
  mkdirSync(join(dir, 'data'), { recursive: true });
  writeFileSync(join(dir, 'data', 'letters.txt'), 'mine');
  await expect(start()).rejects.toThrow('not a PostgreSQL cluster');
  expect(readFileSync(join(dir, 'data', 'letters.txt'), 'utf8')).toBe('mine');
});

test('a setting that PostgreSQL does not know: its own words, and the folder is free again', async () => {
  await expect(startPostgres(dir, { settings: { no_such_thing: '1' } })).rejects.toThrow(
    'unrecognized configuration parameter "no_such_thing"',
  );
  await start();
});

const asRoot = process.getuid?.() === 0 && process.platform === 'linux' ? test : test.skip;

asRoot('as root in a folder that is closed to the server’s user', async () => {
  chmodSync(home, 0o700);
  const first = await start();
  await ask(first.superuserUrl, 'create table kept as select 1 as x');
  await first.stop();
  expect(await ask((await start()).superuserUrl, 'select x from kept')).toEqual({ x: 1 });
});

asRoot('as an ordinary user', async () => {
  const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  chmodSync(home, 0o777);
  const ordinary = startProcess<{ pid: number }>(new URL('./starting-process.ts', import.meta.url), [dir, String(uid)]);
  const { pid } = await ordinary.told(() => true);
  expect(statSync(`/proc/${pid}`).uid).toBe(uid);
  ordinary.send('stop');
  await ordinary.ended;
});

test('a service’s database: two roles, each with its own rights; a second call changes nothing; lost passwords are made anew', async () => {
  const postgres = await start();
  const made = await ensureServiceDatabase(postgres, 'case-state');
  expect(made).toMatchObject({ created: true, serviceRole: 'dossier_case_state' });
  expect(new URL(made.serviceUrl).pathname).toBe('/dossier_case_state');
  expect(await ensureServiceDatabase(postgres, 'case-state')).toEqual({ ...made, created: false });
  expect(serviceDatabase(postgres, 'case-state')).toEqual({
    ownerUrl: made.ownerUrl,
    serviceUrl: made.serviceUrl,
    serviceRole: made.serviceRole,
  });
  expect(serviceDatabase(postgres, 'intake')).toBeUndefined();
  expect(statSync(join(dir, 'service-passwords.json')).mode & 0o777).toBe(0o600);

  await ask(made.ownerUrl, 'create schema mine');
  await expect(ask(made.serviceUrl, 'create schema mine')).rejects.toMatchObject({ code: '42501' });
  const other = await ensureServiceDatabase(postgres, 'intake');
  await expect(
    ask(Object.assign(new URL(other.serviceUrl), { pathname: '/dossier_case_state' }).href, 'select 1'),
  ).rejects.toMatchObject({ code: '42501' });

  rmSync(join(dir, 'service-passwords.json'));
  const anew = await ensureServiceDatabase(postgres, 'case-state');
  expect(anew.created).toBe(false);
  await ask(anew.serviceUrl, 'select 1');
  await expect(ask(made.serviceUrl, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('two processes that make the same service’s database at once both get it', async () => {
  const postgres = await start();
  const both = await Promise.all([
    ensureServiceDatabase(postgres, 'intake'),
    ensureServiceDatabase(postgres, 'intake'),
  ]);
  expect(both.map(({ created }) => created).sort()).toEqual([false, true]);
  for (const { serviceUrl, ownerUrl } of both) {
    await ask(serviceUrl, 'select 1');
    await ask(ownerUrl, 'select 1');
  }
});
