import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on this machine that can be cut. */
export interface CuttingProxy {
  port: number;
  /** The same address through the proxy. */
  through(url: string): string;
  /** Cuts all connections now, in both directions, as a pulled cable with a reset. */
  cutAll(): void;
  /** Cuts a connection at the moment when its client sends a message that holds this text: the server never sees it. Once. */
  cutBefore(text: string): void;
  /** Lets the message that holds this text through, and cuts the connection when the server answers: the client never hears. Once. */
  cutAfter(text: string): void;
  /** New connections are refused while true. */
  refuse(refusing: boolean): void;
  /** How many times a connection has been cut by `cutBefore` or `cutAfter`. */
  cuts(): number;
  close(): Promise<void>;
}

type Trap = { text: string; when: 'before' | 'after' };

/** A TCP proxy in front of 127.0.0.1:`port`. */
export async function cuttingProxy(port: number): Promise<CuttingProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let trap: Trap | undefined;
  let refusing = false;
  let cuts = 0;
  const server = createServer((client) => {
    if (refusing) return void client.resetAndDestroy();
    const upstream = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    const cut = () => {
      pairs.delete(pair);
      for (const end of pair) if (!end.destroyed) end.resetAndDestroy();
    };
    let deaf = false;
    client.on('data', (bytes) => {
      if (trap && bytes.includes(trap.text)) {
        const { when } = trap;
        trap = undefined;
        cuts++;
        if (when === 'before') return cut();
        deaf = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => (deaf ? cut() : client.write(bytes)));
    for (const end of pair) end.on('error', cut).on('close', cut).setNoDelay(true);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const own = (server.address() as AddressInfo).port;
  const cutAll = () => {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    }
    pairs.clear();
  };
  return {
    port: own,
    through: (url) => Object.assign(new URL(url), { port: String(own) }).href,
    cutAll,
    cutBefore: (text) => void (trap = { text, when: 'before' }),
    cutAfter: (text) => void (trap = { text, when: 'after' }),
    refuse: (value) => void (refusing = value),
    cuts: () => cuts,
    async close() {
      cutAll();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
