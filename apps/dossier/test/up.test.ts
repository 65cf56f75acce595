import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { demoToken } from '#service-kit';
import { eventually } from '#testing';
import {
  ask,
  dossier,
  folderOfOurOwn,
  isAlive,
  postmasterOf,
  SERVICES,
  stopEverything,
  up,
  type Up,
} from './dossier.js';

// Processes are started and killed by the dozen: on a loaded machine that takes its time.
jest.setTimeout(180_000);

const folder = folderOfOurOwn();
const data = join(folder.path, 'data');
const here = { DOSSIER_DATA: data };
const INQUIRY = 'I-2024-031';

let running: Up;
let url: string;

beforeAll(async () => {
  running = up(here);
  url = await running.ready();
});
afterAll(async () => {
  await stopEverything();
  folder.remove();
});

const json = async <Body>(path: string, as?: string): Promise<Body> => {
  const answer = await fetch(url + path, { headers: as === undefined ? {} : { Authorization: `Bearer ${as}` } });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as Body;
};
/** As `dossier token`, without a process for each. */
const tokenOf = async (name: string): Promise<string> => {
  const [person] = await ask(data, 'case-state', `select subject from directory.persons where name = '${name}'`);
  return (await demoToken(`${url}/oidc`, person?.['subject'] ?? '')).token;
};
/** How much stands in each log. */
const heads = async (): Promise<string[]> =>
  Promise.all(
    SERVICES.map(
      async (service) => `${service} ${(await ask(data, service, 'select count(*) n from log.events'))[0]?.['n']}`,
    ),
  );

describe('the first start', () => {
  test('tells the story, and prints an address for each kind of user', async () => {
    const said = running.said();
    expect(said).toContain('The story was told');
    for (const kind of ['Officers', 'Respondent', 'Auditor', 'Subscriber', 'Administrator', 'API'])
      expect(said).toMatch(new RegExp(`${kind} +${url}`));
    expect(said).toContain('Tue, 6 August 2024 at 14:3');
    expect(said).toContain('(demonstration clock)');
  });

  test('has it on the demonstration clock, in all three logs', async () => {
    for (const service of SERVICES)
      expect(await json(`/api/${service}/clock`)).toMatchObject({ origin: 'demonstration', today: '2024-08-06' });
  });

  test('shows the inquiry to who is on its team: one angle closed, the other at fact-finding', async () => {
    type Inquiries = {
      items: { number: string; cases: { number: string; closed: boolean; stage: { id: string } }[] }[];
    };
    const { items } = await json<Inquiries>('/api/case-state/inquiries', await tokenOf('Marta Kowalczyk'));
    expect(items.map(({ number }) => number)).toEqual([INQUIRY]);
    expect(items[0]?.cases.map(({ number, closed, stage }) => [number, closed, stage.id])).toEqual([
      ['M.90117', true, 'closed'],
      ['AT.90204', false, 'fact-finding'],
    ]);
  });

  test('has RFI 1 with eleven replies of twelve, one late, one overdue, and RFI 2 running', async () => {
    type Rfis = {
      items: { caseNumber: string; number: number; asked: number; repliesIn: number; late: number; overdue: number }[];
    };
    const { items } = await json<Rfis>('/api/intake/rfis', await tokenOf('Jonas Lindqvist'));
    const of = (caseNumber: string, number: number) =>
      items.find((rfi) => rfi.caseNumber === caseNumber && rfi.number === number);
    expect(of('AT.90204', 1)).toMatchObject({ asked: 12, repliesIn: 11, late: 1, overdue: 1 });
    expect(of('AT.90204', 2)).toMatchObject({ asked: 3, repliesIn: 0, late: 0, overdue: 0 });
    expect(of('M.90117', 1)).toMatchObject({ asked: 6, repliesIn: 6, late: 0, overdue: 0 });
  });

  test('records each act at its moment of the story', async () => {
    const rows = await ask(
      data,
      'case-state',
      `select type, to_char(recorded_at at time zone 'Europe/Brussels', 'YYYY-MM-DD HH24:MI') at, effective_on::text on_day
         from log.events where type in ('CaseOpened', 'RfiNoted', 'ReplyOverdueNoted') order by position`,
    );
    expect(rows.map(({ at }) => at)).toEqual([
      '2024-01-09 10:45',
      '2024-01-16 11:00',
      '2024-06-28 11:42',
      '2024-06-28 16:30',
      '2024-07-22 09:40',
      '2024-07-22 09:40',
      '2024-08-01 16:05',
    ]);
    // What ran out took effect by itself; it is recorded with the next act on it.
    for (const { type, at, on_day: day } of rows)
      expect(day).toBe(type === 'ReplyOverdueNoted' ? '2024-07-20' : at?.slice(0, 10));
  });

  test('is ready, and nothing is parked', async () => {
    const administrator = await tokenOf('Administrator');
    for (const service of SERVICES) {
      await json(`/api/${service}/health/ready`);
      expect(await json(`/api/${service}/dead-letters`, administrator)).toMatchObject({ items: [] });
    }
  });
});

