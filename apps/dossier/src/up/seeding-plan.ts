import type { Settings } from '#service-kit/settings';
import { type DataFolder, isNew, readSeeding, type Seeding, writeSeeding } from '../installation/data-folder.js';
import type { InstallationOptions } from '../installation/installation.js';
import { Refused } from '../refused.js';

/** What is to be filled in, and what the logs have to be opened with for it. */
export interface PlannedSeeding extends Seeding {
  opening: Pick<InstallationOptions, 'demonstration'>;
}

/**
 * Decides, before anything is made, what a folder will be filled with; a folder that was made once stays what it is.
 * @throws Refused when the story cannot be told under these settings
 */
export async function seedingOf(folder: DataFolder, settings: Settings): Promise<PlannedSeeding> {
  const known = readSeeding(folder);
  const seeding = known ?? { seed: isNew(folder) ? settings.seed : 'none', ended: false, told: 0 };
  if (seeding.seed === 'story' && !seeding.ended && settings.oidc.issuer !== undefined)
    throw new Refused('The story is told by persons of the demo issuer. Set DOSSIER_SEED=none, or unset OIDC_ISSUER.');
  if (!known) writeSeeding(folder, seeding);
  const demonstration = seeding.seed === 'story' ? await beginning() : settings.demonstration;
  return { ...seeding, opening: demonstration === undefined ? {} : { demonstration } };
}

/** When the story begins. Its room is entered only where one is told: the product goes without it. */
const beginning = async (): Promise<string> => (await import('#seeds')).story.begins;
