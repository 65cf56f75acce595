import type { Numbered } from '../feed.js';

export function isBeyond(one: Numbered, other: Numbered): boolean {
  return one.position > other.position || one.ordinal > other.ordinal;
}

/** Tells the consumers of this process that a publisher has numbered more. It only shortens their wait. */
export class NumberingSignal {
  latest: Numbered | undefined;
  private readonly waiting = new Set<() => void>();

  announce(numbered: Numbered): void {
    if (!this.latest || isBeyond(numbered, this.latest)) this.latest = numbered;
    for (const wake of this.waiting) wake();
  }

  /** Resolves at the next announcement, after `milliseconds`, or when the signal aborts. */
  async next(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
