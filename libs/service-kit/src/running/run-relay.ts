import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { RelayStatus } from '#event-feed';
import { readSettings, SettingsRefused, type Settings } from '../settings/read-settings.js';
import type { Service } from '../settings/services.js';
import { variablePart } from '../settings/variables.js';
import { type PartsTls, readPartsTls } from '../tls/index.js';
import { endWithOneLine } from './end-with-one-line.js';
import type { ServiceAlone } from './serve.js';
import { untilAsked } from './stopping.js';

/** What a relay cannot do without. */
type RelaySettings = Settings & { kafka: NonNullable<Settings['kafka']> };

/**
 * Runs the relay of one service in a process of its own until it is asked to stop: it sends to the service's topic what the service publishes. Any
 * number may run; one of them is active. `/health/live` and `/health/ready` answer on `DOSSIER_PORT`.
 */
export async function runRelay(service: Service, load: () => Promise<Pick<ServiceAlone, 'definition'>>): Promise<void> {
  const end = endWithOneLine(`the relay of ${service}`);
  try {
    const asked = untilAsked();
    const settings = relaySettings(service, readSettings(process.env));
    let status: () => RelayStatus | undefined = () => undefined;
    const tls = readPartsTls(settings);
    await answerHealth(settings, tls, () => status());
    const [{ openRelayPatiently }, { definition }] = await Promise.all([import('./serve.js'), load()]);
    const stopping = new AbortController();
    void asked.signal.then(() => stopping.abort());
    const opened = await openRelayPatiently(definition, settings, tls, stopping.signal);
    if (opened) {
      await opened.relay.start();
      status = () => opened.relay.status();
    }
    await asked.signal;
    await asked.orForced(opened?.close() ?? Promise.resolve(), async () => undefined);
    process.exit(0);
  } catch (error) {
    end(error);
  }
}

function relaySettings(service: Service, settings: Settings): RelaySettings {
  const { kafka } = settings;
  const problems = [
    ...(kafka ? [] : [{ name: 'KAFKA_BROKERS', message: 'is missing: a relay sends to Kafka' }]),
    ...(settings.databases[service]
      ? []
      : [
          {
            name: `DOSSIER_${variablePart(service)}_DATABASE_URL`,
            message: 'is missing: there is the log',
          },
        ]),
  ];
  if (!kafka || problems.length > 0) throw new SettingsRefused(problems);
  return { ...settings, kafka };
}

/** Alive as soon as it listens; ready while it sends, or waits behind a relay that does. */
async function answerHealth(
  { port, host }: Settings,
  { listen }: PartsTls,
  status: () => RelayStatus | undefined,
): Promise<void> {
  const answer: RequestListener = (request, response) => {
    const path = request.url?.split('?')[0];
    const now = status();
    const ready = now !== undefined && now.error === undefined;
    const found = path === '/health/live' || path === '/health/ready';
    response.writeHead(!found ? 404 : path === '/health/ready' && !ready ? 503 : 200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    response.end(
      JSON.stringify(
        found
          ? { status: path === '/health/live' || ready ? 'ok' : 'unavailable', relay: now ?? 'opening' }
          : { status: 404 },
      ),
    );
  };
  const server = listen ? createTlsServer({ ...listen, minVersion: 'TLSv1.2' }, answer) : createServer(answer);
  server.unref();
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
}
