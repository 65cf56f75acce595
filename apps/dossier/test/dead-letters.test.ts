import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoToken } from '#service-kit';
import { eventually } from '#testing';
import { ask, dossier, folderOfOurOwn, stopEverything, up } from './dossier.js';

jest.setTimeout(180_000);

const folder = folderOfOurOwn();
const data = join(folder.path, 'data');
const here = { DOSSIER_DATA: data, DOSSIER_SEED: 'none' };
const TYPE = 'dossier.case-state.InquiryOpened.v1';
let url: string;
let manager: string;
const inquiries: string[] = [];

interface Listed {
  items: {
    id: string;
    service: string;
    consumer: string;
    lane: string;
    type: string;
    code: string;
    error: string;
    waiting: number;
    state: string;
    history: { act: string; by: string; reason?: string }[];
  }[];
}
const verb = (...words: string[]) => dossier(['dead-letters', ...words], here);
const list = async (...words: string[]): Promise<Listed['items']> =>
  (JSON.parse((await verb('list', '--json', ...words)).stdout) as Listed).items;

const post = async (path: string, as: string, body: object): Promise<string> => {
  const answer = await fetch(`${url}/api/case-state${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${(await demoToken(`${url}/oidc`, as)).token}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect([path, answer.status]).toEqual([path, 201]);
  return ((await answer.json()) as { id: string }).id;
};

// A view of notifications cannot be written: what it should take in fails for good.
beforeAll(async () => {
  url = await up(here).ready();
  const [administrator] = await ask(data, 'case-state', 'select subject from directory.persons');
  manager = await post('/people', administrator?.['subject'] ?? '', {
    name: 'Edith Ek',
    email: 'edith@authority.example',
    roles: ['case-manager'],
  });
  await ask(data, 'notifications', 'alter table views.inbox_inquiry rename to inbox_inquiry_away');
  for (const number of ['I-1', 'I-2'])
    inquiries.push(
      await post('/inquiries', manager, {
        number,
        title: { en: `Matter ${number}` },
        team: [{ person: manager, role: 'case-manager', conflict: 'none' }],
      }),
    );
  await eventually(
    async () => (await ask(data, 'notifications', 'select 1 from feed.parked_lanes')).length === inquiries.length,
  );
});
afterAll(async () => {
  await stopEverything();
  folder.remove();
});

/** What the database knows: the verb itself takes seconds to load. */
const idOf = async (lane: string | undefined): Promise<string> =>
  (await ask(data, 'notifications', `select id from feed.dead_letters where lane = '${lane}'`))[0]?.['id'] ?? '';
const acts = (id: string) =>
  ask(data, 'notifications', `select act from feed.dead_letter_acts where dead_letter = '${id}' order by number`);

describe('what is parked', () => {
  test('is listed, for people and for tools, with what waits behind it', async () => {
    const items = await list('--service', 'notifications');
    expect(items.map(({ lane }) => lane).sort()).toEqual([...inquiries].sort());
    for (const item of items)
      expect(item).toMatchObject({
        service: 'notifications',
        consumer: 'notifications.views',
        type: TYPE,
        code: 'handler-failed',
        waiting: 1,
        state: 'parked',
        history: [],
      });
    const { status, stdout } = await verb();
    expect(status).toBe(0);
    for (const { id, lane } of items) expect(stdout).toMatch(new RegExp(`${id}  notifications\\.views .* ${lane} `));
    expect(stdout).toContain('relation "inbox_inquiry" does not exist');
    expect((await verb('--service', 'intake')).stdout).toBe('Nothing is parked.\n');
  });

  test('is acted on by a person who may, and by nobody else', async () => {
    const id = await idOf(inquiries[0]);
    const nobody = await verb('retry', id);
    expect(nobody.status).toBe(2);
    expect(nobody.stderr).toContain('--as');
    for (const as of ['Edith Ek', 'Nobody At All']) {
      const { status, stdout, stderr } = await verb('skip', id, '--as', as, '--reason', 'Not needed');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    expect(await acts(id)).toEqual([]);
  });

  test('fails again while its cause is there: exit status 1, and both are on record', async () => {
    const id = await idOf(inquiries[0]);
    const { status, stdout, stderr } = await verb('retry', id, '--as', 'administrator');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe('It failed again, and stays parked: relation "inbox_inquiry" does not exist\n');
    expect(await acts(id)).toEqual([{ act: 'retry' }, { act: 'failed-again' }]);
  });

  test('has its effect once the cause is gone; another is skipped with a reason, by the token of who may', async () => {
    await ask(data, 'notifications', 'alter table views.inbox_inquiry_away rename to inbox_inquiry');
    const [first, second] = inquiries;
    const tried = await verb('retry', await idOf(first), '--as', 'administrator', '--service', 'notifications');
    expect(tried).toEqual({
      status: 0,
      stdout: 'It has had its effect on notifications.views; what waited behind it goes on.\n',
      stderr: '',
    });
    expect(await ask(data, 'notifications', 'select id from views.inbox_inquiry')).toEqual([{ id: first }]);

    const [administrator] = await ask(
      data,
      'case-state',
      `select id, subject from directory.persons where 'administrator' = any(roles)`,
    );
    const file = join(folder.path, 'token');
    writeFileSync(file, (await demoToken(`${url}/oidc`, administrator?.['subject'] ?? '')).token);
    const skip = ['skip', await idOf(second), '--token-file', file, '--json', '--reason', 'Entered by hand'];
    const skipped = await verb(...skip);
    expect(skipped.status).toBe(0);
    expect(JSON.parse(skipped.stdout)).toMatchObject({
      service: 'notifications',
      state: 'skipped',
      history: [{ act: 'skip', by: administrator?.['id'], reason: 'Entered by hand' }],
    });
    const twice = await verb(...skip);
    expect(twice.status).toBe(1);
    expect(twice.stderr).toContain('skipped already');
  });

  test('resolved, it is listed on request, with who did what', async () => {
    expect((await list('--all')).map(({ state }) => state).sort()).toEqual(['retried', 'skipped']);
    const { stdout } = await verb('--all');
    expect(stdout).toMatch(/skip by Administrator.*: Entered by hand/);
  });
});

test.each([
  [['retry']],
  [['retry', 'the-first-one', '--as', 'administrator']],
  [['skip', '0190f1aa-0000-7000-8000-000000000001', '--as', 'administrator']],
  [['skip', '0190f1aa-0000-7000-8000-000000000001', '--as', 'administrator', '--reason', ' ']],
  [['list', '--service', 'mailbox']],
  [['drop']],
])('wrong use ends with 2 and says how: %j', async (words) => {
  const { status, stdout, stderr } = await verb(...words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).not.toMatch(/\n {4}at /);
});

test.each(['list', 'retry', 'skip'])('%s --help shows how, with an example', async (word) => {
  const { status, stdout, stderr } = await verb(word, '--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/Example:\n {2}dossier dead-letters/);
});

test('what nobody knows is said so', async () => {
  const { status, stderr } = await verb('retry', '0190f1aa-0000-7000-8000-000000000001', '--as', 'administrator');
  expect(status).toBe(1);
  expect(stderr).toBe('No dead letter 0190f1aa-0000-7000-8000-000000000001.\n');
});

test('acting refuses while nothing runs; listing does not need it', async () => {
  await stopEverything();
  const { status, stderr } = await verb('retry', '0190f1aa-0000-7000-8000-000000000001', '--as', 'administrator');
  expect(status).toBe(1);
  expect(stderr).toContain('dossier up');
  expect((await verb()).stdout).toBe('Nothing is parked.\n');
});
