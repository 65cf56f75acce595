import { addDays, dayNumber, daysBetween, firstOfMonth, mondayOf, nextMonth } from '../time/days';

/** A stretch of days on a line of pixels. */
export interface DayScale {
  from: string;
  to: string;
  /** Pixel of the beginning of a day; fractions of a day are allowed as `dayNumber + fraction`. */
  x: (day: string | number) => number;
  /** Pixels of one day. */
  px: number;
}

export const dayScale = (from: string, to: string, left: number, right: number): DayScale => {
  const first = dayNumber(from);
  const px = (right - left) / Math.max(1, daysBetween(from, to));
  return { from, to, px, x: (day) => left + ((typeof day === 'number' ? day : dayNumber(day)) - first) * px };
};

export interface Tick {
  day: string;
  /** What begins there. */
  unit: 'week' | 'month' | 'year';
}

const MIN_TICK_PX = 44;

/** Beginnings of weeks, months or years within the scale: the finest that keep at least 44 px between them. */
export const ticksOf = (scale: DayScale): Tick[] => {
  const days = daysBetween(scale.from, scale.to);
  const ticks: Tick[] = [];
  if (scale.px * 7 >= MIN_TICK_PX && days <= 120) {
    for (let day = mondayOf(addDays(scale.from, 6)); day < scale.to; day = addDays(day, 7))
      ticks.push({ day, unit: 'week' });
    return ticks;
  }
  const months = Math.max(1, Math.ceil(MIN_TICK_PX / (scale.px * 30.4)));
  const step = [1, 2, 3, 6, 12].find((each) => each >= months) ?? 12 * Math.ceil(months / 12);
  let day = scale.from === firstOfMonth(scale.from) ? scale.from : nextMonth(firstOfMonth(scale.from));
  for (; day < scale.to; day = nextMonth(day)) {
    const month = Number(day.slice(5, 7)) - 1;
    const year = Number(day.slice(0, 4));
    if ((step < 12 && month % step === 0) || (step >= 12 && month === 0 && year % (step / 12) === 0))
      ticks.push({ day, unit: month === 0 && (step >= 12 || days > 366) ? 'year' : 'month' });
  }
  return ticks;
};
