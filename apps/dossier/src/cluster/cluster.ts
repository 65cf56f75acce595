import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTopics } from '#event-feed';
import { type BrokerCluster, BrokersInUse, startBrokers } from '#service-kit/kafka';
import { PostgresInUse } from '#service-kit/postgres';
import { freePort, freePorts, isFree, untilAsked } from '#service-kit/running';
import { readSettings, SERVICES, type Service } from '#service-kit/settings';
import { type DataFolder, dataFolder, findRunning, removeRunning, writeRunning } from '../installation/data-folder.js';
import { type Databases, openDatabases } from '../installation/databases.js';
import { columns, print } from '../output.js';
import { productFolder } from '../product-folder.js';
import { Refused } from '../refused.js';
import { seedingOf } from '../up/seeding-plan.js';
import { Child } from './child.js';

export interface ClusterOptions {
  /** Kafka's brokers. */
  brokers: 1 | 3;
  /** Processes of each service. */
  instances: number;
  /** The folder of its data. */
  data: string;
  /** The port that browsers use; another one when it is not free. */
  port: number;
  seed: 'story' | 'none';
}

/** Milliseconds that a part may take until it is ready. */
const READY_MS = 180_000;

/** Milliseconds that what is being opened is still waited for when all is cut short: much of it can then be stopped, and some cannot be hurried. */
const CUT_MS = 1000;

/** Milliseconds between two looks whether the brokers run. */
const LOOK_MS = 1000;

/** Of what the person who starts it has set, that which concerns every process. */
const HANDED_ON =
  /^(DOSSIER_(LOG|TIME_ZONE|WEBHOOK_ALLOW|SIGN_IN_RATE|LINK_RATE|ACCESS_SILENCE|MAIL_\w+|OIDC_\w+)|OIDC_ISSUER|(?!DOSSIER_|OIDC_|KAFKA_).*)$/;

/** Each service in processes of its own, behind a gateway, on real Kafka brokers and a real PostgreSQL; until it is asked to stop. */
export async function cluster(options: ClusterOptions): Promise<void> {
  const folder = dataFolder(options.data);
  const asked = untilAsked();
  const running = new Cluster(options, folder);
  try {
    await Promise.race([running.start(), asked.signal]);
  } catch (error) {
    await running.stop();
    throw error;
  }
  const signal = await asked.signal;
  print(`\nStopping (${signal}). Once more to cut short what is under way.`);
  await asked.orForced(running.stop(), () => running.cut());
  process.exit(0);
}

class Cluster {
  private readonly children: { child: Child; port: number; log: string }[] = [];
  private databases: Databases | undefined;
  private brokers: BrokerCluster | undefined;
  /** Aborts when it is to stop. */
  private readonly ending = new AbortController();
  /** PostgreSQL and Kafka on their way: what has begun to start can be stopped once it is there, or has given up. */
  private opening: Promise<unknown> | undefined;
  private watch: NodeJS.Timeout | undefined;
  private url = '';

  constructor(
    private readonly options: ClusterOptions,
    private readonly folder: DataFolder,
  ) {}

