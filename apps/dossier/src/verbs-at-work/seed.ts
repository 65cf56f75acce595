import { untilAsked } from '#service-kit/running';
import { readSettings } from '#service-kit/settings';
import type { Sent } from '#seeds';
import {
  type DataFolder,
  dataFolder,
  findRunning,
  readSeeding,
  type Running,
  writeSeeding,
} from '../installation/data-folder.js';
import { print, printJson } from '../output.js';
import { Refused, WrongUse } from '../refused.js';
import { start } from '../up/up.js';

/** Tells the story through the doors of the running product, or of one that is started for it and stopped again. */
export async function seed({ at, json }: { at?: string; json?: boolean }): Promise<void> {
  const settings = readSettings({ ...process.env, DOSSIER_SEED: 'story' });
  const folder = dataFolder(settings.data);
  const running = at === undefined ? await findRunning(folder) : elsewhere(at, folder);
  const sent = running ? await toRunning(running, folder) : await toOurOwn(folder);
  if (json) printJson({ ended: true, ...sent });
  else if (sent.commands === 0) print('The story has been told here before: nothing was missing.');
  else
    print(
      `The story is told: ${sent.chapters} chapters, ${sent.commands} commands, ${sent.repeated} of them told before.`,
    );
}

/** Services that run elsewhere: here is only kept how far the story has been told. @throws WrongUse */
function elsewhere(at: string, folder: DataFolder): Pick<Running, 'url'> {
  if (!/^https?:/.test(at) || !URL.canParse(at))
    throw new WrongUse(`${at} is no address such as http://localhost:4000.`);
  if (!readSeeding(folder)) writeSeeding(folder, { seed: 'story', ended: false, told: 0 });
  return { url: new URL(at).origin };
}

const NOTHING: Sent = { chapters: 0, commands: 0, repeated: 0, made: {} };

async function toRunning({ url }: Pick<Running, 'url'>, folder: DataFolder): Promise<Sent> {
  const seeding = readSeeding(folder);
  if (seeding?.seed !== 'story') throw notForStories(folder);
  if (seeding.ended) return NOTHING;
  const { localDoors, tellStory } = await import('../up/seeding.js');
  return tellStory(localDoors(url, url), folder, seeding.told);
}

async function toOurOwn(folder: DataFolder): Promise<Sent> {
  const settings = readSettings({ ...process.env, DOSSIER_SEED: 'story', DOSSIER_PORT: '0' });
  const seeding = readSeeding(folder);
  if (seeding?.ended) return NOTHING;
  // Killed where it stands, it would leave its PostgreSQL running.
  const ending = new AbortController();
  void untilAsked().signal.then((name) =>
    ending.abort(new Refused(`Stopped (${name}). What was told stays; the same command goes on with it.`)),
  );
  const product = await start(settings, folder, ending.signal);
  try {
    if (product.filled.what !== 'story') throw notForStories(folder);
    return product.filled.sent;
  } finally {
    await product.stop();
  }
}

const notForStories = ({ root }: DataFolder): Refused =>
  new Refused(
    `${root} was begun without the story, and stays so: its logs hold another matter. Choose another DOSSIER_DATA.`,
  );
