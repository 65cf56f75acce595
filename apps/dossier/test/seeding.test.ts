import { afterAll, expect, jest, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '#testing';
import { ask, dossier, folderOfOurOwn, SERVICES, start, stopEverything, up } from './dossier.js';

// Five starts, three kills: on a loaded machine that takes its time.
jest.setTimeout(300_000);

const folder = folderOfOurOwn();
/** Where the story has been told at one go. */
const undisturbed = join(folder.path, 'undisturbed');
afterAll(async () => {
  await stopEverything();
  folder.remove();
});

interface Told {
  ended: boolean;
  told: number;
}
const toldIn = (data: string): Told | undefined => {
  const file = join(data, 'seeding.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Told) : undefined;
};

/** Every event of the three logs by stream, version and type. Links that were read again are readings, not acts. */
async function history(data: string): Promise<string[]> {
  const lines: string[] = [];
  for (const service of SERVICES) {
    const rows = await ask(
      data,
      service,
      `select stream, version, type, effective_on::text on_day from log.events
        where type <> 'PersonalLinkRead' order by stream, version`,
    );
    lines.push(
      ...rows.map(({ stream, version, type, on_day: day }) => `${service} ${stream} ${version} ${type} ${day}`),
    );
  }
  return lines;
}

async function whole(data: string): Promise<string[]> {
  const product = up({ DOSSIER_DATA: data });
  await product.ready();
  const events = await history(data);
  product.signal('SIGTERM');
  expect(await product.ended).toBe(0);
  return events;
}

test('seed tells it without anybody looking on', async () => {
  const { status, stdout, stderr } = await dossier(['seed', '--json'], { DOSSIER_DATA: undisturbed });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ ended: true, repeated: 0 });
  expect(toldIn(undisturbed)?.ended).toBe(true);
  expect(existsSync(join(undisturbed, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
});

test('a story that is killed while it is told is gone on with: the same ids, each act once', async () => {
  const killed = join(folder.path, 'killed');
  for (const chapters of [3, 9, 17]) {
    const product = up({ DOSSIER_DATA: killed });
    await eventually(() => (toldIn(killed)?.told ?? 0) >= chapters, { within: 60_000, every: 1 });
    product.signal('SIGKILL');
    await product.ended;
    expect(toldIn(killed)?.ended).toBe(false);
  }
  const resumed = await whole(killed);
  expect(toldIn(killed)?.ended).toBe(true);
  expect(resumed).toEqual(await whole(undisturbed));
});

test('a folder begun without the story stays without it', async () => {
  const data = join(folder.path, 'none');
  const empty = up({ DOSSIER_DATA: data, DOSSIER_SEED: 'none' });
  const url = await empty.ready();
  expect(await (await fetch(`${url}/api/intake/clock`)).json()).toMatchObject({ origin: 'real' });
  const beside = await dossier(['seed'], { DOSSIER_DATA: data });
  expect({ status: beside.status, stdout: beside.stdout }).toEqual({ status: 1, stdout: '' });
  empty.signal('SIGTERM');
  expect(await empty.ended).toBe(0);

  const again = up({ DOSSIER_DATA: data, DOSSIER_SEED: 'story' });
  await again.ready();
  expect(again.said()).not.toContain('The story was told');
  again.signal('SIGTERM');
  expect(await again.ended).toBe(0);
});

const leftRunning = (data: string): boolean => existsSync(join(data, 'postgres', 'data', 'postmaster.pid'));

test('seed that is asked to stop while it tells stops its PostgreSQL, and goes on another time', async () => {
  const data = join(folder.path, 'stopped');
  const telling = start('seed', { DOSSIER_DATA: data });
  await eventually(() => (toldIn(data)?.told ?? 0) >= 2, { within: 60_000, every: 1 });
  telling.signal('SIGINT');
  expect(await telling.ended).toBe(1);
  expect(telling.said()).toBe('Stopped (SIGINT). What was told stays; the same command goes on with it.\n');
  expect(toldIn(data)?.ended).toBe(false);
  expect(leftRunning(data)).toBe(false);
  expect(await dossier(['seed'], { DOSSIER_DATA: data })).toMatchObject({ status: 0, stderr: '' });
  expect(toldIn(data)?.ended).toBe(true);
});

test.each(['up', 'seed'])('a telling that fails leaves nothing running: %s', async (verb) => {
  const data = join(folder.path, `failed-${verb}`);
  const telling = start(verb, { DOSSIER_DATA: data });
  await eventually(() => (toldIn(data)?.told ?? 0) >= 2, { within: 60_000, every: 1 });
  // How far it has come can be written down no more: a folder that is not empty stands in its place.
  await eventually(() => {
    rmSync(join(data, 'seeding.json'), { recursive: true, force: true });
    return mkdirSync(join(data, 'seeding.json', 'full'), { recursive: true }); // fails where the next chapter has just been written down
  });
  expect(await telling.ended).toBe(1);
  expect(telling.said()).toContain('The data folder cannot be used');
  expect(leftRunning(data)).toBe(false);
});
