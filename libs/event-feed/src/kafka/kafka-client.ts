import { readFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import type { ISocketFactory, Kafka, KafkaConfig } from 'kafkajs';
import * as kafkajs from './kafkajs.js';

/** Where the brokers are, and how we prove who we are there. */
export interface KafkaSettings {
  /** `host:port` */
  brokers: string[];
  sasl?: { mechanism: 'scram-sha-256' | 'scram-sha-512'; username: string; password: string };
  /** `ca`: a file in PEM; absent: the authorities that Node trusts. */
  tls?: { ca?: string };
}

export interface ClientOptions {
  /** Told of what the client library finds worth a warning. */
  warn?: (message: string) => void;
  /** Asked at every write; while it says no, nothing leaves this process. */
  mayWrite?: () => boolean;
  /** How often the client itself tries: `long` (the default) for who has nothing better to do, `short` for who tries again himself and must be able to end. */
  patience?: 'long' | 'short';
}

/** Milliseconds. As measured: a broker that ends is left within 2 s, one that only thinks is not. */
const TIMES = { connectionTimeout: 2_000, authenticationTimeout: 5_000, requestTimeout: 10_000 };
const RETRY = {
  long: { retries: 20, initialRetryTime: 100, maxRetryTime: 2_000 },
  short: { retries: 3, initialRetryTime: 100, maxRetryTime: 500 },
};

/** Said at the start of every idempotent producer that does not try for ever: who sends through one tries again himself, and in order. */
const KNOWN = 'Limiting retries for the idempotent producer may invalidate EoS guarantees';

/** A client of the brokers. @throws Error when the file of the authority cannot be read */
export function openKafka(settings: KafkaSettings, clientId: string, options: ClientOptions = {}): Kafka {
  const { brokers, sasl, tls: secure } = settings;
  const ca = secure?.ca === undefined ? undefined : [readFileSync(secure.ca, 'utf8')];
  const config: KafkaConfig = {
    clientId,
    brokers,
    ...TIMES,
    retry: RETRY[options.patience ?? 'long'],
    ...(secure && { ssl: ca ? { ca } : true }),
    ...(sasl && { sasl: sasl as KafkaConfig['sasl'] }),
    socketFactory: sockets(options.mayWrite),
    logLevel: options.warn ? kafkajs.logLevel.WARN : kafkajs.logLevel.NOTHING,
    logCreator: () => (entry) => {
      const { message, error } = entry.log as { message: string; error?: unknown };
      if (message === KNOWN) return;
      options.warn?.(typeof error === 'string' ? `${message}: ${error}` : message);
    },
  };
  return new kafkajs.Kafka(config);
}

/**
 * Sockets that look at `mayWrite` in the very step that writes. A process that was stopped and wakes up in the middle of a request finds
 * here, at the last place there is, that its time is over.
 */
function sockets(mayWrite: (() => boolean) | undefined): ISocketFactory {
  return ({ host, port, ssl, onConnect }) => {
    const name = net.isIP(host) ? {} : { servername: host };
    const socket = ssl
      ? tls.connect({ host, port, ...name, ...ssl }, onConnect)
      : net.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, 60_000);
    socket.setNoDelay(true);
    if (mayWrite) {
      const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
      socket.write = ((...args: unknown[]) => {
        if (mayWrite()) return write(...args);
        socket.destroy(new Error('not the holder any more: nothing is written'));
        return false;
      }) as typeof socket.write;
    }
    return socket;
  };
}
