import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answersApiVersions } from './api-versions.js';
import { dyingWithParent, endWithUs } from './end-with-parent.js';
import { javaEnvironment, JVM_FLAGS } from './java.js';

/** One broker of a cluster. */
export interface Broker {
  /** From 1. */
  id: number;
  /** host:port for clients; stays the same. */
  address: string;
  /** Number of its process; undefined while it is not running. */
  readonly pid: number | undefined;
  /** Starts it again on the same port and data, and waits until it serves, for which most of the brokers must be running. Nothing when it runs. */
  start(): Promise<void>;
  /** Ends it in order: it hands its partitions over. After 20 s it is killed. */
  stop(): Promise<void>;
  /** Ends it by a signal, kill -9 by default, and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Halts its process where it stands (SIGSTOP): its connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
}

/** What lies in the folder of a broker. */
export const brokerFolder = (folder: string) => ({
  properties: join(folder, 'server.properties'),
  data: join(folder, 'data'),
  /** What the broker said. */
  log: join(folder, 'server.log'),
  /** For its temporary files; emptied at each start. */
  temporary: join(folder, 'tmp'),
});

export interface BrokerPlace {
  id: number;
  folder: string;
  ports: { client: number; internal: number };
  java: string;
  jars: string;
}

/** Milliseconds that a start (with the recovery after a crash) may take, and a stop before it is forced. */
const START_LIMIT = 90_000;
const STOP_LIMIT = 20_000;
const LOG_LIMIT = 16 * 1024 * 1024;
const LOG4J = fileURLToPath(new URL('./log4j2.properties', import.meta.url));

/**
 * The process of a broker, started, ended and started again.
 * @param joined waits until the others know it
 * @param report is told when it ends by itself
 * @param giveUp aborted: a start under way ends at once
 */
export function openBroker(
  place: BrokerPlace,
  joined: (id: number, check: () => void) => Promise<void>,
  report: (line: string) => void,
  giveUp?: AbortSignal,
): Broker {
  const { log } = brokerFolder(place.folder);
  let running: Running | undefined;

  async function start(): Promise<void> {
    if (running) return;
    const began = launch(place);
    running = began;
    let serves = false;
    void began.over.then((how) => {
      if (running === began) running = undefined;
      if (serves && !began.wanted)
        // Who is killed has no time to say why.
        report(
          `Broker ${place.id} ended by itself (${how}). ${how === 'SIGKILL' ? `Its log: ${log}` : `The end of ${log}:\n${tail(log)}`}`,
        );
    });
    const end = Date.now() + START_LIMIT;
    const check = () => {
      giveUp?.throwIfAborted();
      const what = began.ended
        ? `ended while it started (${began.ended})`
        : `did not start within ${START_LIMIT / 1000} s`;
      if (began.ended || Date.now() > end)
        throw new Error(`Broker ${place.id} ${what}. The end of ${log}:\n${tail(log, began.from)}`);
    };
    try {
      while (!(await answersApiVersions(place.ports.internal))) {
        check();
        await pause(50);
      }
      await joined(place.id, check);
      serves = true;
    } catch (error) {
      await finish('SIGKILL');
      throw error;
    }
  }

  /** Sends a signal that ends it, and waits; a process that was halted goes on for that. */
  async function finish(signal: NodeJS.Signals, limit = Infinity): Promise<void> {
    if (!running) return;
    const { child, over } = running;
    running.wanted = true;
    child.ref(); // whoever waits for its end must live to see it
    child.kill(signal);
    child.kill('SIGCONT');
    const late = new AbortController();
    if (limit !== Infinity)
      void pause(limit, undefined, { signal: late.signal }).then(
        () => child.kill('SIGKILL'),
        () => undefined,
      );
    await over;
    late.abort();
  }

  return {
    id: place.id,
    address: `127.0.0.1:${place.ports.client}`,
    get pid() {
      return running?.child.pid;
    },
    start,
    stop: () => finish('SIGTERM', STOP_LIMIT),
    kill: (signal = 'SIGKILL') => finish(signal),
    pause: () => void running?.child.kill('SIGSTOP'),
    resume: () => void running?.child.kill('SIGCONT'),
  };
}

interface Running {
  child: ChildProcess;
  /** How it ended, once it has. */
  over: Promise<string>;
  ended?: string;
  /** Its end was asked for. */
  wanted?: boolean;
  /** Where in the log its words begin. */
  from: number;
}

function launch({ folder, java, jars }: BrokerPlace): Running {
  const { log, properties, temporary } = brokerFolder(folder);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  if (existsSync(log) && statSync(log).size > LOG_LIMIT) renameSync(log, `${log}.1`);
  const from = existsSync(log) ? statSync(log).size : 0;
  const output = openSync(log, 'a', 0o600);
  const options = [`-Dlog4j2.configurationFile=${LOG4J}`, `-Djava.io.tmpdir=${temporary}`, '-cp', join(jars, '*')];
  const [program, ...args] = [...dyingWithParent(), java, ...JVM_FLAGS, ...options, 'kafka.Kafka', properties];
  const child = spawn(program!, args, {
    cwd: folder,
    env: javaEnvironment(),
    detached: true, // its own process group: a Ctrl-C in the terminal is for us, who then stop it in order
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const running: Running = { child, from, over: Promise.resolve('') };
  running.over = new Promise((done) => {
    const end = (how: string) => done((running.ended ??= how));
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ?? `status ${code}`));
  });
  endWithUs(child);
  child.unref();
  return running;
}

/** The last lines of a log. @param from byte at which to begin at the earliest */
function tail(log: string, from = 0): string {
  const lines = readFileSync(log).subarray(from).toString('utf8').trimEnd().split('\n');
  return lines.slice(-30).join('\n') || 'no word from it';
}