describe('the descriptions are true', () => {
  type Described = { paths: Record<string, Record<string, { responses: Record<string, object> }>> };
  const big = JSON.stringify({ text: 'x'.repeat(1_000_001) });
  const JSON_TYPE = { 'Content-Type': 'application/json' };

  test.each(SERVICES)('whatever is sent to %s, the answer is one that its description has', async (service) => {
    const { paths } = await json<Described>(`/api/${service}/openapi.json`);
    const officer = { Authorization: `Bearer ${await tokenOf('Marta Kowalczyk')}` };
    const administrator = { Authorization: `Bearer ${await tokenOf('Administrator')}` };
    const untrue: string[] = [];
    for (const [path, item] of Object.entries(paths)) {
      const address = url + path.replaceAll(/{\w+}/g, () => crypto.randomUUID());
      for (const [method, { responses }] of Object.entries(item)) {
        const ask = async (what: string, init: RequestInit, at = address) => {
          const answer = await fetch(at, { ...init, method: method.toUpperCase(), redirect: 'manual' });
          await answer.body?.cancel();
          if (!responses[answer.status]) untrue.push(`${method} ${path}, ${what}: ${answer.status}`);
        };
        await ask('by nobody', {});
        await ask('by an officer', { headers: officer });
        await ask('with a token that does not hold', { headers: { Authorization: 'Bearer x' } });
        await ask('with a cookie that does not hold', {
          headers: { Cookie: 'dossier_session=x; dossier_respondent=x' },
        });
        await ask('with U+0000 in the address', { headers: officer }, `${address}?x=%00`);
        if (method === 'get') continue;
        for (const who of [officer, administrator]) {
          await ask('nothing in it', { headers: { ...who, ...JSON_TYPE }, body: '{}' });
          await ask('no JSON', { headers: { ...who, ...JSON_TYPE }, body: '{' });
          await ask('text', { headers: { ...who, 'Content-Type': 'text/plain' }, body: 'x' });
        }
        await ask('too much', { headers: { ...officer, ...JSON_TYPE }, body: big });
      }
    }
    expect(untrue).toEqual([]);
  });
});

describe('pages', () => {
  const page = async (path: string) => fetch(url + path, { headers: { Accept: 'text/html' } });

  test('every address of a page is the application, asked for anew each time', async () => {
    for (const path of ['/', '/inquiries', '/cases/AT.90204']) {
      const answer = await page(path);
      expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 200, 'no-cache']);
      expect(await answer.text()).toContain('<div id="app"');
    }
  });

  test('what has a hash in its name is kept for good', async () => {
    const [asset] = /\/assets\/[\w.-]+\.js/.exec(await (await page('/')).text()) ?? [];
    const answer = await fetch(url + asset);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('a missing file, an unknown door and the issuer never become a page', async () => {
    for (const path of [
      '/assets/missing.js',
      '/favicon.ico',
      '/.env',
      '/inquiries/.git/config',
      '/API/nothing',
      '/api/nothing',
      '/api/intake/nothing',
      '/oidc/nothing',
    ]) {
      const answer = await page(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.text()).not.toContain('<div id="app"');
    }
  });

  test('the type of a problem leads to words', async () => {
    expect(await (await page('/problems/stale-version')).text()).toContain('This has changed since you last read it');
  });
});

