import { addDays, dayNumber } from '../time/days';
import { dayScale, type DayScale } from './day-scale';

/** One event with its two times. `recordedDay` is the day of `recordedAt` at the authority's seat. */
export interface RailPoint {
  eventId: string;
  effectiveOn: string;
  recordedAt: string;
  recordedDay: string;
  corrects?: string | undefined;
}

export interface RailMark {
  /** The event that is drawn: many events share both their times, so only this tells marks apart. */
  eventId: string;
  /** Pixels on the upper and the lower rail. */
  above: number;
  below: number;
  kind: 'straight' | 'slanted' | 'correction';
  /** In effect before the picture begins. */
  early: boolean;
}

const DAY_MS = 86_400_000;
const EARLY_PX = 44;

/** Where a point's moment of recording lies, in days since 1970 with the fraction of its day (UTC; good enough for a picture). */
const recordedPlace = (point: RailPoint): number =>
  dayNumber(point.recordedDay) + ((Date.parse(point.recordedAt) % DAY_MS) / DAY_MS) * 0.98;

export interface Rails {
  scale: DayScale;
  marks: RailMark[];
  /** Years of what took effect before the picture begins. */
  early?: { from: string; to: string };
  late: number;
}

/**
 * Lays the events on two rails from the first recording to today. What took effect long before that stands bundled at the left.
 * Marks that would fall on the same pixels are drawn once.
 */
export const layRails = (points: RailPoint[], today: string, left: number, right: number): Rails => {
  const recorded = points.map((point) => point.recordedDay);
  const first = recorded.reduce((least, day) => (day < least ? day : least), today);
  const begin = addDays(first, -Math.max(2, Math.round((dayNumber(today) - dayNumber(first)) * 0.04)));
  const early = points.filter((point) => point.effectiveOn < begin);
  const span = dayNumber(today) - dayNumber(begin);
  const scale = dayScale(
    begin,
    addDays(today, Math.max(2, Math.ceil(span * 0.07))),
    left + (early.length > 0 ? EARLY_PX : 6),
    right,
  );
  const seen = new Set<string>();
  const marks: RailMark[] = [];
  let bundled = 0;
  for (const point of points) {
    const isEarly = point.effectiveOn < begin;
    const sameDay = point.effectiveOn === point.recordedDay;
    const above = scale.x(recordedPlace(point));
    const below = isEarly
      ? left + 6 + Math.min(26, bundled++ * 5)
      : sameDay
        ? above
        : scale.x(dayNumber(point.effectiveOn) + 0.5);
    const kind = point.corrects ? 'correction' : sameDay ? 'straight' : 'slanted';
    const print = `${Math.round(above)} ${Math.round(below)} ${kind}`;
    if (seen.has(print)) continue;
    seen.add(print);
    marks.push({ eventId: point.eventId, above, below, kind, early: isEarly });
  }
  const years = early.map((point) => point.effectiveOn).sort();
  const [from, to] = [years[0], years[years.length - 1]];
  return {
    scale,
    marks,
    late: points.filter((point) => point.effectiveOn < point.recordedDay).length,
    ...(from && to ? { early: { from, to } } : {}),
  };
};
