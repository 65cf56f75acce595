/** How often it is looked what has ended elsewhere, in milliseconds: with the answer, well under a second. */
const LOOK_MS = 400;

export interface Closing {
  close(): Promise<void>;
}

/** Looks again and again until it is closed, never twice at once. The first failure of a row is reported, the others are the same. */
export function looking(look: () => Promise<void>, report: (error: Error) => void): Closing {
  let closed = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const once = async () => {
    try {
      await look();
      failing = false;
    } catch (error) {
      if (!failing && !closed) report(error as Error);
      failing = true;
    }
    if (!closed) timer = setTimeout(() => (underWay = once()), LOOK_MS).unref();
  };
  underWay = once();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
