import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { outlivingClient } from '#event-store';
import {
  DEMO_ISSUER,
  DEMO_ISSUER_PATH,
  demoToken,
  fileKeyStore,
  openIdentity,
  openLogger,
  type Person,
  type PersonFinder,
  postgresDirectory,
  type Settings,
} from '#service-kit';
import { type DataFolder, dataFolder, findRunning, isNew } from '../installation/data-folder.js';
import { openDatabases } from '../installation/databases.js';
import { Refused } from '../refused.js';
import { personCalled } from './person-called.js';

export interface PersonalToken {
  token: string;
  expiresInSeconds: number;
  person: Person;
}

/**
 * An access token of a person of the directory; from the running issuer, or from one of our own for the moment.
 * @throws Refused where people sign in elsewhere, and where nobody or more than one is called so
 */
export async function tokenOf(as: string, settings: Settings): Promise<PersonalToken> {
  const folder = dataFolder(settings.data);
  if (settings.oidc.issuer !== undefined)
    throw new Refused(
      `People sign in at ${settings.oidc.issuer}: ask that issuer for a token with audience "dossier".`,
    );
  if (!settings.databases['case-state'] && isNew(folder))
    throw new Refused(
      `There is nobody yet in ${folder.root}: start Dossier first (dossier up), or say where its data are (DOSSIER_DATA; of a cluster: .dossier/cluster).`,
    );

  const databases = await openDatabases(settings, { share: true });
  const client = outlivingClient(new pg.Client({ connectionString: (await databases.of('case-state')).service }));
  try {
    await client.connect();
    const directory = postgresDirectory(client);
    const persons = (await directory.list()).filter(({ issuer }) => issuer === DEMO_ISSUER);
    const person = personCalled(as, persons);
    const running = await findRunning(folder);
    const token = running
      ? await demoToken(`${running.url}${DEMO_ISSUER_PATH}`, person.subject)
      : await tokenOfOurOwn(person.subject, settings, folder, directory);
    return { ...token, person };
  } finally {
    await client.end();
    await databases.close();
  }
}

/**
 * The demo issuer with the folder's own keys, at a port of its own, for one token. It signs under the address that Dossier will
 * have when it runs with these settings, so that the token holds there.
 */
async function tokenOfOurOwn(subject: string, settings: Settings, folder: DataFolder, directory: PersonFinder) {
  if (settings.port === 0 && settings.publicUrl === undefined)
    throw new Refused('With DOSSIER_PORT=0 the issuer has an address only while Dossier runs.');
  const { mounts } = openIdentity({
    settings: { ...settings, host: '127.0.0.1' },
    publicUrl: () => settings.publicUrl ?? `http://localhost:${settings.port}`,
    keys: fileKeyStore(folder.keys),
    directory,
    log: openLogger({ level: 'silent' }),
  });
  const issuer = mounts[0];
  if (!issuer) throw new Error('There is no demo issuer.');
  const server = createServer((request, response) => {
    // What express does for a handler that is mounted at a path.
    const url = request.url ?? '';
    Object.assign(request, { originalUrl: url, baseUrl: issuer.path, url: url.slice(issuer.path.length) });
    issuer.handler(request as never, response as never, () => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const { port } = server.address() as AddressInfo;
    return await demoToken(`http://127.0.0.1:${port}${issuer.path}`, subject);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