  async start(): Promise<void> {
    const began = performance.now();
    const { instances, data, seed } = this.options;
    const handedOn = Object.fromEntries(Object.entries(process.env).filter(([name]) => HANDED_ON.test(name)));
    const settings = readSettings({ ...handedOn, DOSSIER_DATA: data, DOSSIER_SEED: seed });
    const seeding = await seedingOf(this.folder, settings);
    if (this.stopping) return;
    const opening = this.openBoth(settings);
    this.opening = opening;
    const brokers = await opening;
    if (this.stopping) return;
    const wished = this.options.port;
    const port = wished !== 0 && (await isFree(wished)) ? wished : await freePort();
    this.url = `http://localhost:${port}`;
    const behind = await freePorts(SERVICES.length * instances);
    // Where a service has a second process its log has a second relay: it waits, and takes over from one that has stopped without a word.
    const relays = await freePorts(SERVICES.length * Math.min(instances, 2));
    const portsOf = (service: Service, ports: number[]): number[] => {
      const each = ports.length / SERVICES.length;
      return ports.slice(SERVICES.indexOf(service) * each, (SERVICES.indexOf(service) + 1) * each);
    };

    const shared: NodeJS.ProcessEnv = {
      ...handedOn,
      NODE_ENV: 'production',
      KAFKA_BROKERS: brokers.join(','),
      DOSSIER_HOST: '127.0.0.1',
      DOSSIER_PUBLIC_URL: this.url,
      ...Object.fromEntries(SERVICES.map((service) => [`DOSSIER_${part(service)}_URL`, `http://127.0.0.1:${port}`])),
      ...(seeding.opening.demonstration && { DOSSIER_DEMONSTRATION: seeding.opening.demonstration }),
    };
    // The gateway says to the services where a request comes from; nobody is believed by the gateway.
    const behindGateway = { ...shared, DOSSIER_TRUST_PROXY: '127.0.0.0/8' };
    for (const service of SERVICES) {
      const { owner, service: url } = await this.databases!.of(service);
      const databases = {
        [`DOSSIER_${part(service)}_DATABASE_URL`]: url,
        [`DOSSIER_${part(service)}_OWNER_URL`]: owner,
      };
      for (const [index, at] of portsOf(service, behind).entries())
        this.add(`${service} ${index + 1}`, at, [`dist/apps/${service}/src/main.js`], {
          ...behindGateway,
          ...databases,
        });
      for (const [index, at] of portsOf(service, relays).entries())
        this.add(`relay of ${service}${index > 0 ? ` ${index + 1}` : ''}`, at, [`dist/apps/${service}/src/relay.js`], {
          ...shared,
          ...databases,
        });
    }
    const places = SERVICES.map((service) => [
      `DOSSIER_${part(service)}_INSTANCES`,
      portsOf(service, behind)
        .map((at) => `http://127.0.0.1:${at}`)
        .join(','),
    ]);
    this.add('gateway', port, ['apps/dossier/bin/dossier.js', 'gateway'], { ...shared, ...Object.fromEntries(places) });
    if (this.stopping) return;
    for (const { child } of this.children) child.start();
    const story = seeding.seed === 'story' && !seeding.ended ? await storyteller() : undefined;
    await Promise.all(
      this.children
        .filter(({ child }) => child.name !== 'gateway')
        .map(({ child: { name }, port: at }) => this.untilReady(name, at, readyPathOf(name))),
    );
    await this.untilReady('gateway', port, readyPathOf('case-state'));
    const ready = performance.now();
    const told = story && (await this.tell(story, seeding.told));
    if (this.stopping) return;
    this.greet(ready - began, told);
  }

  private get stopping(): boolean {
    return this.ending.signal.aborted;
  }

  async stop(): Promise<void> {
    await this.end();
    // The gateway first: what is under way is finished by services that are still there.
    const [services, gateway] = [this.children.slice(0, -1), this.children.at(-1)];
    await gateway?.child.stop();
    await Promise.all(services.map(({ child }) => child.stop()));
    await Promise.all([this.brokers?.stop(), this.databases?.close()]);
    if (this.url) removeRunning(this.folder);
  }

  /** Without waiting for what is under way; what was committed stays. */
  async cut(): Promise<void> {
    await Promise.race([this.end(), pause(CUT_MS)]);
    for (const { child } of this.children) child.kill();
    await Promise.all([this.brokers?.killAll(), this.databases?.close()]);
    if (this.url) removeRunning(this.folder);
  }

  private async end(): Promise<void> {
    this.ending.abort();
    await this.opening?.catch(() => undefined); // why it could not be opened is told to who started it
    clearInterval(this.watch);
  }

  /** PostgreSQL, which knows whether another cluster is here already, then Kafka with its topics. @returns the brokers' addresses */
  private async openBoth(settings: Parameters<typeof openDatabases>[0]): Promise<string[]> {
    this.databases = await this.openDatabases(settings);
    this.ending.signal.throwIfAborted();
    try {
      this.brokers = await startBrokers({
        folder: join(this.folder.root, 'kafka'),
        brokers: this.options.brokers,
        report: (line) => print(line),
        signal: this.ending.signal,
      });
    } catch (error) {
      throw error instanceof BrokersInUse ? new Refused(error.message) : error;
    }
    this.watchBrokers(this.brokers);
    const { brokers } = this.brokers;
    await createTopics({ brokers }, SERVICES);
    return brokers;
  }

