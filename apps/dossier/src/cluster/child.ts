import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a process of the cluster is started with. */
export interface ChildOptions {
  /** As it is called in what is printed: `case-state 2`. */
  name: string;
  /** Arguments of Node. */
  args: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** File that takes what it prints. */
  log: string;
  /** Hears when it has ended by itself and is started again. */
  say(line: string): void;
  /** Called with each new process. */
  started(pid: number): void;
}

/** First wait before a process that has ended is started again; doubled up to the last, forgotten once it has lived a while. Milliseconds. */
const AGAIN_MS = 250;
const LATEST_AGAIN_MS = 10_000;
const LIVED_MS = 20_000;
/** Milliseconds that a process may take to end when it is asked to. */
const GRACE_MS = 15_000;

/** A process that is kept running until it is stopped. */
export class Child {
  private process: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private stopping = false;
  private again: NodeJS.Timeout | undefined;
  private wait = AGAIN_MS;

  constructor(private readonly options: ChildOptions) {}

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  start(): void {
    const { args, environment, log, started } = this.options;
    mkdirSync(dirname(log), { recursive: true });
    const file = openSync(log, 'a');
    const began = Date.now();
    // In a group of its own: Ctrl-C reaches the cluster alone, which ends its parts in order. By the channel a part learns that the cluster is gone.
    const child = spawn(process.execPath, [...args], {
      env: environment,
      stdio: ['ignore', file, file, 'ipc'],
      detached: true,
    });
    closeSync(file);
    this.process = child;
    if (child.pid !== undefined) started(child.pid);
    this.ended = new Promise((done) => {
      child.once('error', (error) => done(this.over(began, error.message)));
      child.once('exit', (code, signal) => done(this.over(began, signal ?? `status ${code}`)));
    });
  }

  /** Asks it to end, and waits; what does not end in time is killed. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.again);
    this.process?.kill('SIGTERM');
    const kill = setTimeout(() => this.kill(), GRACE_MS);
    await this.ended;
    clearTimeout(kill);
  }

  kill(): void {
    this.stopping = true;
    clearTimeout(this.again);
    this.process?.kill('SIGKILL');
  }

  private over(began: number, how: string): void {
    const { name, say } = this.options;
    const pid = this.process?.pid;
    this.process = undefined;
    if (this.stopping) return;
    if (Date.now() - began > LIVED_MS) this.wait = AGAIN_MS;
    say(`${name} (process ${pid ?? '–'}) has ended: ${how}. It is started again in ${this.wait / 1000} s.`);
    this.again = setTimeout(() => {
      this.start();
      say(`${name} is process ${this.pid ?? '–'} now.`);
    }, this.wait);
    this.wait = Math.min(2 * this.wait, LATEST_AGAIN_MS);
  }
}
