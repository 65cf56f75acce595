import { LaneParked, NotCaughtUp, type FeedSource, type Numbered } from '#event-feed';
import type { Report } from '../logging/report.js';
import { accessUnknown } from '../problems/errors.js';

/** Whether what this service has heard of who may see what is of now. */
export interface Hearing {
  /** Resolves when it is, having asked if need be. @throws Problem access-unknown when nobody answers */
  sure(): Promise<void>;
  /** Listens also while nobody asks. */
  start(): void;
  stop(): Promise<void>;
}

/** Of the consumer that folds the facts into the tables of the decision. */
interface Folding {
  caughtUpTo(publisher: string, position: number, options: { timeoutMs: number }): Promise<void>;
  /** Reads from the publisher itself what has not arrived. */
  reconcile(publisher: string): Promise<Numbered>;
}

export interface HearingOptions {
  /** Where those decide who may see what. */
  source: FeedSource;
  folding: Folding;
  /** Milliseconds without a word after which nothing is taken for known. */
  silenceMs: number;
  report: Report;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Milliseconds that facts on their way are waited for, and that who asks at the door waits for an answer. */
const ON_THE_WAY_MS = 1_000;
const PATIENCE_MS = 3_000;

/**
 * A feed that says nothing may have nothing to say, or be cut. So the service asks, a few times within the silence that it bears: where does your
 * log stand? When all of that is folded here, what is known here is as of the question, whatever the feed's carrier does; what the carrier has
 * not brought is read from the publisher itself. A log that is not numbered any more (its relay is away) counts as silence.
 */
export function hearing({ source, folding, silenceMs, report, now = Date.now }: HearingOptions): Hearing {
  const { publisher } = source;
  let heardAt: number | undefined;
  let foldedTo = -1;
  let asking: Promise<void> | undefined;
  let told = false;
  let timer: NodeJS.Timeout | undefined;

  /** A clock that was set back says nothing either. */
  const isFresh = (): boolean => heardAt !== undefined && now() >= heardAt && now() - heardAt < silenceMs;

  const folded = async (position: number): Promise<void> => {
    try {
      await folding.caughtUpTo(publisher, position, { timeoutMs: ON_THE_WAY_MS });
    } catch (error) {
      // All others are there; who keeps the installation sees the lane, and no waiting moves it.
      if (!(error instanceof LaneParked)) throw error;
    }
  };

  const ask = async (): Promise<void> => {
    const asked = now();
    const { head } = await source.standing();
    if (head !== foldedTo) {
      await folded(head).catch(async (error: unknown) => {
        if (!(error instanceof NotCaughtUp)) throw error;
        await folding.reconcile(publisher);
        await folded(head);
      });
    }
    foldedTo = head;
    heardAt = asked;
    told = false;
  };
  const askOnce = (): Promise<void> => (asking ??= ask().finally(() => (asking = undefined)));

  return {
    async sure() {
      if (isFresh()) return;
      try {
        await within(PATIENCE_MS, askOnce());
      } catch (cause) {
        if (!told)
          report(new Error(`Nothing is heard from ${publisher}: who may see what is not known`, { cause }), {
            level: 'warn',
          });
        told = true;
        throw accessUnknown(cause);
      }
    },
    start() {
      // What keeps it from hearing is told when somebody asks, and by the feed.
      const listen = () => void askOnce().catch(() => undefined);
      timer = setInterval(listen, silenceMs / 4).unref();
      listen();
    },
    async stop() {
      clearInterval(timer);
      await asking?.catch(() => undefined);
    },
  };
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Of the service that decides who may see what: it asks nobody. */
export const ofItself: Hearing = {
  sure: async () => undefined,
  start: () => undefined,
  stop: async () => undefined,
};
