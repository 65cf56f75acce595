import { setTimeout as pause } from 'node:timers/promises';
import { SERVICES, type Service, type Settings } from '#service-kit/settings';
import { ensureServiceDatabase, PostgresInUse, runningPostgres, startPostgres } from '#service-kit/postgres';
import { dataFolder } from './data-folder.js';

/** The addresses of a service's database, as the owner (migrations) and as the service. */
export interface DatabaseAddresses {
  owner: string;
  service: string;
}

export interface Databases {
  of(service: Service): Promise<DatabaseAddresses>;
  /** Stops the embedded server, when it was started here. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Work beside another process that keeps the server of the data folder running. Without it that is refused. */
  share?: boolean;
}

/**
 * The databases of the services: those that the settings name, the others on the embedded PostgreSQL of the data folder.
 * A server that a killed process left running is adopted.
 * @throws PostgresInUse unless shared
 */
export async function openDatabases(settings: Settings, { share = false }: OpenOptions = {}): Promise<Databases> {
  if (SERVICES.every((service) => settings.databases[service]))
    return { of: (service) => Promise.resolve(named(settings, service)), close: async () => {} };

  const { postgres } = dataFolder(settings.data);
  const { server, stop } = share ? await sharedServer(postgres) : ownServer(await startPostgres(postgres));
  return {
    async of(service) {
      if (settings.databases[service]) return named(settings, service);
      const { ownerUrl, serviceUrl } = await ensureServiceDatabase(server, service);
      return { owner: ownerUrl, service: serviceUrl };
    },
    close: stop,
  };
}

type Server = Pick<Awaited<ReturnType<typeof startPostgres>>, 'dir' | 'superuserUrl'>;

/** How often it is looked whether the server still lives, in milliseconds. */
const LOOK_MS = 1000;

/** A server of our own. Should it end by itself (killed, out of memory), it is started again at the same address: the services go on. */
function ownServer(started: Awaited<ReturnType<typeof startPostgres>>): { server: Server; stop(): Promise<void> } {
  let server = started;
  let stopping = false;
  let again: Promise<void> | undefined;
  const lives = (): boolean => {
    try {
      return process.kill(server.pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  };
  const startAgain = async (): Promise<void> => {
    console.error('PostgreSQL has ended by itself; it is being started again.');
    try {
      await server.stop(); // lets go of the folder
      server = await startPostgres(started.dir, { port: Number(new URL(started.superuserUrl).port) });
      console.error('PostgreSQL runs again.');
    } catch (error) {
      console.error(`PostgreSQL could not be started again: ${(error as Error).message}`);
    }
  };
  const watch = setInterval(() => {
    if (!stopping && !again && !lives()) again = startAgain().finally(() => (again = undefined));
  }, LOOK_MS);
  watch.unref();
  return {
    server: started,
    async stop() {
      stopping = true;
      clearInterval(watch);
      await again;
      await server.stop();
    },
  };
}

/** Another's server while it runs; otherwise one of our own, for as long as the command takes. */
async function sharedServer(folder: string): Promise<{ server: Server; stop(): Promise<void> }> {
  for (const deadline = Date.now() + 15_000; ; await pause(50)) {
    try {
      return ownServer(await startPostgres(folder));
    } catch (error) {
      if (!(error instanceof PostgresInUse)) throw error;
      const running = runningPostgres(folder);
      if (running) return { server: running, stop: async () => {} };
      // Its process is just starting it, or stopping it.
      if (Date.now() > deadline) throw error;
    }
  }
}

function named(settings: Settings, service: Service): DatabaseAddresses {
  const addresses = settings.databases[service];
  if (!addresses) throw new Error(`The settings name no database of ${service}.`);
  return addresses;
}
