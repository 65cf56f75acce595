import { createContext, useContext, type ReactNode } from 'react';

/** The service's clock: its moment when it was asked, the day at the authority's seat, whether it is a demonstration's. */
export interface ClockReading {
  now: string;
  /** The day that days are read against: the present one, or another that is looked at. */
  today: string;
  /** The present day, where another one is looked at. */
  present?: string;
  timeZone: string;
  demonstration: boolean;
  /** `performance.now()` when the reading came in: the clock runs on from there. */
  readAt: number;
}

const Clock = createContext<ClockReading | undefined>(undefined);

export const ClockProvider = ({ reading, children }: { reading: ClockReading; children: ReactNode }) => (
  <Clock.Provider value={reading}>{children}</Clock.Provider>
);

/** The authority's clock, never the browser's. Only inside the shell, which waits for it. */
export const useClock = (): ClockReading => {
  const reading = useContext(Clock);
  if (!reading) throw new Error('useClock needs the shell around it');
  return reading;
};

/** The service's moment now, in ms: its reading plus what has passed since on the machine's steady clock. */
export const momentNow = (clock: ClockReading): number => Date.parse(clock.now) + (performance.now() - clock.readAt);
