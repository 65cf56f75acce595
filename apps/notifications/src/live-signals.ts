import type { LiveSignal } from '#contracts';

type Listener = (what: LiveSignal) => void;

/** Signals that a slow reader may have waiting; beyond that its stream ends, and it comes back and reads everything. */
const WAITING_AT_MOST = 1_000;

/** Tells the open live streams of this process that something has happened; never what. */
export class LiveSignals {
  private readonly listeners = new Set<Listener>();
  private readonly ends = new Set<() => void>();

  announce(what: LiveSignal): void {
    for (const listener of this.listeners) listener(what);
  }

  /** Ends the open streams: something may have been missed. Their readers come back and read everything. */
  endAll(): void {
    for (const end of this.ends) end();
  }

  /** What is announced from now on, until the signal aborts. */
  async *follow(signal: AbortSignal): AsyncGenerator<LiveSignal> {
    const waiting: LiveSignal[] = [];
    let wake: () => void = () => undefined;
    const over = new AbortController();
    const end = () => {
      over.abort();
      wake();
    };
    this.ends.add(end);
    const listener = (what: LiveSignal) => {
      waiting.push(what);
      wake();
    };
    const stop = () => wake();
    this.listeners.add(listener);
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && !over.signal.aborted && waiting.length <= WAITING_AT_MOST) {
        const next = waiting.shift();
        if (next) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.listeners.delete(listener);
      this.ends.delete(end);
      signal.removeEventListener('abort', stop);
    }
  }
}
