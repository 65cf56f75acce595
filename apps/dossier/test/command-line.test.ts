import { afterAll, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarSchema, procedureSchema } from '#contracts';
import { ecBrussels } from '#legal-clock';
import { dossier, folderOfOurOwn } from './dossier.js';

const VERBS = [
  'up',
  'seed',
  'token',
  'clock',
  'time',
  'procedure',
  'calendar',
  'database-url',
  'replay',
  'dead-letters',
];
const folder = folderOfOurOwn();
const here = { DOSSIER_DATA: join(folder.path, 'data') };
afterAll(() => folder.remove());

describe('every verb', () => {
  test.each(VERBS)('%s --help shows how, with an example', async (verb) => {
    const { status, stdout, stderr } = await dossier([verb, '--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/Examples?:\n {2}.*dossier/);
  });

  test.each([...VERBS.map((verb) => [verb, '--help']), ['--help'], ['procedure', 'schema']])(
    '%s %s ends without a word when nobody reads on',
    async (...words) => {
      expect(await dossier(words, {}, { reads: false })).toMatchObject({ status: 0, stderr: '' });
    },
  );

  test('is listed by --help', async () => {
    const { status, stdout } = await dossier(['--help']);
    expect(status).toBe(0);
    expect(await dossier(['--version'])).toMatchObject({ status: 0, stdout: '0.1.0\n' });
    for (const verb of VERBS) expect(stdout).toContain(`  ${verb} `);
  });

  test.each([
    [['tokn', '--as', 'x']],
    [['clock', '--from', '2024-06-28']],
    [['clock', '--from', '2024-02-30', '--period', '3w']],
    [['clock', '--from', '2024-06-28', '--period', '3 weeks']],
    [['clock', '--from', '2024-06-28', '--period', '3w', '--calendar', 'nowhere']],
    [['clock', '--from', '2024-06-28', '--period', '3w', '--site', 'XX']],
    [['database-url', 'intake', '--role', 'root']],
    [['database-url', 'mailbox']],
    [['replay', '--as-of', 'yesterday']],
    [['replay', '--recorded-at', '2024-02-30T10:00:00Z']],
    [['calendar', 'moved', 'ec-brussels', 'two', '--as', 'x']],
    [['calendar', 'publish', 'apps/case-state/README.md.json']],
    [['token']],
    [['up', '--fast']],
    [[]],
  ])('wrong use ends with 2 and says how: %j', async (words) => {
    const { status, stdout, stderr } = await dossier(words, here);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

describe('settings', () => {
  test.each(['up', 'seed', 'replay', 'database-url intake', 'token --as x'])(
    '%s names each that is wrong, and starts nothing',
    async (words) => {
      const { status, stderr, stdout } = await dossier(words.split(' '), {
        ...here,
        DOSSIER_PROT: '4000',
        DOSSIER_TIME_ZONE: 'Europe/Brüssel',
        DOSSIER_INTAKE_DATABASE_URL: 'postgres://a@b/c',
      });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toContain('DOSSIER_PROT: is not a setting; did you mean DOSSIER_PORT?');
      expect(stderr).toContain('DOSSIER_TIME_ZONE');
      expect(stderr).toContain('DOSSIER_INTAKE_OWNER_URL');
      expect(stderr).not.toMatch(/\n {4}at /);
    },
  );

  test('DOSSIER_LOG=debug adds where an error came from', async () => {
    const { stderr } = await dossier(['database-url', 'intake'], { ...here, DOSSIER_LOG: 'debug' });
    expect(stderr).toMatch(/\n {4}at /);
  });
});

describe('procedure', () => {
  const shipped = 'apps/case-state/rules/procedures/eu-merger.v1.json';
  const merger = JSON.parse(readFileSync(shipped, 'utf8'));
  const broken = (change: (file: typeof merger) => void): string => {
    const file = structuredClone(merger);
    change(file);
    const path = join(folder.path, 'broken.json');
    writeFileSync(path, JSON.stringify(file));
    return path;
  };

  test('check: a sound one ends with 0', async () => {
    expect(await dossier(['procedure', 'check', shipped])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('sound'),
    });
  });

  test('check: all that is wrong is told at once, each with its place; status 1', async () => {
    const path = broken((file) => {
      file.stages.push({ id: 'island', title: { en: 'Island' } });
      file.guards[0].check = { fact: 'moonPhase', is: 1 };
      file.guards[1].basis = [];
      const prohibited = file.steps.find((one: { id: string }) => one.id === 'Prohibited');
      prohibited.guards.push('nobody');
      prohibited.may = ['clerk'];
      prohibited.once = 'yes';
      file.steps.find((one: { id: string }) => one.id === 'PhaseTwoOpened').clocks.push({ start: 'sundial' });
      file.calendar = 'maya';
    });
    const { status, stdout } = await dossier(['procedure', 'check', path, '--json']);
    expect(status).toBe(1);
    const places = JSON.parse(stdout).faults.map((one: { path: string }) => one.path);
    expect(places).toEqual(
      expect.arrayContaining([
        'guards.case-manager-assigned.check.fact',
        'guards.conflicts-declared.basis',
        'steps.Prohibited.guards',
        'steps.Prohibited.may.0',
        'steps.Prohibited.once',
        'steps.PhaseTwoOpened.clocks',
        'calendar',
      ]),
    );
    expect(stdout).toContain('names no legal source');
    expect(stdout).not.toContain('nobody may take it');
  });

  test('publish: with faults it is not sent; Dossier has to run, and somebody has to act', async () => {
    const path = broken((file) => (file.calendar = 'maya'));
    const faulty = await dossier(['procedure', 'publish', path, '--as', 'administrator'], here);
    expect(faulty).toMatchObject({ status: 1, stdout: expect.stringMatching(/1 fault\n +calendar /) });
    expect(await dossier(['procedure', 'publish', shipped], here)).toMatchObject({ status: 2 });
    expect(await dossier(['procedure', 'publish', shipped, '--as', 'administrator'], here)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('does not run here'),
    });
  });

  test('check: what can never be is told, a stage, a step and a clock', async () => {
    const path = broken((file) => {
      file.stages.push({ id: 'island', title: { en: 'Island' } });
      file.guards.find((one: { id: string }) => one.id === 'annulled').check = { stepTaken: 'ReexaminationBegun' };
      for (const step of file.steps)
        step.clocks = step.clocks?.filter((act: { end?: string }) => act.end !== 'reply-to-objections');
    });
    const { status, stdout } = await dossier(['procedure', 'check', path]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/stages\.island .*unreachable/);
    expect(stdout).toMatch(/steps\.ReexaminationBegun .*nothing opens/);
    expect(stdout).toMatch(/clocks\.reply-to-objections .*nothing ends/);
  });

  test('schema: the JSON Schema of the file, and every shipped file has its shape', async () => {
    const { status, stdout } = await dossier(['procedure', 'schema']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(procedureSchema());
  });

  test('check: a file that is no JSON is a fault of it, one that is not there a wrong use', async () => {
    const path = join(folder.path, 'no.json');
    writeFileSync(path, '{');
    expect(await dossier(['procedure', 'check', path])).toMatchObject({ status: 1 });
    expect(await dossier(['procedure', 'check', join(folder.path, 'nowhere.json')])).toMatchObject({
      status: 2,
      stdout: '',
    });
    expect(await dossier(['procedure', 'draw', path])).toMatchObject({ status: 1, stdout: '' });
  });

  test('draw: every stage and step, in text and as a picture', async () => {
    const text = await dossier(['procedure', 'draw', shipped]);
    const svg = await dossier(['procedure', 'draw', shipped, '--format', 'svg']);
    const map = JSON.parse((await dossier(['procedure', 'draw', shipped, '--json'])).stdout);
    expect(map.stages.flatMap((stage: { steps: object[] }) => stage.steps)).toHaveLength(merger.steps.length);
    for (const step of merger.steps) expect(text.stdout).toContain(step.title.en);
    expect(svg.stdout).toMatch(/^<svg [^]*<\/svg>\n$/);
    for (const stage of merger.stages) expect(svg.stdout).toContain(stage.title.en);
    expect(await dossier(['procedure', 'draw', shipped, '--format', 'png'])).toMatchObject({ status: 2 });
  });
});

describe('clock', () => {
  const clock = async (...words: string[]) => dossier(['clock', ...words]);

  // The golden dates of the domain guide; the rules have their own tests beside them.
  test.each([
    ['2024-06-28', '3w', '2024-07-19'],
    ['2025-12-04', '3w', '2026-01-05'],
    ['2024-08-01', '2w', '2024-08-16'],
  ])('%s + %s = %s', async (from, period, end) => {
    const { status, stdout, stderr } = await clock('--from', from, '--period', period);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split(' ')[0]).toBe(end);
  });

  test('counts as the rules say that are asked for', async () => {
    const { stdout } = await clock('--from', '2022-09-30', '--period', '25wd', '--counting', 'eu-mergers');
    expect(stdout).toBe('2022-11-08\n');
  });

  test('explains', async () => {
    const { stdout } = await clock('--from', '2024-08-01', '--period', '2w', '--explain');
    expect(stdout).toContain('2024-08-15');
    expect(stdout).toContain('Art 3(4)');
  });

  test('answers tools in JSON', async () => {
    const { stdout } = await clock('--from', '2024-08-01', '--period', '2w', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      from: '2024-08-01',
      end: '2024-08-16',
      provisional: false,
      explanation: { calendar: { id: 'ec-brussels' } },
    });
  });

  test('reads a calendar from a file; says so when a date rests on a list that can change', async () => {
    const file = join(folder.path, 'calendar.json');
    const year = { year: 2024, quality: 'provisional', source: 'a draft', days: [{ day: '2024-07-19' }] };
    writeFileSync(file, JSON.stringify({ ...ecBrussels, id: 'ours', years: [year] }));
    const { status, stdout } = await clock('--from', '2024-06-28', '--period', '3w', '--calendar', file);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2024-07-22 \(provisional/);
  });

  test('refuses a file that is not a calendar, and says where', async () => {
    const file = join(folder.path, 'broken.json');
    writeFileSync(file, JSON.stringify({ ...ecBrussels, seat: 'nowhere' }));
    const { status, stderr } = await clock('--from', '2024-06-28', '--period', '3w', '--calendar', file);
    expect(status).toBe(2);
    expect(stderr).toContain('seat');
  });

  test('refuses, with 1, a date in a year that nobody has a list for', async () => {
    const { status, stdout, stderr } = await clock('--from', '2031-01-06', '--period', '3w');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('2031');
  });
});

test('a data folder that is none is named, with its setting', async () => {
  const file = join(folder.path, 'a-file');
  writeFileSync(file, '');
  const { status, stderr } = await dossier(['up'], { DOSSIER_DATA: file, DOSSIER_PORT: '0' });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(file);
  expect(stderr).toContain('DOSSIER_DATA');
});

test('database-url refuses while nothing runs, and says what to do', async () => {
  const { status, stdout, stderr } = await dossier(['database-url', 'intake'], here);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toContain('dossier up');
});

test('database-url gives the address that the settings name', async () => {
  const addresses = {
    DOSSIER_INTAKE_DATABASE_URL: 'postgres://intake:a@db/intake',
    DOSSIER_INTAKE_OWNER_URL: 'postgres://owner:b@db/intake',
  };
  const asOwner = await dossier(['database-url', 'intake', '--role', 'owner', '--json'], { ...here, ...addresses });
  expect(JSON.parse(asOwner.stdout)).toEqual({
    service: 'intake',
    role: 'owner',
    url: addresses.DOSSIER_INTAKE_OWNER_URL,
  });
});

describe('calendar', () => {
  const written = (calendar: object): string => {
    const path = join(folder.path, 'calendar.json');
    writeFileSync(path, JSON.stringify(calendar));
    return path;
  };

  test('check: a sound one ends with 0; schema: what it has to look like', async () => {
    expect(await dossier(['calendar', 'check', written(ecBrussels)])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('sound (ec-brussels, version 1, 2022–2027)'),
    });
    expect(JSON.parse((await dossier(['calendar', 'schema'])).stdout)).toEqual(calendarSchema());
  });

  test('check and publish: all that is wrong is told at once, each with its place; nothing is sent', async () => {
    const [first] = ecBrussels.years;
    const path = written({
      ...ecBrussels,
      seat: 'FR',
      years: [{ ...first, source: '', days: [{ day: '2022-02-29' }] }],
    });
    const { status, stdout } = await dossier(['calendar', 'check', path, '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).faults.map((one: { path: string }) => one.path)).toEqual([
      'seat',
      'years.2022.source',
      'years.2022.days.0.day',
    ]);
    const publishing = await dossier(['calendar', 'publish', path, '--as', 'administrator'], here);
    expect(publishing.status).toBe(1);
    expect(publishing.stdout).toMatch(
      /3 faults[^]*seat[^]*years\.2022\.source[^]*"2022-02-29" is not a day that exists/,
    );
  });

  test('publish: Dossier has to run, and somebody has to act', async () => {
    const path = written(ecBrussels);
    expect(await dossier(['calendar', 'publish', path], here)).toMatchObject({ status: 2 });
    expect(await dossier(['calendar', 'publish', path, '--as', 'administrator'], here)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('does not run here'),
    });
  });
});
