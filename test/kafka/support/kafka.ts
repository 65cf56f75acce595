import { describe } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaAvailable, startBrokers, type BrokerCluster, type BrokersOptions } from '#service-kit/kafka';

const here = await kafkaAvailable();
const given = process.env['KAFKA_BROKERS']?.split(',').filter(Boolean);

/** Tests that start, kill and secure brokers of their own: on this machine, or they count as skipped. */
export const withOwnBrokers = here.ok ? describe : describe.skip;

/** Tests that need just a broker: those of `KAFKA_BROKERS`, else one of their own; without either they count as skipped. */
export const withBroker = given || here.ok ? describe : describe.skip;

/** Just a broker, and how to give it back. Topics of a test have names of their own: others may use the broker too. */
export async function someBroker(): Promise<{ brokers: string[]; stop(): Promise<void> }> {
  return given ? { brokers: given, stop: async () => undefined } : ownBrokers({ brokers: 1 });
}

/** Brokers in a folder of their own, which goes with them. */
export async function ownBrokers(options: Omit<BrokersOptions, 'folder'>): Promise<BrokerCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'dossier-brokers-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const cluster = await startBrokers({ ...options, folder });
    return { ...cluster, stop: () => cluster.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}
