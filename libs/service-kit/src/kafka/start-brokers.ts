import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeLock } from '../processes/index.js';
import { agree, allow } from './administration.js';
import { brokerFolder, openBroker, type Broker } from './broker.js';
import { certificatesIn, ensureCertificates } from './certificates.js';
import { kafkaJars } from './jars.js';
import { needJava } from './java.js';
import { endLeftBrokers } from './left-brokers.js';
import { ensurePlan } from './plan.js';
import { checkSecurity, type BrokerSecurity } from './security.js';
import { serverProperties, writeProperties } from './server-properties.js';
import { ensureStorage } from './storage.js';

export interface BrokersOptions {
  /** Where everything of theirs lies; made when it is not there. */
  folder: string;
  brokers: 1 | 3;
  /** Default: in the clear, and everything is allowed to everybody on this machine. */
  security?: BrokerSecurity;
  /** Settings of Kafka for every broker, e.g. `{'log.segment.bytes': '1048576'}`. */
  config?: Record<string, string>;
  /** Is told what is going on, a line at a time. */
  report?: (line: string) => void;
  /** Aborted while they start: the start is given up, and what has begun is ended. */
  signal?: AbortSignal;
}

/** Running brokers. They end with this process at the latest. */
export interface BrokerCluster {
  folder: string;
  /** host:port of each, for clients; the same at the next start. */
  brokers: string[];
  /** The certificate (PEM) that clients have to trust, when they come over TLS. */
  caFile?: string;
  /** @param id from 1 */
  broker(id: number): Broker;
  /** kill -9 of all at once. */
  killAll(): Promise<void>;
  /** Starts all that are not running. */
  startAll(): Promise<void>;
  /** Ends all in order, and gives the folder back. */
  stop(): Promise<void>;
}

/** Another living process (or this one) has started the brokers of this folder. */
export class BrokersInUse extends Error {
  readonly code = 'brokers-in-use';
  constructor(
    readonly folder: string,
    /** Number of the process that holds the folder. */
    readonly pid: number,
  ) {
    super(
      pid === process.pid
        ? `This process has already started the brokers in ${folder}.`
        : `The brokers in ${folder} are in use by process ${pid}. Stop that one first, or use another folder.`,
    );
  }
}

/**
 * Starts real Kafka brokers of a folder on 127.0.0.1, without containers, and waits until a topic could be made on them. Needs Java, and
 * Maven the first time (`kafkaAvailable` says whether they are here). What a killed process has left running in the folder is ended first.
 * @throws BrokersInUse; Error with the end of a broker's log when one does not start
 */
export async function startBrokers(options: BrokersOptions): Promise<BrokerCluster> {
  const { security = {}, config = {}, report = () => undefined, signal } = options;
  checkSecurity(security);
  mkdirSync(resolve(options.folder), { recursive: true, mode: 0o755 });
  const folder = realpathSync(resolve(options.folder)); // as it stands in the command lines
  const java = await needJava();
  const jars = await kafkaJars(report, signal);
  const giveBack = takeLock(join(folder, 'starter.lock'), (holder) => new BrokersInUse(folder, holder));
  let brokers: Broker[] = [];
  try {
    const folders = Array.from({ length: options.brokers }, (_, n) => join(folder, `broker-${n + 1}`));
    const left = await endLeftBrokers(folders.map((each) => brokerFolder(each).properties));
    if (left > 0) report(`Ended ${left} that a killed process had left running in ${folder}.`);
    const plan = await ensurePlan(folder, options.brokers, security);
    const certificates = join(folder, 'certificates');
    const tls = security.tls ? certificatesIn(certificates) : undefined;
    if (folders.some((each) => !existsSync(brokerFolder(each).data))) report(`Making the storage in ${folder} …`);
    const certified = tls && ensureCertificates(certificates, java);
    const made = await Promise.allSettled([
      certified,
      ...plan.brokers.map(async (broker, n) => {
        const { data, properties } = brokerFolder(folders[n]!);
        mkdirSync(folders[n]!, { recursive: true, mode: 0o700 });
        const input = { plan, broker, data, superUsers: security.superUsers ?? [], config };
        // The format wants no key; by the time that the broker does, the key is there.
        const bare = serverProperties({ ...input, ...(tls && { tls: { keyStore: tls.keyStore, password: '-' } }) });
        await ensureStorage(folders[n]!, data, plan, bare, { ...java, jars });
        await certified;
        const key = tls && { keyStore: tls.keyStore, password: readFileSync(tls.password, 'utf8') };
        writeProperties(properties, serverProperties({ ...input, ...(key && { tls: key }) }));
      }),
    ]);
    for (const each of made) if (each.status === 'rejected') throw each.reason;
    signal?.throwIfAborted();

    const internal = plan.brokers.map(({ ports }) => ports.internal);
    const joined = async (id: number, check: () => void) => {
      while (!(await agree(internal[id - 1]!, [id]))) {
        check();
        await pause(50);
      }
    };
    brokers = plan.brokers.map(({ id, ports }, n) =>
      openBroker({ id, ports, folder: folders[n]!, java: java.java, jars }, joined, report, signal),
    );
    const startAll = async () => {
      const began = await Promise.allSettled(brokers.map((broker) => broker.start()));
      for (const each of began) if (each.status === 'rejected') throw each.reason;
      const ids = brokers.map(({ id }) => id);
      const end = Date.now() + AGREE_LIMIT;
      for (const port of internal)
        while (!(await agree(port, ids))) {
          if (Date.now() > end) throw new Error(`The brokers in ${folder} do not agree on who is there.`);
          await pause(50);
        }
    };
    await startAll();
    await allow(internal, security.acls ?? []);
    return {
      folder,
      brokers: brokers.map(({ address }) => address),
      ...(tls && { caFile: tls.ca }),
      broker(id) {
        const found = brokers[id - 1];
        if (!found) throw new Error(`There is no broker ${id}: they are 1 to ${brokers.length}.`);
        return found;
      },
      killAll: async () => void (await Promise.all(brokers.map((broker) => broker.kill()))),
      startAll,
      stop: async () => {
        await Promise.all(brokers.map((broker) => broker.stop()));
        giveBack();
      },
    };
  } catch (error) {
    await Promise.all(brokers.map((broker) => broker.kill()));
    giveBack();
    throw error;
  }
}

/** Milliseconds until all brokers, each of which serves, must know one another. */
const AGREE_LIMIT = 60_000;
