import type { RequestListener } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { pino } from 'pino';
import { caseStateApi, machineClientsIn } from '#case-state';
import { connectFeed } from '#event-feed';
import { intakeApi, respondentRecordsIn } from '#intake';
import { notificationsApi } from '#notifications';
import {
  accessLog,
  applyHttpDefaults,
  describeApi,
  fileKeyStore,
  keyAges,
  type Identity,
  migrateDirectory,
  migrateSessions,
  nestLog,
  reportOfRounds,
  reportTo,
  type ServiceRuntime,
  openIdentity,
  openLogger,
  type PersonDirectory,
  postgresDirectory,
  postgresSessions,
  type Settings,
} from '#service-kit';
import type { FrontDoor } from '#service-kit/running';
import { dataFolder, type Running, removeRunning, writeRunning } from '../installation/data-folder.js';
import type { Databases } from '../installation/databases.js';
import { type Installation, openInstallation } from '../installation/installation.js';
import { pagesFolder } from '../product-folder.js';
import { DossierModule } from './dossier.module.js';
import { servePages } from './pages.js';
import { serveProblemPages } from './problem-pages.js';
import { fillWhatIsNew, type Filled, localUrl } from './seeding.js';
import type { PlannedSeeding } from './seeding-plan.js';

/** All of it, in this process. */
export interface Product extends Running {
  installation: Installation;
  identity: Identity;
  directory: PersonDirectory;
  /** The same address as this machine reaches it. */
  local: string;
  /** What was told at this start. */
  filled: Filled;
  /** Ends in order: doors, services, logs, the embedded server last. */
  stop(): Promise<void>;
}

export interface ProductOptions {
  settings: Settings;
  door: FrontDoor;
  /** Port that the door listens on. */
  port: number;
  seeding: PlannedSeeding;
  databases: Databases;
  /** Aborts when the story is to be told no further. */
  signal?: AbortSignal | undefined;
}

/**
 * Opens the services and the doors; tells the story where the folder is new; then lets everybody in.
 * Whatever fails closes what had been opened.
 */
export async function startProduct({
  settings,
  door,
  port,
  seeding,
  databases,
  signal,
}: ProductOptions): Promise<Product> {
  const folder = dataFolder(settings.data);
  const closing: (() => Promise<void>)[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    for (const close of closing.splice(0).toReversed()) await close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const logger = openLogger({
      level: settings.log,
      destination: pino.destination({ dest: folder.log, sync: false, mkdir: true }),
    });
    closing.push(async () => logger.flush());
    const url = settings.publicUrl ?? `http://localhost:${port}`;
    const publicUrl = () => url;
    const report = reportTo(logger);

    const installation = await openInstallation(settings, databases, { ...seeding.opening, report });
    closing.push(() => installation.close());
    const { runtimes } = installation;

    const { pool } = runtimes['case-state'];
    await migrated(pool);
    const directory = postgresDirectory(pool);
    const sessions = postgresSessions(pool, reportOfRounds(logger, 'Ended sessions cannot be looked at'));
    closing.push(() => sessions.close());
    const identity = openIdentity({
      settings,
      publicUrl,
      keys: fileKeyStore(folder.keys, keyAges(settings)),
      directory,
      sessions,
      clients: machineClientsIn(runtimes['case-state']),
      respondents: respondentRecordsIn(runtimes.intake.pool),
      log: logger,
    });
    const app = await NestFactory.create<NestExpressApplication>(
      DossierModule.register({
        runtimes,
        identity,
        directory,
        settings,
        publicUrl,
      }),
      { bodyParser: false, logger: nestLog(logger), abortOnError: false },
    );
    applyHttpDefaults(app, {
      log: logger,
      accessLog: accessLog(logger),
      guard: identity.guard,
      https: url.startsWith('https:'),
      trustProxy: settings.trustProxy,
      mounts: identity.mounts,
    });
    describeApi(app, 'intake', intakeApi);
    describeApi(app, 'case-state', caseStateApi);
    describeApi(app, 'notifications', notificationsApi);
    serveProblemPages(app);
    servePages(app, pagesFolder());
    const services = Object.values(runtimes);
    for (const { reactions } of services) connectFeed(app, reactions);
    await Promise.all([app.init(), ...services.map((runtime) => runtime.start())]);
    closing.push(() => app.close());
    await app.startAllMicroservices();
    await installation.startRelays();

    const behind = app.getHttpAdapter().getInstance() as RequestListener;
    door.move('filling', behind);
    closing.push(() => door.close());
    const filled = await fillWhatIsNew(seeding, folder, { installation, identity, settings, port, url, signal });
    await Promise.all(services.map((runtime) => runtime.startTimers()));
    writeRunning(folder, { pid: process.pid, url });
    closing.push(async () => removeRunning(folder));
    door.move('open', behind);
    return { pid: process.pid, url, local: localUrl(settings, port), installation, identity, directory, filled, stop };
  } catch (error) {
    await stop();
    await door.close();
    throw error;
  }
}

/** Names and addresses stand beside the log, in a schema of their own. */
async function migrated(pool: ServiceRuntime['pool']): Promise<void> {
  const client = await pool.connect();
  try {
    await migrateDirectory(client);
    await migrateSessions(client);
  } finally {
    client.release();
  }
}
