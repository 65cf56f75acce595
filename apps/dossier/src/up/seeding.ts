import { BOOTSTRAP_ADMINISTRATOR } from '#case-state';
import type { Doors, Sent } from '#seeds';
import { demoToken, DEMO_ISSUER_PATH, type Identity, type Settings } from '#service-kit';
import { type DataFolder, type Seeding, writeSeeding } from '../installation/data-folder.js';
import type { Installation } from '../installation/installation.js';

/** What was filled in. */
export type Filled = { what: 'nothing' } | { what: 'story'; sent: Sent; milliseconds: number } | { what: 'not-ours' };

export interface Place {
  installation: Installation;
  identity: Identity;
  settings: Settings;
  /** Port that the doors are open at. */
  port: number;
  /** Scheme, host and port as browsers see them. */
  url: string;
  /** Aborts when the story is to be told no further; it is gone on with another time. */
  signal?: AbortSignal | undefined;
}

/** Tells the story where it has been begun and not ended. The same acts again have no second effect, so that a killed telling is simply gone on with. */
export async function fillWhatIsNew(seeding: Seeding, folder: DataFolder, place: Place): Promise<Filled> {
  if (seeding.seed !== 'story' || seeding.ended) return { what: 'nothing' };
  if (seeding.told === 0 && (await isForeign(place.installation))) {
    writeSeeding(folder, { seed: 'none', ended: false, told: 0 });
    return { what: 'not-ours' };
  }
  const began = performance.now();
  const sent = await tellStory(doorsOf(place), folder, seeding.told, place.signal);
  return { what: 'story', sent, milliseconds: Math.round(performance.now() - began) };
}

/** Sends the story through the doors and keeps, chapter by chapter, how far it has come. */
export async function tellStory(doors: Doors, folder: DataFolder, told: number, signal?: AbortSignal): Promise<Sent> {
  const { sendStory } = await import('#seeds');
  const sent = await sendStory(doors, {
    told,
    signal,
    onChapter: (chapters) => {
      if (chapters > told) writeSeeding(folder, { seed: 'story', ended: false, told: chapters });
    },
  });
  writeSeeding(folder, { seed: 'story', ended: true, told: sent.chapters });
  return sent;
}

/** Databases that the settings name may hold another matter, or a real one: no story is told into those. */
async function isForeign({ runtimes }: Installation): Promise<boolean> {
  const { log, clock } = runtimes.intake;
  return clock.origin !== 'demonstration' || (await log.head()) > 0;
}

const doorsOf = ({ settings, port, url }: Place): Doors => localDoors(localUrl(settings, port), url);

/** How this machine reaches what it listens on, whatever browsers call it. */
export const localUrl = ({ host }: Pick<Settings, 'host'>, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/**
 * The doors of a product on this machine, entered with tokens of its demo issuer.
 * @param origin scheme, host and port as browsers see them
 */
export function localDoors(url: string, origin: string): Doors {
  return {
    url,
    origin,
    administrator: BOOTSTRAP_ADMINISTRATOR,
    tokenOf: async (person) => (await demoToken(`${url}${DEMO_ISSUER_PATH}`, person)).token,
  };
}
