import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually, type Patience } from '../eventually.js';

/** A process of ours that a test has started. */
export interface StartedProcess<Message> {
  child: ChildProcess;
  /** What it has told us so far, by `process.send`. */
  messages: Message[];
  /** What it has printed. */
  output(): string;
  /** Waits for a message. @throws Error with its output when it ends before */
  told(which: (message: Message) => boolean, patience?: Patience): Promise<Message>;
  send(message: unknown): void;
  /** kill -9, and waits until it is gone. */
  killHard(): Promise<void>;
  /** Waits for its end. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const loader = new URL('./typescript-loader.mjs', import.meta.url).href;

/** Starts a TypeScript file of ours in a Node of its own. It ends with this process at the latest. */
export function startProcess<Message = unknown>(
  file: URL,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): StartedProcess<Message> {
  const child = fork(fileURLToPath(file), args, {
    // The switches of jest itself are not for the child.
    execArgv: ['--conditions=source', '--no-warnings', '--import', loader],
    env: { ...ofTheMachine(), ...env, NODE_OPTIONS: '' },
    silent: true,
    serialization: 'json',
  });
  const messages: Message[] = [];
  let printed = '';
  child.on('message', (message) => messages.push(message as Message));
  child.stdout?.on('data', (chunk) => (printed += String(chunk)));
  child.stderr?.on('data', (chunk) => (printed += String(chunk)));
  const withParent = () => child.kill('SIGKILL');
  process.once('exit', withParent);
  let over = false;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.once('exit', (code, signal) => {
      over = true;
      process.removeListener('exit', withParent);
      done({ code, signal });
    }),
  );
  return {
    child,
    messages,
    output: () => printed,
    async told(which, patience) {
      const answer = await eventually(() => {
        const message = messages.find(which);
        return message !== undefined ? { message } : over ? { message: undefined } : undefined;
      }, patience).catch((cause: unknown) => {
        throw new Error(`The process has not said it. Its output:\n${printed}`, { cause });
      });
      if (answer.message === undefined) throw new Error(`The process ended without saying it. Its output:\n${printed}`);
      return answer.message as Message;
    },
    send: (message) => void child.send(message as object),
    async killHard() {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}

/** The environment without what is meant for the tests themselves: a service refuses a setting that it does not know. */
const ofTheMachine = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DOSSIER_TEST_')));
