import { FrontDoor, PortRefused, untilAsked } from '#service-kit/running';
import { readSettings, refuseOpenDemo, type Settings } from '#service-kit/settings';
import { type DataFolder, dataFolder, findRunning } from '../installation/data-folder.js';
import { openDatabases } from '../installation/databases.js';
import { print } from '../output.js';
import { Refused } from '../refused.js';
import { greeting } from './greeting.js';
import type { Product } from './product.js';
import { seedingOf } from './seeding-plan.js';

/** Starts everything, says where it is, and stays until it is asked to stop. */
export async function up(): Promise<void> {
  const settings = readSettings(process.env);
  refuseOpenDemo(settings);
  const folder = dataFolder(settings.data);
  const asked = untilAsked();
  const product = await start(settings, folder);
  // Who asks it to stop while it starts has it stopped as soon as it stands: a half-made cluster would only be made again.
  try {
    for (const line of await greeting(product, settings, folder)) print(line);
  } catch (error) {
    await product.stop(); // nobody would know that it runs
    throw error;
  }
  const signal = await asked.signal;
  print(`\nStopping (${signal}). Once more to cut short what is under way.`);
  await asked.orForced(product.stop(), () => product.installation.cut());
  process.exit(0);
}

/** Whoever runs on the folder already has its databases: told at once, whatever port this one was to have. */
async function refuseSecond(folder: DataFolder): Promise<void> {
  const running = await findRunning(folder);
  if (running)
    throw new Refused(
      `Dossier already runs on this data folder: ${running.url} (process ${running.pid}). Stop that one, or choose another folder with DOSSIER_DATA.`,
    );
}

/**
 * Listens first, then opens the databases while the services are being loaded: loading takes as long as a new cluster.
 * @param signal aborts when the story is to be told no further: what had been opened is closed, and the promise rejected with its reason
 */
export async function start(settings: Settings, folder: DataFolder, signal?: AbortSignal): Promise<Product> {
  await refuseSecond(folder);
  for (const name of ['certificate', 'ca'] as const)
    if (settings.tls[name] !== undefined)
      throw new Refused(
        `DOSSIER_TLS_${name.toUpperCase()} is for services that run alone and for the gateway. One process with everything in it stands behind a proxy that speaks https, and asks no other.`,
      );
  const door = new FrontDoor();
  const port = await door.listen(settings.port, settings.host).catch(async (error: unknown) => {
    if (error instanceof PortRefused) await refuseSecond(folder); // it has come up meanwhile
    throw error;
  });
  try {
    const seeding = await seedingOf(folder, settings);
    const [loaded, opened] = await Promise.allSettled([import('./product.js'), openDatabases(settings)]);
    if (opened.status === 'rejected') throw opened.reason;
    if (loaded.status === 'rejected') {
      await opened.value.close();
      throw loaded.reason;
    }
    return await loaded.value.startProduct({ settings, door, port, seeding, databases: opened.value, signal });
  } catch (error) {
    await door.close();
    throw error;
  }
}
