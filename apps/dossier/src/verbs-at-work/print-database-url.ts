import { readSettings, type Service } from '#service-kit/settings';
import { runningPostgres, serviceDatabase } from '#service-kit/postgres';
import { dataFolder } from '../installation/data-folder.js';
import { print, printJson } from '../output.js';
import { Refused } from '../refused.js';

export interface DatabaseUrlOptions {
  role: 'service' | 'owner';
  json?: boolean;
}

/** Prints where a service's database is reached: the one that the settings name, or the embedded one while it runs. */
export async function printDatabaseUrl(service: Service, { role, json }: DatabaseUrlOptions): Promise<void> {
  const settings = readSettings(process.env);
  const named = settings.databases[service];
  const url = named ? named[role] : embedded(service, role, dataFolder(settings.data).postgres);
  if (json) printJson({ service, role, url });
  else print(url);
}

function embedded(service: Service, role: 'service' | 'owner', folder: string): string {
  const server = runningPostgres(folder);
  // An address that nobody answers at, or that changes with the next start, would be of no use.
  if (!server)
    throw new Refused(
      `The embedded PostgreSQL in ${folder} does not run. Start Dossier first (dossier up); its port changes with each start.`,
    );
  const database = serviceDatabase(server, service);
  if (!database) throw new Refused(`There is no database of ${service} yet. Wait until Dossier is ready.`);
  return role === 'owner' ? database.ownerUrl : database.serviceUrl;
}
