import type { Moment } from '#contracts';
import { publishedContracts } from '#contracts';
import {
  DeadLetterRelay,
  FeedServer,
  kafkaDelivery,
  migrateFeed,
  openPublisher,
  type Consumer,
  type FeedContextShape,
  type FeedReport,
  type FeedSource,
  type KafkaSettings,
  type Publisher,
  Relay,
} from '#event-feed';
import { migrateLog, moveCheckpoint, openLog, outliving, upcasterChain, type Log } from '#event-store';
import pg from 'pg';
import { DataSource } from 'typeorm';
import {
  accessOver,
  accessWatch,
  asReaderOf,
  hearing,
  lockRows,
  ofItself,
  type Access,
  type AccessWatch,
  type ReaderRoles,
  type RowSights,
} from '../access/index.js';
import { openReadLog, type ReadLog } from '../reads/read-log.js';
import { serviceClock, type ServiceClock } from '../clock/service-clock.js';
import { CommandRunner } from '../commands/command-runner.js';
import type { Positions } from '../http/index.js';
import type { Report } from '../logging/report.js';
import type { Service } from '../settings/index.js';
import { waitForPositions } from '../views/barrier.js';
import { projector, type Projector } from '../views/projector.js';
import { compareWithTwin, type TwinReport } from '../views/twin.js';
import { foreignConsumer } from '../views/view.js';
import type { ServiceDefinition } from './definition.js';
import { lapseTimer, type LapseTimer } from './lapse-timer.js';
import { noReaders, readerRoles } from './reader-roles.js';
import { createServiceSchemas } from './service-schemas.js';

/** A service's parts, open and connected: what its module is registered with. */
export interface ServiceRuntime {
  readonly service: Service;
  readonly definition: ServiceDefinition;
  readonly log: Log;
  readonly dataSource: DataSource;
  /** Connections for what is neither the log nor a view: the feed's tables, a directory, a delivery schedule. */
  readonly pool: pg.Pool;
  readonly clock: ServiceClock;
  readonly commands: CommandRunner;
  /** Who may see what: the one decision. */
  readonly access: Access;
  /** Ends what runs on, when its reader may see no more. */
  readonly accessWatch: AccessWatch;
  /** Who saw what. */
  readonly reads: ReadLog;
  readonly projector: Projector;
  readonly publisher: Publisher;
  /** The strategy that carries other services' facts to the `@EventPattern` handlers of `reactions/`. */
  readonly reactions: FeedServer;
  /** The same for the views' own folds of foreign facts. */
  readonly foreignViews: FeedServer;
  readonly timer: LapseTimer;
  /** Whether the facts of the others come over Kafka. */
  readonly overKafka: boolean;
  /** Sources of the services that this one follows. */
  readonly sources: FeedSource[];
  /** Waits for what a caller has already seen. @throws ViewBehind */
  waitFor(positions: Positions): Promise<void>;
  /** Compares every view with its rebuilt twin. */
  check(): Promise<TwinReport[]>;
  /** Starts folding, publishing and following. The reactions' strategy is started by Nest (`connectMicroservice`). */
  start(): Promise<void>;
  /** Starts what turns the passing of time into commands: held back while a story is being seeded. */
  startTimers(): Promise<void>;
  /** Called by `startTimers`, when what the timer had to record is recorded: for what else goes by time, or by what time brings about. */
  onTimersStarted(listener: () => void): void;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  databases: { owner: string; service: string };
  timeZone: string;
  /** A new log becomes a demonstration whose clock starts here. */
  demonstration?: Moment;
  /** Milliseconds without a word from case-state after which nothing that depends on it is answered. Default: ten seconds. */
  accessSilenceMs?: number;
  /** The services exchange their facts over these brokers. Then it is the relay that numbers what this service publishes. */
  kafka?: KafkaSettings;
  /** For who only looks, beside a running service perhaps: nothing is brought up to date. The database has to be of this version (`mustBeOfThisVersion`). */
  look?: boolean;
  /** What an operator must know. */
  report: Report;
}

/** A runtime whose log, database and publisher are open, not yet following anybody. */
export interface OpenedService {
  readonly definition: ServiceDefinition;
  /** The same that its runtime will have: what others' feeds are read with (a key of our own) is kept in it. */
  readonly pool: pg.Pool;
  readonly publisher: Publisher;
  /** @param sources where the services that it follows publish */
  connect(sources: FeedSource[]): ServiceRuntime;
}

const ACCESS_SILENCE_MS = 10_000;

const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);

/** The log of a service and the tables of its feed, migrated and open: what its runtime stands on, and all that its relay needs. */
interface LogAndFeed {
  log: Log;
  pool: pg.Pool;
  report: FeedReport;
  publisher(): Publisher;
}

