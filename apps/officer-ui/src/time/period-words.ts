import type { Text } from '../text/use-text';

const units: Record<string, string> = { wd: 'working-days', d: 'calendar-days', w: 'weeks', m: 'months', y: 'years' };

/** `3w` → "3 weeks"; `2m + 10d` → "2 months + 10 days". */
export const periodWords = (period: string, t: Text): string =>
  period
    .split(' + ')
    .map((part) => partWords(part, t))
    .join(' + ');

const partWords = (period: string, t: Text): string => {
  const match = /^(\d+)(wd|[dwmy])$/.exec(period);
  const unit = match?.[2] && units[match[2]];
  return match && unit ? t(`period.${unit}`, { n: Number(match[1]) }) : period;
};