describe('verbs beside it', () => {
  test('replay says, from the log alone, that the screening was still open on 27 June', async () => {
    for (const times of [
      ['--as-of', '2024-06-27'],
      ['--recorded-at', '2024-06-27'],
    ]) {
      const { status, stdout } = await dossier(['replay', '--inquiry', INQUIRY, ...times], here);
      expect(status).toBe(0);
      expect(stdout).toContain('M.90117');
      expect(stdout).toContain('Screening, since 2024-01-09');
      expect(stdout).not.toContain('AT.90204');
    }
  });

  test('replay knows nothing of it on the day before it began', async () => {
    const { status, stdout } = await dossier(['replay', '--inquiry', INQUIRY, '--as-of', '2024-01-08', '--json'], here);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ inquiries: [] });
  });

  test('replay refuses an inquiry that the log never knew', async () => {
    const { status, stdout, stderr } = await dossier(['replay', '--inquiry', 'X-1'], here);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('X-1');
  });

  test('replay --check finds every view equal to its twin', async () => {
    const { status, stdout, stderr } = await dossier(['replay', '--check', '--json'], here);
    expect(stderr).toBe('');
    const { equal, views } = JSON.parse(stdout) as { equal: boolean; views: { equal: boolean; rows: number }[] };
    expect({ status, equal }).toEqual({ status: 0, equal: true });
    expect(views.some(({ rows }) => rows > 0)).toBe(true);
  });

  test('data of another version of Dossier are looked at by its own command line: this one refuses, and changes nothing', async () => {
    const last = 'select name from views.view_migrations order by id desc limit 1';
    const [{ name }] = (await ask(here.DOSSIER_DATA, 'intake', last)) as [{ name: string }];
    const call = (from: string, to: string) =>
      ask(
        here.DOSSIER_DATA,
        'intake',
        `update views.view_migrations set name = '${to}' where name = '${from}' returning name`,
      );
    expect(await call(name, 'OfAnother1')).toHaveLength(1);
    try {
      for (const verb of [['replay', '--check'], ['dead-letters']]) {
        const { status, stdout, stderr } = await dossier(verb, here);
        expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
        expect(stderr).toMatch(
          /^The database of intake belongs to another version of Dossier\. [^\n]*dossier up[^\n]*\n$/,
        );
      }
      expect(await ask(here.DOSSIER_DATA, 'intake', last)).toEqual([{ name: 'OfAnother1' }]);
    } finally {
      await call('OfAnother1', name);
    }
    expect((await dossier(['replay', '--check'], here)).status).toBe(0);
  });

  test.each(['administrator', 'Eleni Papadaki', 'tomas'])(
    'token gives one for %s, that the doors take',
    async (person) => {
      const { status, stdout, stderr } = await dossier(['token', '--as', person], here);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(await json<{ kind: string }>('/api/case-state/me', stdout.trim())).toMatchObject({ kind: 'officer' });
    },
  );

  test('token refuses who is not there, and names who is', async () => {
    const { status, stderr } = await dossier(['token', '--as', 'Nobody'], here);
    expect(status).toBe(1);
    expect(stderr).toContain('Marta Kowalczyk');
    expect(stderr).not.toContain('\n    at ');
  });

  test('seed has nothing to add', async () => {
    const before = await heads();
    const { status, stdout } = await dossier(['seed'], here);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'The story has been told here before: nothing was missing.\n',
    });
    expect(await heads()).toEqual(before);
  });

  test('database-url leads to the log, as the service and as the owner', async () => {
    for (const [role, user] of [
      ['service', 'dossier_intake'],
      ['owner', 'dossier_intake_owner'],
    ] as const) {
      const { status, stdout } = await dossier(['database-url', 'intake', '--role', role], here);
      expect(status).toBe(0);
      const client = new pg.Client({ connectionString: stdout.trim() });
      await client.connect();
      const { rows } = await client.query('select current_user::text who, count(*) > 0 filled from log.events');
      await client.end();
      expect(rows).toEqual([{ who: user, filled: true }]);
    }
  });

  test('time says by which time the services go, and moves a demonstration forward; not back, and not for everybody', async () => {
    const time = async (...words: string[]) => dossier(['time', ...words], here);
    const { stdout, status } = await time('--json');
    const read = (text: string) =>
      (JSON.parse(text) as { services: { service: string; now: string; today: string }[] }).services;
    expect(status).toBe(0);
    expect(read(stdout).map(({ service, today }) => [service, today])).toEqual(
      SERVICES.map((service) => [service, '2024-08-06']),
    );
    const refused: [string[], number, RegExp][] = [
      [['--to', '2024-08-06', '--as', 'administrator'], 1, /already: time goes forward only/],
      [['--to', '2024-08-07', '--as', 'Marta Kowalczyk'], 1, /administrator/],
      [['--to', 'tomorrow', '--as', 'administrator'], 2, /neither a day/],
      [['--to', '2024-08-07'], 2, /Say who acts/],
    ];
    for (const [words, status, why] of refused) {
      const answer = await time(...words);
      expect({ words, status: answer.status }).toEqual({ words, status });
      expect(answer.stderr).toMatch(why);
    }
    const moved = await time('--to', '2024-08-07', '--as', 'administrator', '--json');
    // The beginning of the day in Brussels, and the moments since.
    for (const { now } of read(moved.stdout)) expect(now).toMatch(/^2024-08-06T22:/);
    expect(read(moved.stdout).map(({ today }) => today)).toEqual(SERVICES.map(() => '2024-08-07'));
  });

  test('a second one on the same folder is refused in one line', async () => {
    const { status, stderr } = await dossier(['up'], { ...here, DOSSIER_PORT: '0' });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('DOSSIER_DATA');
  });

  test.each<[string, Record<string, string>, string, number]>([
    ['an address with a name and a password', { DOSSIER_PUBLIC_URL: 'http://u:p@x' }, 'DOSSIER_PUBLIC_URL', 2],
    ['an address that others reach, without an issuer', { DOSSIER_HOST: '0.0.0.0' }, 'DOSSIER_HOST', 2],
    ['whom to believe, where nobody is asked', { DOSSIER_TLS_CA: '/etc/dossier/ca.pem' }, 'DOSSIER_TLS_CA', 1],
  ])('%s is refused before anything is written', async (_, settings, name, lines) => {
    const fresh = join(folder.path, 'never');
    const { status, stderr } = await dossier(['up'], { DOSSIER_DATA: fresh, DOSSIER_PORT: '0', ...settings });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(lines);
    expect(stderr).toContain(name);
    expect(existsSync(fresh)).toBe(false);
  });

  test('a folder that cannot be made is refused in one line', async () => {
    const { status, stderr } = await dossier(['up'], { DOSSIER_DATA: '/proc/x', DOSSIER_PORT: '0' });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('DOSSIER_DATA');
  });

  test('a port in use is named, with its setting; nothing is begun', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await eventually(() => other.listening);
    const { port } = other.address() as AddressInfo;
    const fresh = join(folder.path, 'fresh');
    const { status, stderr } = await dossier(['up'], { DOSSIER_DATA: fresh, DOSSIER_PORT: String(port) });
    other.close();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `Port ${port} is in use by another program. Stop that one, or choose another with DOSSIER_PORT.\n`,
    );
    expect(existsSync(fresh)).toBe(false);
  });
});

