import { writeFileSync } from 'node:fs';
import type { BrokerPlan, Plan } from './plan.js';

/** The largest batch of messages that a broker takes, in bytes: Kafka's own default, said aloud because the feed reckons with it. */
export const MESSAGE_MAX_BYTES = 1_048_588;

export interface PropertiesInput {
  plan: Plan;
  broker: BrokerPlan;
  /** Where its storage lies. */
  data: string;
  /** Present: the key of the TLS listener. */
  tls?: { keyStore: string; password: string };
  superUsers: string[];
  /** What the caller wants otherwise. */
  config: Record<string, string>;
}

/** Configuration of a node that is broker and controller. Everything listens on 127.0.0.1 only. */
export function serverProperties({
  plan,
  broker,
  data,
  tls,
  superUsers,
  config,
}: PropertiesInput): Record<string, string> {
  const all = plan.brokers.length;
  const majority = String(Math.floor(all / 2) + 1);
  const { client, internal, controller } = broker.ports;
  const sasl = (plan.security.users ?? []).length > 0;
  const protocol = `${sasl ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': String(broker.id),
    'controller.quorum.bootstrap.servers': plan.brokers.map(({ ports }) => `127.0.0.1:${ports.controller}`).join(','),
    listeners: `CLIENT://127.0.0.1:${client},INTERNAL://127.0.0.1:${internal},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${client},INTERNAL://127.0.0.1:${internal}`,
    'listener.security.protocol.map': `CLIENT:${protocol},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': data,
    'auto.create.topics.enable': 'false',
    'message.max.bytes': String(MESSAGE_MAX_BYTES),
    'default.replication.factor': String(all),
    'min.insync.replicas': majority,
    'offsets.topic.replication.factor': String(all),
    'transaction.state.log.replication.factor': String(all),
    'transaction.state.log.min.isr': majority,
    'share.coordinator.state.topic.replication.factor': String(all),
    'share.coordinator.state.topic.min.isr': majority,
    // Kafka's own default is 50 each, made when the first group comes: seconds on a small machine, and of no use for a few groups.
    'offsets.topic.num.partitions': '6',
    'transaction.state.log.num.partitions': '6',
    'share.coordinator.state.topic.num.partitions': '6',
    // A group of one need not wait for more members.
    'group.initial.rebalance.delay.ms': '0',
    // After a kill the controllers let a broker back only when its old session has run out, and move its partitions no sooner.
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '500',
    // The cleaner would take 128 MB, a third of the memory.
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    ...(tls && {
      'listener.name.client.ssl.keystore.type': 'PKCS12',
      'listener.name.client.ssl.keystore.location': tls.keyStore,
      'listener.name.client.ssl.keystore.password': tls.password,
    }),
    ...(sasl && {
      'listener.name.client.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
      'listener.name.client.scram-sha-512.sasl.jaas.config':
        'org.apache.kafka.common.security.scram.ScramLoginModule required;',
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found': 'false',
      // Nobody is anonymous at the clients' listener; the brokers are among themselves.
      'super.users': ['ANONYMOUS', ...superUsers].map((name) => `User:${name}`).join(';'),
    }),
    ...config,
  };
}

/** Writes them as Java reads them (java.util.Properties: ISO 8859-1, backslash escapes). */
export function writeProperties(file: string, properties: Record<string, string>): void {
  const escaped = (text: string) =>
    text
      .replaceAll('\\', '\\\\')
      .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${escaped(value)}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
}
