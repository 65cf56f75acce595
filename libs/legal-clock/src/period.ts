/** A length of time as a legal text states it: in days, working days, weeks, months or years; never a number of hours. */
import { ClockInputRefused } from './refusals.js';

export type PeriodUnit = 'calendar-days' | 'working-days' | 'weeks' | 'months' | 'years';

/** `n` is a whole number from 1 to 99999. */
export interface Period {
  readonly n: number;
  readonly unit: PeriodUnit;
}

const LONGEST = 99_999;
const SHAPE = /^([1-9]\d{0,4})(wd|d|w|m|y)$/;

const UNIT_OF_SUFFIX: Readonly<Record<string, PeriodUnit>> = {
  wd: 'working-days',
  d: 'calendar-days',
  w: 'weeks',
  m: 'months',
  y: 'years',
};

const SUFFIX_OF_UNIT: Readonly<Record<PeriodUnit, string>> = {
  'working-days': 'wd',
  'calendar-days': 'd',
  weeks: 'w',
  months: 'm',
  years: 'y',
};

/** Whether a value is a period of this library. */
export function isPeriod(value: unknown): value is Period {
  if (typeof value !== 'object' || value === null) return false;
  const { n, unit } = value as { n?: unknown; unit?: unknown };
  return (
    Number.isInteger(n) &&
    (n as number) >= 1 &&
    (n as number) <= LONGEST &&
    typeof unit === 'string' &&
    Object.hasOwn(SUFFIX_OF_UNIT, unit)
  );
}

/** The value itself, when it is a period. @throws ClockInputRefused `not-a-period`. */
export function checkPeriod(value: unknown, what = 'period'): Period {
  if (isPeriod(value)) return value;
  throw new ClockInputRefused(
    'not-a-period',
    `${what}: ${JSON.stringify(value) ?? 'nothing'} is not a period; n is a whole number from 1 to ${LONGEST}, unit one of ${Object.keys(SUFFIX_OF_UNIT).join(', ')}`,
  );
}

/** Reads `25wd`, `14d`, `3w`, `2m`, `1y`. @throws ClockInputRefused `not-a-period`. */
export function parsePeriod(text: string): Period {
  const match = typeof text === 'string' ? SHAPE.exec(text.trim()) : null;
  const unit = match && UNIT_OF_SUFFIX[match[2] as string];
  if (!match || !unit)
    throw new ClockInputRefused(
      'not-a-period',
      `${JSON.stringify(text) ?? 'nothing'} is not a period; write a number from 1 to ${LONGEST} and a unit: 25wd (working days), 14d (calendar days), 3w (weeks), 2m (months) or 1y (years)`,
    );
  return { n: Number(match[1]), unit };
}

/** Writes a period as `parsePeriod` reads it. @throws ClockInputRefused `not-a-period`. */
export function formatPeriod(period: Period): string {
  const { n, unit } = checkPeriod(period);
  return `${n}${SUFFIX_OF_UNIT[unit]}`;
}
