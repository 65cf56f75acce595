import { Partitioners } from './kafkajs.js';
import { PARTITIONS } from './topics.js';

const places = Array.from({ length: PARTITIONS }, (_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 0,
  replicas: [],
  isr: [],
}));
const byKey = Partitioners.DefaultPartitioner();

/** A lane is asked for again with each of its events: working its place out each time was two fifths of taking a record in (measured). */
const known = new Map<string, number>();
const REMEMBERED = 50_000;

/** The partition of a lane: murmur2 of its name, as Kafka's own clients put a key. */
export function partitionOf(lane: string): number {
  let partition = known.get(lane);
  if (partition === undefined) {
    partition = byKey({ topic: '', partitionMetadata: places, message: { key: lane, value: null } });
    if (known.size >= REMEMBERED) known.clear();
    known.set(lane, partition);
  }
  return partition;
}
