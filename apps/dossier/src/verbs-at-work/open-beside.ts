import { OtherVersion, readSettings, SERVICES, type Settings } from '#service-kit';
import { dataFolder, isNew } from '../installation/data-folder.js';
import { openDatabases } from '../installation/databases.js';
import { type Installation, openInstallation } from '../installation/installation.js';
import { Refused } from '../refused.js';

/**
 * Opens the services for a look, beside a running Dossier or without one: nothing is changed.
 * @throws Refused where nothing has begun yet, and where the data belong to another version of Dossier
 */
export async function openBeside(settings = readSettings(process.env)): Promise<Installation> {
  refuseNothing(settings);
  try {
    return await openInstallation(settings, await openDatabases(settings, { share: true }), {
      look: true,
      report: tell,
    });
  } catch (error) {
    if (!(error instanceof OtherVersion)) throw error;
    throw new Refused(
      `${error.message} Use the command line of that version, or start this one (dossier up): it brings them up to date.`,
    );
  }
}

/** A folder that nobody has begun is left alone: opening it would begin it. */
function refuseNothing(settings: Settings): void {
  const folder = dataFolder(settings.data);
  if (isNew(folder) && SERVICES.some((service) => !settings.databases[service]))
    throw new Refused(`There is no log yet in ${folder.root}: start Dossier first (dossier up).`);
}

const tell = (error: Error): void => void process.stderr.write(`${error.message}\n`);
