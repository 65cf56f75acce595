import type { Day, Moment } from '#contracts';
import type { Log } from '#event-store';
import { dayAt } from '#legal-clock';

/** The one clock of a service: the log's, so that a demonstration's time is everybody's time. */
export interface ServiceClock {
  /** Time zone of the authority's seat. */
  readonly timeZone: string;
  readonly origin: 'real' | 'demonstration';
  now(): Promise<Moment>;
  /** Today at the seat. */
  today(): Promise<Day>;
  dayOf(moment: Moment): Day;
  /** Moves a demonstration's clock forward; listeners run before it resolves. @throws NotADemonstration, ClockOnlyForward */
  advance(to: Moment): Promise<Moment>;
  /** Called after each advance. */
  onAdvance(listener: (now: Moment) => Promise<void>): void;
}

export function serviceClock(log: Log, timeZone: string): ServiceClock {
  const listeners: ((now: Moment) => Promise<void>)[] = [];
  return {
    timeZone,
    origin: log.identity.origin,
    now: () => log.now(),
    today: async () => dayAt(await log.now(), timeZone),
    dayOf: (moment) => dayAt(moment, timeZone),
    async advance(to) {
      const now = await log.advanceClock(to);
      for (const listener of listeners) await listener(now);
      return now;
    },
    onAdvance: (listener) => listeners.push(listener),
  };
}
