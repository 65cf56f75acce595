import { Agent, type ClientRequestArgs, get } from 'node:http';
import { get as getTls } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Duplex } from 'node:stream';

/** No instance of the service takes a connection. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
  constructor(service: string) {
    super(`No instance of ${service} takes a connection.`);
  }
}

export interface InstancesOptions {
  /** Where each instance listens: `http://host:port` or `https://host:port`. */
  urls: readonly string[];
  /** Path that says with 200 whether an instance can do its work. */
  ready: string;
  /** True: always the first that there is, for what keeps something in its memory between two requests. */
  pinned?: boolean;
  /** The authority (PEM) whose certificates the instances at https addresses must show; default: those that Node trusts. */
  ca?: string;
  /** Told once when an instance shows a certificate that is not believed, until it shows another. */
  distrusted?: (instance: string, error: Error) => void;
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
  /** What was said of its certificate when it was last not believed. */
  distrust?: string;
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
      const socket = await connectionTo(instance.url, this.config.ca).catch((error: Error) =>
        this.refused(instance, error),
      );
      if (socket) {
        delete instance.distrust;
        return socket;
      }
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

  /** Away is away; a certificate that is not believed is a mistake, or somebody in between: told, once. */
  private refused(instance: Instance, error: Error): undefined {
    if (!isDistrust(error) || instance.distrust === error.message) return;
    instance.distrust = error.message;
    this.config.distrusted?.(`${this.service} at ${instance.url.origin}`, error);
  }

  private async look(instance: Instance): Promise<void> {
    const status = await statusOf(new URL(this.config.ready, instance.url), this.config.ca).catch((error: Error) =>
      this.refused(instance, error),
    );
    if (status !== undefined) delete instance.distrust;
    instance.state = status === undefined ? 'away' : status === 200 ? 'ready' : 'unready';
  }
}

/** OpenSSL's and Node's words for a certificate that is not believed, or a part that speaks no TLS. */
const isDistrust = (error: Error): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|EPROTO|ERR_SSL_/.test((error as NodeJS.ErrnoException).code ?? '');

/** undefined when it does not come in time. @throws why it is refused */
function connectionTo({ protocol, hostname, port }: URL, ca: string | undefined): Promise<Socket | undefined> {
  return new Promise((done, failed) => {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const secured = protocol === 'https:';
    const socket = secured
      ? connectTls({
          host,
          port: Number(port || 443),
          ...(isIP(host) === 0 && { servername: host }),
          ...(ca && { ca }),
        })
      : connect({ host, port: Number(port || 80), noDelay: true });
    const end = (finish: () => void, found = false) => {
      clearTimeout(timer);
      socket.removeListener('error', refused);
      if (!found) socket.on('error', () => undefined).destroy();
      finish();
    };
    const refused = (error: Error) => end(() => failed(error));
    const timer = setTimeout(() => end(() => done(undefined)), CONNECT_MS);
    socket.once('error', refused);
    socket.once(secured ? 'secureConnect' : 'connect', () => {
      socket.setNoDelay(true);
      end(() => done(socket), true);
    });
  });
}

/** The status of an answer. @throws why there is none */
function statusOf(url: URL, ca: string | undefined): Promise<number | undefined> {
  return new Promise((done, failed) => {
    const options = { agent: false, signal: AbortSignal.timeout(2 * CONNECT_MS), ...(ca && { ca }) };
    const request = (url.protocol === 'https:' ? getTls : get)(url, options, (answer) => {
      answer.resume();
      answer.once('error', () => undefined);
      done(answer.statusCode);
    });
    request.once('error', failed);
  });
}