async function openLogAndFeed(definition: ServiceDefinition, options: RuntimeOptions): Promise<LogAndFeed> {
  const { service } = definition;
  const { owner, service: url } = options.databases;
  if (!options.look) {
    await migrateLog(owner, {
      serviceRole: roleOf(url),
      ...(options.demonstration && { demonstration: { startsAt: options.demonstration } }),
    });
    await createServiceSchemas(owner, roleOf(url));
  }
  const log = await openLog(
    url,
    definition.upcasters ? { upcasters: upcasterChain(definition.upcasters as never) } : {},
  );
  const pool = outliving(
    new pg.Pool({
      connectionString: url,
      max: 6,
      options: '-c search_path=views',
      application_name: `dossier-${service}-feed`,
    }),
  );
  pool.on('error', (error) => options.report(error, { service, part: 'pool' }));
  if (!options.look) await migrated(pool, async (client) => migrateFeed(client));
  const report: FeedReport = (occurrence) => {
    const error =
      'error' in occurrence && occurrence.error instanceof Error
        ? occurrence.error
        : new Error(occurrence.kind === 'warning' ? occurrence.message : JSON.stringify(occurrence));
    const { kind } = occurrence;
    const level = kind === 'warning' || kind === 'handler-failed' ? 'warn' : 'error';
    options.report(error, { service, part: 'feed', kind, level });
  };
  const publisher = () =>
    openPublisher({ service, log, pool, mapping: definition.mapping, contracts: publishedContracts, report });
  return { log, pool, report, publisher };
}

/**
 * Opens the relay of a service: it numbers what the log holds to be published, and sends it to the service's topic.
 * @throws TopicRefused at its `start`
 */
export async function openRelay(
  definition: ServiceDefinition,
  options: RuntimeOptions & { kafka: KafkaSettings },
): Promise<{ relay: Relay; close(): Promise<void> }> {
  const { log, pool, report, publisher } = await openLogAndFeed(definition, options);
  const { service } = definition;
  const relay = new Relay({ service, pool, kafka: options.kafka, epoch: log.identity.epoch, publisher, report });
  return {
    relay,
    async close() {
      await relay.close();
      await pool.end();
      await log.close();
    },
  };
}

/**
 * Opens a service's log and database, migrated.
 * Several processes may do so at once: migrations wait for one another.
 */
export async function openService(definition: ServiceDefinition, options: RuntimeOptions): Promise<OpenedService> {
  const { service } = definition;
  const { service: url } = options.databases;
  const { kafka } = options;
  const { log, pool, report, publisher: open } = await openLogAndFeed(definition, options);
  const { dataSource, readers } = await openViews(definition, options);
  if (readers === undefined) options.report(noReaders(roleOf(url)), { service, part: 'access' });
  await definition.atStart?.(log, { look: options.look ?? false });
  const publisher = open();

  return {
    definition,
    pool,
    publisher,
    connect(sources) {
      const clock = serviceClock(log, options.timeZone);
      const commands = new CommandRunner(service, log, clock);
      const views = projector(service, log, dataSource, definition.views, (error) =>
        options.report(error, { service, part: 'views' }),
      );
      const deadLetters = kafka && new DeadLetterRelay({ service, pool, kafka, sources, report });
      const consumer = (name: string) =>
        new FeedServer({
          consumer: name,
          sources,
          pool,
          contracts: publishedContracts,
          report: (occurrence) => {
            report(occurrence);
            if (occurrence.kind === 'lane-parked') deadLetters?.look();
          },
          ...(kafka && { delivery: kafkaDelivery({ kafka, service, group: name, report }) }),
        });
      const reactions = consumer(`${service}.reactions`);
      const foreignViews = consumer(foreignConsumer(service));
      addForeignFolds(foreignViews, definition, dataSource);
      const abreast = async () => {
        // A service without clocks has nothing that a fact could come too late for.
        if (definition.lapses.length > 0) await abreastOf(sources, reactions.consumer);
        await views.reached(await log.head(), ABREAST_MS);
      };
      const timer = lapseTimer(definition.lapses, dataSource, commands, clock, abreast, (error) =>
        options.report(error, { service, part: 'timers' }),
      );
      const reads = openReadLog({ url, name: `dossier-${service}` }, (error) =>
        options.report(error, { service, part: 'reads' }),
      );
      const reportAccess: Report = (error, context) => options.report(error, { service, part: 'access', ...context });
      const deciding = sources.find(({ publisher }) => publisher === 'case-state');
      const heard = deciding
        ? hearing({
            source: deciding,
            folding: foreignViews.consumer,
            silenceMs: options.accessSilenceMs ?? ACCESS_SILENCE_MS,
            report: reportAccess,
          })
        : ofItself;
      let timersRun = false;
      const withTimers: (() => void)[] = [];
      clock.onAdvance(async () => {
        // Held while a story is being told: what lapses then is met by the story's own acts.
        if (timersRun) await timer.run();
        else await views.reached(await log.head(), ABREAST_MS);
      });
      return {
        service,
        definition,
        log,
        dataSource,
        pool,
        clock,
        commands,
        access: accessOver(dataSource, clock, asReaderOf(dataSource, readers), { hearing: heard }),
        accessWatch: accessWatch(dataSource, clock, reportAccess, heard),
        reads,
        projector: views,
        publisher,
        reactions,
        foreignViews,
        timer,
        overKafka: kafka !== undefined,
        sources,
        waitFor: (positions) =>
          waitForPositions(service, positions, log, views, [reactions.consumer, foreignViews.consumer]),
        async check() {
          const reports: TwinReport[] = [];
          for (const view of definition.views)
            reports.push(await compareWithTwin(service, view, log, sources, dataSource));
          return reports;
        },
        async start() {
          await views.start();
          if (kafka) deadLetters?.start();
          else await publisher.start();
          await new Promise<void>((resolve, reject) =>
            foreignViews.listen((error?: unknown) => (error ? reject(error as Error) : resolve())),
          );
          heard.start();
        },
        async startTimers() {
          timersRun = true;
          await timer.run();
          timer.start();
          for (const start of withTimers) start();
        },
        onTimersStarted: (listener) => void withTimers.push(listener),
        async close() {
          await timer.stop();
          await heard.stop();
          await foreignViews.close();
          await reactions.close();
          await deadLetters?.close();
          await publisher.close();
          await views.stop();
          await reads.close();
          await dataSource.destroy();
          await pool.end();
          await log.close();
        },
      };
    },
  };
}

