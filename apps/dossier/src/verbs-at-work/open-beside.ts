import { readSettings, SERVICES, type Settings } from '#service-kit';
import { dataFolder, isNew } from '../installation/data-folder.js';
import { openDatabases } from '../installation/databases.js';
import { type Installation, openInstallation } from '../installation/installation.js';
import { Refused } from '../refused.js';

/** Opens the services for a look, beside a running Dossier or without one. @throws Refused where nothing has begun yet */
export async function openBeside(settings = readSettings(process.env)): Promise<Installation> {
  refuseNothing(settings);
  return openInstallation(settings, await openDatabases(settings, { share: true }), { report: tell });
}

/** A folder that nobody has begun is left alone: opening it would begin it. */
function refuseNothing(settings: Settings): void {
  const folder = dataFolder(settings.data);
  if (isNew(folder) && SERVICES.some((service) => !settings.databases[service]))
    throw new Refused(`There is no log yet in ${folder.root}: start Dossier first (dossier up).`);
}

const tell = (error: Error): void => void process.stderr.write(`${error.message}\n`);
