import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, isFree } from '../processes/index.js';
import type { BrokerSecurity } from './security.js';

/** What has to stay as it is from one start of a folder to the next. */
export interface Plan {
  clusterId: string;
  brokers: BrokerPlan[];
  security: Pick<BrokerSecurity, 'tls' | 'users'>;
}

export interface BrokerPlan {
  /** From 1. */
  id: number;
  /** Of its storage; the other controllers know it by that. */
  directoryId: string;
  /** Ports on 127.0.0.1. */
  ports: Ports;
}

/** For clients; for the brokers among themselves (and us); for the controllers among themselves. */
export type Ports = Record<'client' | 'internal' | 'controller', number>;

/**
 * The plan of a folder, made where there is none. Ports are kept, so that clients find a broker again; one that another process has
 * taken meanwhile is replaced.
 * @throws Error when the folder was made for something else, or a port that cannot be replaced is taken
 */
export async function ensurePlan(folder: string, brokers: number, security: BrokerSecurity): Promise<Plan> {
  const file = join(folder, 'cluster.json');
  const asked = { tls: security.tls ?? false, users: security.users ?? [] };
  const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Plan) : undefined;
  if (found && (found.brokers.length !== brokers || JSON.stringify(found.security) !== JSON.stringify(asked)))
    throw new Error(`${folder} was made for other brokers (their number, TLS and users stay). Choose another folder.`);
  const plan = found ?? {
    clusterId: kafkaId(),
    security: asked,
    brokers: Array.from({ length: brokers }, (_, n) => ({
      id: n + 1,
      directoryId: kafkaId(),
      ports: { client: 0, internal: 0, controller: 0 },
    })),
  };
  await choosePorts(folder, plan);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(plan, null, 1), { mode: 0o600 }); // it holds passwords
  renameSync(draft, file);
  return plan;
}

async function choosePorts(folder: string, { brokers }: Plan): Promise<void> {
  const ours = new Set(brokers.flatMap(({ ports }) => Object.values(ports)));
  for (const { ports } of brokers) {
    for (const name of ['client', 'internal', 'controller'] as const) {
      if (ports[name] !== 0 && (await becomesFree(ports[name]))) continue;
      // The controllers remember one another's addresses in their own log.
      if (ports[name] !== 0 && name === 'controller' && brokers.length > 1)
        throw new Error(`Port ${ports[name]}, which the brokers in ${folder} need, is in use by another process.`);
      ports[name] = await freePort(ours);
      ours.add(ports[name]);
    }
  }
}

/** A port that was ours: a broker that was just killed may hold it a moment longer than its process can be seen. */
async function becomesFree(port: number): Promise<boolean> {
  for (const end = Date.now() + 5000; ; await pause(20)) {
    if (await isFree(port)) return true;
    if (Date.now() > end) return false;
  }
}

/** An id as Kafka writes them: 128 random bits, base64url. Not with a hyphen first, which would look like a switch. */
function kafkaId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
