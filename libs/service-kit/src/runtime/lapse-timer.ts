import type { DataSource } from 'typeorm';
import type { ServiceClock } from '../clock/service-clock.js';
import type { CommandRunner } from '../commands/command-runner.js';
import type { LapseSource } from './definition.js';

/** Records what has run out, without waiting for somebody's act. It does nothing that the next act would not do. */
export interface LapseTimer {
  /** Records all that has lapsed by today. @returns the number of events recorded */
  run(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

/** How often it looks. A day changes at most once in that time. */
const EVERY_MS = 30_000;

/** @param abreast resolves when what has been told is known here, or will not be soon: then what has lapsed is looked for */
export function lapseTimer(
  sources: LapseSource[],
  dataSource: DataSource,
  commands: CommandRunner,
  clock: ServiceClock,
  abreast: () => Promise<void>,
  report: (error: Error) => void,
): LapseTimer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> | undefined;

  const once = async (): Promise<number> => {
    const today = await clock.today();
    await abreast();
    let recorded = 0;
    for (const source of sources) {
      for (const id of await source.due(dataSource, today, commands)) {
        // One stream that cannot lapse must not keep the others from it.
        try {
          recorded += await commands.lapse(source.aggregate as never, id, today);
        } catch (error) {
          report(error as Error);
        }
      }
    }
    return recorded;
  };
  const run = (): Promise<number> => (running ??= once().finally(() => (running = undefined)));

  return {
    run,
    start() {
      timer = setInterval(() => void run().catch(report), EVERY_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running?.catch(report);
    },
  };
}
