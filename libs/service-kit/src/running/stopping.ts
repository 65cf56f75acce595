/** Between the two copies of one Ctrl-C: the terminal sends it to everybody, and npm hands it on once more. Milliseconds. */
const ONE_KEYSTROKE_MS = 750;

export interface Asked {
  /** The first signal that asks the process to stop. */
  signal: Promise<NodeJS.Signals>;
  /** Resolves with the work. When somebody asks a second time: cuts it short and ends the process with 1. */
  orForced(work: Promise<void>, cut: () => Promise<void>): Promise<void>;
}

/** Listens for Ctrl-C, SIGTERM and a closed terminal. A process that was started over a channel is asked by its end too: whoever started it is gone. */
export function untilAsked(): Asked {
  let first: { at: number } | undefined;
  let force: (() => void) | undefined;
  const forced = new Promise<'forced'>((done) => (force = () => done('forced')));
  const signal = new Promise<NodeJS.Signals>((done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(name, () => {
        if (!first) {
          first = { at: Date.now() };
          done(name);
        } else if (Date.now() - first.at > ONE_KEYSTROKE_MS) force?.();
      });
    process.once('disconnect', () => {
      first ??= { at: Date.now() };
      done('SIGTERM');
    });
  });
  // The channel alone keeps no process alive.
  process.channel?.unref();
  return {
    signal,
    async orForced(work, cut) {
      if ((await Promise.race([work, forced])) !== 'forced') return;
      await cut();
      process.exit(1);
    },
  };
}
