import { Partitioners } from 'kafkajs';
import { PARTITIONS } from './topics.js';

const places = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [],
  isr: [],
}));
const byKey = Partitioners.DefaultPartitioner();

/** The partition of a lane: murmur2 of its name, as Kafka's own clients put a key. */
export function partitionOf(lane: string): number {
  return byKey({ topic: '', partitionMetadata: places, message: { key: lane, value: null } });
}
