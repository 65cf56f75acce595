import { addDays, daysBetween, mondayOf } from '../time/days';

export type DayMark = 'event' | 'counted' | 'skipped' | 'weekend' | 'stopped' | 'end' | 'out';

export interface GridDay {
  day: string;
  marks: DayMark[];
}

/** A grid longer than this shows only its last weeks. */
const MOST_WEEKS = 7;

/** Days on which the period did not go on: holidays and weekends that the reckoning passed over, and stretches of suspension. */
export interface NotCounted {
  holidays: Set<string>;
  weekends: Set<string>;
  suspensions: { from: string; to: string }[];
}

/** The weeks from the day of the event to the end, Monday to Sunday: which days count, which do not, and why. `cut` says that earlier weeks are left out. */
export const monthGrid = (
  event: string,
  end: string,
  { holidays, weekends, suspensions }: NotCounted,
): { weeks: GridDay[][]; cut: boolean } => {
  const first = mondayOf(event);
  const all = Math.floor(daysBetween(first, end) / 7) + 1;
  const shown = Math.max(1, Math.min(all, MOST_WEEKS));
  const begin = addDays(first, (all - shown) * 7);
  const markOf = (day: string): DayMark => {
    if (day < event || day > end) return 'out';
    if (day === end) return 'end';
    if (day === event) return 'event';
    if (suspensions.some(({ from, to }) => day >= from && day <= to)) return 'stopped';
    return weekends.has(day) ? 'weekend' : 'counted';
  };
  const weeks = Array.from({ length: shown }, (_, week) =>
    Array.from({ length: 7 }, (_each, index): GridDay => {
      const day = addDays(begin, week * 7 + index);
      return { day, marks: [markOf(day), ...(holidays.has(day) ? (['skipped'] satisfies DayMark[]) : [])] };
    }),
  );
  return { weeks, cut: all > shown };
};