describe('a row that somebody changed by hand', () => {
  test('is found by replay --check, and shown', async () => {
    const change = (number: string) => ask(data, 'case-state', `update views.inquiry set number = '${number}'`);
    await change('I-0000-000');
    const found = await dossier(['replay', '--check'], here);
    await change(INQUIRY);
    expect(found.status).toBe(1);
    expect(found.stdout).toContain('NOT EQUAL');
    expect(found.stdout).toMatch(/shown, not in the logs .*I-0000-000/);
    expect(found.stdout).toMatch(new RegExp(`in the logs, not shown .*${INQUIRY}`));
    expect((await dossier(['replay', '--check'], here)).status).toBe(0);
  });
});

describe('after a kill', () => {
  test('the next start loses nothing, repairs nothing by hand, and adopts what still runs', async () => {
    const before = await heads();
    const server = postmasterOf(data);
    running.signal('SIGKILL');
    await running.ended;
    expect(isAlive(server)).toBe(true);

    running = up(here);
    url = await running.ready();
    expect(running.said()).not.toContain('The story was told');
    expect(postmasterOf(data)).toBe(server);
    expect(await heads()).toEqual(before);
    expect((await dossier(['replay', '--check'], here)).status).toBe(0);
  });

  test('of PostgreSQL too, it recovers', async () => {
    const before = await heads();
    const server = postmasterOf(data);
    running.signal('SIGKILL');
    process.kill(server, 'SIGKILL');
    await running.ended;

    running = up(here);
    url = await running.ready();
    expect(await heads()).toEqual(before);
  });
});

describe('Ctrl-C', () => {
  test('ends all of it, live streams too, and leaves no process behind', async () => {
    const server = postmasterOf(data);
    const stream = await fetch(`${url}/api/notifications/inbox/stream`, {
      headers: { Authorization: `Bearer ${await tokenOf('Marta Kowalczyk')}`, Accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    running.signal('SIGINT');
    running.signal('SIGINT'); // npm hands the terminal's own on once more
    await stream.text();
    expect(await running.ended).toBe(0);
    expect(isAlive(server)).toBe(false);
    expect(existsSync(join(data, 'running.json'))).toBe(false);
  });

  test('verbs then work without it, and leave no process behind', async () => {
    const { status, stdout } = await dossier(['token', '--as', 'Eleni Papadaki', '--json'], {
      ...here,
      DOSSIER_PORT: '4000',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Eleni Papadaki', token: expect.stringMatching(/^eyJ/) });
    expect((await dossier(['replay', '--check'], here)).status).toBe(0);
    expect((await dossier(['replay', '--inquiry', INQUIRY], here)).stdout).toContain('AT.90204');
    expect(existsSync(join(data, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
    expect((await dossier(['database-url', 'intake'], here)).status).toBe(1);
  });

  test('the log is a line of JSON for each occurrence, and holds no error', () => {
    const lines = readFileSync(join(data, 'dossier.log'), 'utf8').trim().split('\n');
    const errors = lines
      .map((line) => JSON.parse(line) as { level: string })
      .filter(({ level }) => level === 'error' || level === 'fatal');
    expect(errors).toEqual([]);
  });
});
