import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { FeedReport } from '../feed.js';
import type { KafkaSettings } from './kafka-client.js';
import { PartitionSender } from './partition-sender.js';
import { deadLetterTopicOf } from './topics.js';

/** A record of a topic that is no event of the feed. */
export interface RefusedRecord {
  topic: string;
  partition: number;
  message: KafkaMessage;
  why: 'unreadable' | 'unknown-log';
  error: string;
}

/** Milliseconds that a copy may take; the record itself stays where it was, and the report says where. */
const WITHIN_MS = 10_000;
/** After one that could not be made, milliseconds in which none is tried: many bad records and no place for copies must not hold up the good ones. */
const AGAIN_AFTER_MS = 60_000;

/** Copies records that cannot be taken in to the dead-letter topic, byte for byte, and reports them. No lane waits for them. */
export class RefusedRecords {
  private readonly sender: PartitionSender;
  private awayUntil = 0;

  constructor(
    kafka: KafkaSettings,
    service: string,
    private readonly consumer: string,
    private readonly report: FeedReport,
  ) {
    this.sender = new PartitionSender({
      settings: kafka,
      clientId: `${consumer}.refused-records`,
      topic: deadLetterTopicOf(service),
      isHeld: () => true,
      trouble: () => {}, // told once below, when the copy could not be made in time
      warn: (message) => report({ kind: 'warning', consumer, service, message }),
    });
  }

  /** It never throws. */
  async put(record: RefusedRecord): Promise<void> {
    const { topic, partition, why, error } = record;
    const { offset } = record.message;
    let told = error;
    if (performance.now() < this.awayUntil) {
      told = `${error} (and it was not copied: the dead-letter topic is away)`;
    } else {
      try {
        await this.sender.send(new Map([[partition, [this.copyOf(record)]]]), AbortSignal.timeout(WITHIN_MS));
      } catch {
        this.awayUntil = performance.now() + AGAIN_AFTER_MS;
        told = `${error} (and it could not be copied to the dead-letter topic within ${WITHIN_MS / 1_000} s)`;
      }
    }
    this.report({ kind: 'refused-record', consumer: this.consumer, topic, partition, offset, why, error: told });
  }

  private copyOf({ topic, partition, message, why, error }: RefusedRecord): Message {
    const { key, value, headers, offset } = message;
    return {
      key,
      value,
      headers: {
        ...(headers as IHeaders),
        'dossier-consumer': this.consumer,
        'dossier-code': why,
        'dossier-error': error,
        'dossier-failed-at': new Date().toISOString(),
        'dossier-topic': topic,
        'dossier-partition': String(partition),
        'dossier-offset': offset,
      },
    };
  }

  async close(): Promise<void> {
    await this.sender.close();
  }
}
