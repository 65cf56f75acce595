import { addDays, daysBetween, mondayOf } from '../time/days';

export type DayMark = 'event' | 'counted' | 'skipped' | 'end' | 'out';

export interface GridDay {
  day: string;
  marks: DayMark[];
}

/** A grid longer than this shows only its last weeks. */
const MOST_WEEKS = 7;

/**
 * The weeks from the day of the event to the end, Monday to Sunday: which days count, which were passed over. `skipped` holds the
 * holidays that the reckoning names. `cut` says that earlier weeks are left out.
 */
export const monthGrid = (event: string, end: string, skipped: Set<string>): { weeks: GridDay[][]; cut: boolean } => {
  const first = mondayOf(event);
  const all = Math.floor(daysBetween(first, end) / 7) + 1;
  const shown = Math.max(1, Math.min(all, MOST_WEEKS));
  const begin = addDays(first, (all - shown) * 7);
  const weeks = Array.from({ length: shown }, (_, week) =>
    Array.from({ length: 7 }, (_each, index): GridDay => {
      const day = addDays(begin, week * 7 + index);
      const marks: DayMark[] = [];
      if (day < event || day > end) marks.push('out');
      else if (day === end) marks.push('end');
      else if (day === event) marks.push('event');
      else marks.push('counted');
      if (skipped.has(day)) marks.push('skipped');
      return { day, marks };
    }),
  );
  return { weeks, cut: all > shown };
};
