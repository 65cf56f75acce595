import { Agent, type ClientRequestArgs, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** No instance of the service takes a connection. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
  constructor(service: string) {
    super(`No instance of ${service} takes a connection.`);
  }
}

export interface InstancesOptions {
  /** Where each instance listens: `http://host:port`. */
  urls: readonly string[];
  /** Path that says with 200 whether an instance can do its work. */
  ready: string;
  /** True: always the first that there is, for what keeps something in its memory between two requests. */
  pinned?: boolean;
  /** Milliseconds between two looks at each instance. */
  lookMs?: number;
}

/** An instance that has not taken a connection by then (milliseconds) counts as away. */
const CONNECT_MS = 1000;
const LOOK_MS = 1000;

interface Instance {
  url: URL;
  /** What the last look found. `away`: it does not answer (a process that is stopped takes connections all the same). */
  state: 'ready' | 'unready' | 'away';
}

/**
 * Connections to the instances of one service, one for each request, in turn. The connection is made before anything of the request
 * is read, so that an instance that refuses is passed over without harm; none is kept for a further request: one that an instance
 * is just closing would lose a command of which nobody knows whether it took effect.
 */
export class Instances extends Agent {
  private readonly all: Instance[];
  private turn = 0;
  private looks: NodeJS.Timeout | undefined;

  constructor(
    readonly service: string,
    private readonly config: InstancesOptions,
  ) {
    super({ keepAlive: false });
    this.all = config.urls.map((url) => ({ url: new URL(url), state: 'ready' }));
  }

  /** Begins to look whether they can do their work. */
  start(): void {
    const look = () => void Promise.all(this.all.map((instance) => this.look(instance)));
    this.looks = setInterval(look, this.config.lookMs ?? LOOK_MS);
    this.looks.unref();
    look();
  }

  stop(): void {
    clearInterval(this.looks);
    this.destroy();
  }

  override createConnection(
    _options: ClientRequestArgs,
    done?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    this.connection().then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, undefined as never),
    );
  }

  private async connection(): Promise<Socket> {
    for (const instance of this.inTurn()) {
      const socket = await connectionTo(instance.url);
      if (socket) return socket;
      instance.state = 'away';
    }
    throw new NobodyThere(this.service);
  }

  /** All of them, the best first: one that was away may be back since the last look. */
  private inTurn(): Instance[] {
    const from = this.config.pinned ? 0 : this.turn++ % this.all.length;
    const turned = [...this.all.slice(from), ...this.all.slice(0, from)];
    return (['ready', 'unready', 'away'] as const).flatMap((state) => turned.filter((one) => one.state === state));
  }

  private async look(instance: Instance): Promise<void> {
    const status = await statusOf(new URL(this.config.ready, instance.url));
    instance.state = status === undefined ? 'away' : status === 200 ? 'ready' : 'unready';
  }
}

/** undefined when it is refused, or does not come in time. */
function connectionTo({ hostname, port }: URL): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = connect({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 80), noDelay: true });
    const end = (found?: Socket) => {
      clearTimeout(timer);
      socket.removeListener('error', refused);
      if (!found) socket.on('error', () => undefined).destroy();
      done(found);
    };
    const refused = () => end();
    const timer = setTimeout(refused, CONNECT_MS);
    socket.once('error', refused);
    socket.once('connect', () => end(socket));
  });
}

/** undefined when there is no answer. */
function statusOf(url: URL): Promise<number | undefined> {
  return new Promise((done) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(2 * CONNECT_MS) }, (answer) => {
      answer.resume();
      answer.once('error', () => undefined);
      done(answer.statusCode);
    });
    request.once('error', () => done(undefined));
  });
}
