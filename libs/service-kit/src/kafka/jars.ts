import { execFile } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { takeLock } from '../processes/index.js';
import { findJava, onPath } from './java.js';

export const KAFKA_VERSION = '4.3.1';
const NAME = `kafka-${KAFKA_VERSION}`;
const POM = fileURLToPath(new URL('./pom.xml', import.meta.url));

/** Milliseconds that the download may take. */
const FETCH_LIMIT = 10 * 60_000;

export type KafkaAvailable = { ok: true } | { ok: false; why: string };

/** Can brokers be started on this machine? It needs Java 17 or newer, and Maven as long as Kafka has not been fetched. */
export async function kafkaAvailable(): Promise<KafkaAvailable> {
  const java = await findJava();
  if ('why' in java) return { ok: false, why: java.why };
  if (fetched() || onPath('mvn')) return { ok: true };
  return { ok: false, why: `There is no Maven (mvn) on this machine to fetch Kafka ${KAFKA_VERSION} with.` };
}

/**
 * The folder that holds Kafka's jars. They are fetched once for all folders of brokers of this user, beside their place, and
 * renamed, so that nobody sees half of them; of two that want them at once one fetches and the other waits.
 * @param signal aborted: the fetching is given up
 * @throws Error that names what is missing, or with Maven's own words
 */
export async function kafkaJars(report: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const here = fetched();
  if (here) return here;
  const cache = cacheFolder();
  const jars = join(cache, NAME);
  const giveBack = await waitFor(join(cache, `${NAME}.lock`), signal);
  try {
    if (!existsSync(jars)) await fetchJars(cache, jars, report, signal);
    return jars;
  } finally {
    giveBack();
  }
}

async function fetchJars(
  cache: string,
  jars: string,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const maven = onPath('mvn');
  if (!maven) throw new Error(`There is no Maven (mvn) on this machine to fetch Kafka ${KAFKA_VERSION} with.`);
  for (const name of readdirSync(cache))
    if (name.startsWith(`${NAME}.making-`)) rmSync(join(cache, name), { recursive: true, force: true });
  const making = `${jars}.making-${process.pid}`;
  mkdirSync(making, { mode: 0o755 });
  report(`Fetching Kafka ${KAFKA_VERSION} (45 MB, only the first time) …`);
  try {
    await promisify(execFile)(
      maven,
      [
        '--batch-mode',
        '--quiet',
        `--file=${POM}`,
        'dependency:copy-dependencies',
        `-Dkafka.version=${KAFKA_VERSION}`,
        `-DoutputDirectory=${join(making, 'jars')}`,
        // A repository of its own, thrown away afterwards: the user's may not be writable, or there may be no home to have one in.
        `-Dmaven.repo.local=${join(making, 'repository')}`,
      ],
      {
        cwd: making,
        timeout: FETCH_LIMIT,
        killSignal: 'SIGKILL',
        maxBuffer: 16 * 1024 * 1024,
        ...(signal && { signal }),
      },
    );
    chmodSync(join(making, 'jars'), 0o755);
    renameSync(join(making, 'jars'), jars);
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(
      `Kafka ${KAFKA_VERSION} could not be fetched with Maven:\n${(stdout + stderr).trim().slice(0, 4000) || message}`,
      { cause: error },
    );
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** The jars, when they are here already. */
const fetched = (): string | undefined =>
  cacheFolders()
    .map((cache) => join(cache, NAME))
    .find((jars) => existsSync(jars) && isOurs(jars));

/** Where this user's caches are kept, best first. The last one always can be had. */
function cacheFolders(): string[] {
  const home = homedir();
  return [process.env['XDG_CACHE_HOME'] ?? '', home && join(home, '.cache')]
    .filter(isAbsolute)
    .map((folder) => join(folder, 'dossier'))
    .concat(join(tmpdir(), `dossier-${process.getuid?.() ?? 'cache'}`));
}

/** The best folder that we may write to, made. @throws Error when there is none */
function cacheFolder(): string {
  for (const folder of cacheFolders()) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      accessSync(folder, constants.W_OK);
      if (isOurs(folder)) return folder;
    } catch {
      continue; // no home, or one that is not ours to write to
    }
  }
  throw new Error(`There is no folder to keep Kafka in. Tried: ${cacheFolders().join(', ')}. Set XDG_CACHE_HOME.`);
}

/** Programs from a folder in which others may write are not run: anybody could have put them there. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  const owner = process.getuid?.();
  return (
    found.isDirectory() && (owner === undefined || ((found.uid === owner || found.uid === 0) && !(found.mode & 0o022)))
  );
}

async function waitFor(lock: string, signal?: AbortSignal): Promise<() => void> {
  for (const end = Date.now() + FETCH_LIMIT; ; await pause(100)) {
    try {
      return takeLock(lock, (holder) => new Fetching(lock, holder));
    } catch (error) {
      if (!(error instanceof Fetching) || Date.now() > end) throw error;
      signal?.throwIfAborted();
    }
  }
}

class Fetching extends Error {
  constructor(lock: string, holder: number) {
    super(`Process ${holder} has been fetching Kafka ${KAFKA_VERSION} for too long (${lock}).`);
  }
}