/** Milliseconds that a timer waits for facts under way, and for the views. */
const ABREAST_MS = 10_000;

/**
 * A fact that was published before silence spoke is met before it: waits until the reactions have taken in what each publisher has
 * numbered. A publisher that is away, and a lane that is parked, do not stop the clocks of all others: what they have to tell is
 * recorded with its own day when it comes, and a step that silence has shut by then is recorded as refused.
 */
async function abreastOf(sources: FeedSource[], reactions: Consumer): Promise<void> {
  await Promise.allSettled(
    sources.map(async (source) => {
      const { position } = await source.numbered();
      await reactions.caughtUpTo(source.publisher, position, { timeoutMs: ABREAST_MS });
    }),
  );
}

/** One handler per published type: every view that folds it, and the place in the lane, in one commit. */
function addForeignFolds(server: FeedServer, definition: ServiceDefinition, dataSource: DataSource): void {
  const types = new Set(definition.views.flatMap((view) => Object.keys(view.foreign ?? {})));
  for (const type of types) {
    const folds = definition.views.flatMap((view) => (view.foreign?.[type] ? [view.foreign[type]] : []));
    server.addHandler(
      type,
      async (_data: unknown, ctx: FeedContextShape) => {
        await dataSource.transaction(async (db) => {
          await moveCheckpoint(db, ctx.checkpoint);
          for (const fold of folds) await fold(ctx.event, db);
        });
      },
      true,
    );
  }
}

/** What TypeORM makes its pools of. (It calls `new Pool`; a constructor that returns an object gives that one.) */
const OUTLIVING_PG = {
  ...pg,
  Pool: function (config: pg.PoolConfig): pg.Pool {
    return outliving(new pg.Pool(config));
  },
};

/**
 * What is looked up by an index costs what is read in a row, where tables lie in memory or on disks without heads. Taken for four times as dear (the
 * server's default), a page of the 100 inquiries that somebody sees was found by going through all 10,000: 4.7 ms, and now 1.4.
 */
const VIEW_SETTINGS = '-c search_path=views -c random_page_cost=1.1';

/** Views migrated, and locked for readers. @returns `readers`: the roles that they read as, if the database has them */
async function openViews(
  definition: ServiceDefinition,
  { databases: { service: url }, look }: RuntimeOptions,
): Promise<{ dataSource: DataSource; readers: ReaderRoles | undefined }> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    driver: OUTLIVING_PG,
    entities: definition.entities,
    migrations: definition.migrations,
    migrationsTableName: 'view_migrations',
    extra: { max: 8, options: VIEW_SETTINGS, application_name: `dossier-${definition.service}-views` },
  });
  await dataSource.initialize();
  if (look) return { dataSource, readers: await readerRoles(dataSource, roleOf(url)) };
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock(hashtextextended($1, 0))', ['dossier-view-migrations']);
    await dataSource.runMigrations({ transaction: 'each' });
    const readers = await readerRoles(runner, roleOf(url));
    await dataSource.transaction((db) => lockRows(db, sightsOf(definition), { service: roleOf(url), readers }));
    return { dataSource, readers };
  } finally {
    await runner.query('select pg_advisory_unlock(hashtextextended($1, 0))', ['dossier-view-migrations']);
    await runner.release();
  }
}

/** What the rows of every table of the views tell. @throws Error when a view does not say it of one */
function sightsOf({ service, views }: ServiceDefinition): RowSights {
  for (const view of views)
    for (const table of view.tables)
      if (!view.sight[table])
        throw new Error(`${service}: the view ${view.name} does not say what the rows of ${table} tell`);
  return Object.assign({}, ...views.map(({ sight }) => sight)) as RowSights;
}

async function migrated(pool: pg.Pool, migrate: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await migrate(client);
  } finally {
    client.release();
  }
}