  /** Starts brokers again that have ended by themselves; each alone, for another one may end meanwhile. */
  private watchBrokers(brokers: BrokerCluster): void {
    const ids = Array.from({ length: this.options.brokers }, (_, index) => index + 1);
    const starting = new Set<number>();
    this.watch = setInterval(() => {
      for (const id of this.stopping ? [] : ids) {
        const broker = brokers.broker(id);
        if (broker.pid !== undefined || starting.has(id)) continue;
        starting.add(id);
        print(`Kafka's broker ${id} is started again.`);
        broker
          .start()
          .then(
            () => print(`Kafka's broker ${id} runs again.`),
            (error: Error) =>
              this.stopping ||
              print(`Kafka's broker ${id} could not be started again: ${error.message.split('\n')[0]}`),
          )
          .finally(() => starting.delete(id));
      }
    }, LOOK_MS);
  }

  private async openDatabases(settings: Parameters<typeof openDatabases>[0]): Promise<Databases> {
    try {
      return await openDatabases(settings);
    } catch (error) {
      if (!(error instanceof PostgresInUse)) throw error;
      const other = await findRunning(this.folder);
      throw new Refused(
        other
          ? `A cluster already runs on ${this.folder.root}: ${other.url} (process ${other.pid}). Stop that one, or choose another folder with --data.`
          : `Another process uses ${this.folder.root}. Choose another folder with --data.`,
      );
    }
  }

  private add(name: string, port: number, args: string[], environment: NodeJS.ProcessEnv): void {
    const log = join(this.folder.root, 'logs', `${name.replaceAll(' ', '-')}.log`);
    const child = new Child({
      name,
      args: [join(productFolder(), args[0]!), ...args.slice(1)],
      environment: { ...environment, DOSSIER_PORT: String(port) },
      log,
      say: (line) => print(line),
      started: () => this.writeDown(),
    });
    this.children.push({ child, port, log });
  }

  /** Who is which process, for whoever wants to end one on purpose. */
  private writeDown(): void {
    const processes = this.children.map(({ child, port }) => ({ name: child.name, pid: child.pid, port }));
    writeRunning(this.folder, { pid: process.pid, url: this.url, processes });
  }

  private async untilReady(name: string, port: number, path: string): Promise<void> {
    const deadline = Date.now() + READY_MS;
    while (!this.stopping) {
      if (await isReady(`http://127.0.0.1:${port}${path}`)) return;
      if (Date.now() > deadline)
        throw new Refused(`${name} (port ${port}) has not become ready: see ${join(this.folder.root, 'logs')}.`);
      await pause(100);
    }
  }

  private async tell({ localDoors, tellStory }: Awaited<ReturnType<typeof storyteller>>, told: number) {
    const began = performance.now();
    const at = new URL(this.url);
    const sent = await tellStory(localDoors(`http://127.0.0.1:${at.port}`, this.url), this.folder, told);
    return { commands: sent.commands, seconds: ((performance.now() - began) / 1000).toFixed(1) };
  }

  private greet(readyMs: number, told: { commands: number; seconds: string } | undefined): void {
    const rows = this.children.map(({ child, port, log }) => [
      child.name,
      `process ${child.pid ?? '–'}`,
      `port ${port}`,
      log,
    ]);
    print(`\nThe cluster is ready (in ${(readyMs / 1000).toFixed(1)} s).`);
    if (told) print(`The story was told in ${told.seconds} s: ${told.commands} commands.`);
    print(
      `\n  Officers  ${this.url}\n  Kafka     ${this.brokers?.brokers.join(',')}\n  Data      ${resolve(this.folder.root)}\n`,
    );
    for (const line of columns(rows)) print(`  ${line}`);
    print('\nA process that ends is started again: kill one and see. Ctrl-C stops all of it.');
  }
}

/**
 * Loaded while the services start. On a busy machine it takes seconds in which this process hears nothing: between a look at the gateway and the first
 * request of the story, the gateway would close the idle connection, and the request would be lost on it.
 */
async function storyteller() {
  const [seeding] = await Promise.all([import('../up/seeding.js'), import('#seeds')]);
  return seeding;
}

/** `case-state` → `CASE_STATE`, as it stands in the name of a setting. */
const part = (service: Service): string => service.toUpperCase().replaceAll('-', '_');

const readyPathOf = (name: string): string =>
  name.startsWith('relay') ? '/health/ready' : `/api/${name.split(' ')[0]}/health/ready`;

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch (error) {
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return false; // nobody there yet
    throw error;
  }
}
