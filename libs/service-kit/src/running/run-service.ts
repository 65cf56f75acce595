import { readSettings } from '../settings/read-settings.js';
import { readPartsTls } from '../tls/index.js';
import type { Service } from '../settings/services.js';
import { endWithOneLine } from './end-with-one-line.js';
import { FrontDoor } from './front-door.js';
import type { ServiceAlone } from './serve.js';
import { settingsAlone } from './settings-alone.js';
import { untilAsked } from './stopping.js';

export type { ServiceAlone, ServicePlace, WiredService } from './serve.js';

/**
 * Runs one service in a process of its own until it is asked to stop. It listens first (alive, not ready), then loads and opens;
 * SIGTERM or Ctrl-C: live streams end, what is under way is finished, the service leaves. An error that nobody handles ends it
 * with one line: whoever runs it starts it again, and the log has everything.
 * @param load the service's parts; loading takes longer than anything else of a start
 */
export async function runService(service: Service, load: () => Promise<ServiceAlone>): Promise<void> {
  const end = endWithOneLine(service);
  try {
    const asked = untilAsked();
    const settings = settingsAlone(service, readSettings(process.env));
    const tls = readPartsTls(settings);
    const door = new FrontDoor(tls.listen);
    const port = await door.listen(settings.port, settings.host);
    const [{ serve }, parts] = await Promise.all([import('./serve.js'), load()]);
    const stopping = new AbortController();
    void asked.signal.then(() => stopping.abort());
    const running = await serve(parts, { settings, door, port, tls, stopping: stopping.signal });
    await asked.signal;
    await asked.orForced(running.stop(), async () => undefined);
    process.exit(0);
  } catch (error) {
    end(error);
  }
}
