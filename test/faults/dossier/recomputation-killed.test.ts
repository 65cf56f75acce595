import { afterAll, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ecBrussels } from '#legal-clock';
import { eventually } from '#testing';
import { ask, dossier, folderOfOurOwn, stopEverything, up } from '../../../apps/dossier/test/dossier.js';

jest.setTimeout(240_000);

const folder = folderOfOurOwn();
afterAll(async () => {
  await stopEverything();
  folder.remove();
});

const CASES = 48;
/** Of the cases that have been counted, how often. */
const COUNTED = `select data->>'caseId' as id, count(*)::int as times from log.events where type = 'ClocksRecomputed' group by 1`;

test('killed in the middle of a recomputation, twice: every case is counted once, and the command line tells the rest', async () => {
  const data = join(folder.path, 'data');
  const settings = { DOSSIER_DATA: data, DOSSIER_SEED: 'none', DOSSIER_DEMONSTRATION: '2024-06-03T06:00:00.000Z' };
  const file = join(folder.path, 'brussels-2.json');
  const years = ecBrussels.years.map((list) =>
    list.year === 2024 ? { ...list, days: [...list.days, { day: '2024-06-20', name: 'Added' }] } : list,
  );
  writeFileSync(file, JSON.stringify({ ...ecBrussels, version: 2, years }));
  let product = up(settings);
  let url = await product.ready();
  const bearer = async (as: string) => `Bearer ${(await dossier(['token', '--as', as], settings)).stdout.trim()}`;
  const send = async (authorization: string, path: string, body: object) => {
    const answer = await fetch(`${url}/api/case-state${path}`, {
      method: 'POST',
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  const officer = (name: string, role: string) => ({
    name,
    email: `${name}@authority.example`,
    roles: [role],
    invented: true,
  });
  const administrator = await bearer('administrator');
  const { id: manager } = await send(administrator, '/people', officer('Max', 'case-manager'));
  const { id: person } = await send(administrator, '/people', officer('Rita', 'registry'));
  const rita = await bearer('Rita');
  const team = [
    { person: manager, role: 'case-manager', conflict: 'none' },
    { person, role: 'registry', conflict: 'none' },
  ];
  const opens = async (n: number): Promise<void> => {
    const inquiry = await send(rita, '/inquiries', { number: `I-${n}`, title: { en: 'Harbours' }, team });
    const body = { procedure: 'eu-merger', number: `M.${n}`, title: { en: 'Two harbours' } };
    const { id } = await send(rita, `/inquiries/${inquiry.id}/cases`, body);
    await send(rita, `/cases/${id}/steps`, { step: 'NotificationReceived' });
  };
  for (let n = 0; n < CASES; n += 8) await Promise.all(Array.from({ length: 8 }, (_, i) => opens(n + i)));

  const publishing = await dossier(
    ['calendar', 'publish', file, '--as', 'administrator', '--no-wait', '--json'],
    settings,
  );
  expect(publishing).toMatchObject({ status: 0 });
  for (const enough of [1, 20]) {
    await eventually(async () => (await ask(data, 'case-state', COUNTED)).length >= enough);
    product.signal('SIGKILL');
    await product.ended;
    product = up(settings);
    url = await product.ready();
  }
  const told = await dossier(['calendar', 'publish', file, '--as', 'administrator', '--json'], settings);
  expect(JSON.parse(told.stdout)).toMatchObject({
    unchanged: true,
    recomputation: { state: 'finished', progress: { done: CASES, left: 0, changed: CASES } },
  });
  const counted = await ask(data, 'case-state', COUNTED);
  expect(counted).toHaveLength(CASES);
  expect(new Set(counted.map(({ times: n }) => Number(n)))).toEqual(new Set([1]));
  const moved = await dossier(['calendar', 'moved', 'ec-brussels', '2', '--as', 'Rita'], settings);
  expect(moved.stdout.split('\n').filter((line) => /Phase I +2024-07-08 +2024-07-09/.test(line))).toHaveLength(CASES);
  // Who sees no case is told of none.
  const nothing = await dossier(['calendar', 'moved', 'ec-brussels', '2', '--as', 'administrator'], settings);
  expect(nothing).toMatchObject({ status: 0, stdout: 'No date of a case that you may see has moved.\n' });
});
