import type { Json } from '#contracts';
import type { DeadLetterCode, FeedEvent, PublishedContracts } from '../feed.js';
import { MAX_DATA_BYTES } from '../publisher/publishing.js';
import { TwoHandlers } from '../refusals.js';
import type { FeedBatch, FeedContext } from './feed-context.js';
import type { Lane } from './lane.js';

/** One method that takes batches, with all types that it takes. One batch of it is under way at a time. */
export interface BatchGroup {
  /** Most events in one batch. */
  size: number;
  waiting: Set<Lane>;
}

export type Handler =
  | { kind: 'each'; handle(data: Json, context: FeedContext): Promise<unknown> }
  | { kind: 'batch'; group: BatchGroup; handle(events: FeedEvent[], context: FeedBatch): Promise<unknown> };

/** What is to be done with an event. `event` carries the data as the contract reads it. */
export type Verdict =
  | { kind: 'handle'; handler: Handler; event: FeedEvent }
  | { kind: 'pass-over' }
  | { kind: 'park'; code: DeadLetterCode; error: string };

/** `dossier.intake.RfiIssued.v2` → `dossier.intake.RfiIssued` */
function nameOf(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

/** The handlers of one consumer, and what becomes of each event. */
export class Handlers {
  private readonly byType = new Map<string, Handler>();
  private readonly names = new Set<string>();
  /** A lane looks at an event more than once: when it is its turn, and when a batch is put together. */
  private readonly judged = new WeakMap<FeedEvent, Verdict>();

  constructor(
    private readonly consumer: string,
    private readonly contracts: PublishedContracts,
  ) {}

  /** @throws TwoHandlers, or an Error for a type without contract: its data could not be checked */
  add(type: string, handler: Handler): void {
    if (this.byType.has(type)) throw new TwoHandlers(this.consumer, type);
    if (!this.contracts[type]) throw new Error(`consumer ${this.consumer} handles ${type}, which has no contract`);
    this.byType.set(type, handler);
    this.names.add(nameOf(type));
  }

  judge(event: FeedEvent): Verdict {
    let verdict = this.judged.get(event);
    if (!verdict) this.judged.set(event, (verdict = this.judgeAnew(event)));
    return verdict;
  }

  private judgeAnew(event: FeedEvent): Verdict {
    const handler = this.byType.get(event.type);
    if (!handler) {
      if (!this.names.has(nameOf(event.type))) return { kind: 'pass-over' };
      // A fact that matters here, in a shape that nobody here has seen: going past it would lose it.
      return {
        kind: 'park',
        code: 'unknown-version',
        error: `${this.consumer} handles other versions of ${event.type}, not this one`,
      };
    }
    const bytes = Buffer.byteLength(JSON.stringify(event.data) ?? '');
    if (bytes > MAX_DATA_BYTES)
      return { kind: 'park', code: 'oversized', error: `${bytes} bytes of data; at most ${MAX_DATA_BYTES}` };
    const read = this.contracts[event.type]?.safeParse(event.data);
    if (!read?.success) {
      const issues = (read?.error.issues ?? []).map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
      return {
        kind: 'park',
        code: 'contract-invalid',
        error: `${event.type} does not fit its contract: ${issues.join('; ')}`,
      };
    }
    return { kind: 'handle', handler, event: { ...event, data: read.data as Json } };
  }
}
