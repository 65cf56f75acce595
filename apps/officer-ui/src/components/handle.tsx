import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import { useRef } from 'react';
import { addDays, daysBetween } from '../time/days';
import { useDates } from '../time/use-dates';

/**
 * A day on the rails. ← → a day, Page Up/Down the event before or after, Home and End the first event and now; or dragged.
 * `place` turns a day into a share (0–1) of the box's width; `dayAt` is its reverse.
 */
export const Handle = ({
  letter,
  label,
  day,
  min,
  max,
  stops,
  place,
  dayAt,
  flag,
  accent,
  onChange,
}: {
  letter: string;
  label: string;
  day: string;
  min: string;
  max: string;
  /** Days with events, rising. */
  stops: string[];
  place: (day: string) => number;
  dayAt: (share: number) => string;
  flag: 'left' | 'right';
  accent: boolean;
  onChange: (day: string) => void;
}) => {
  const dates = useDates();
  const dragging = useRef(false);
  const within = (to: string): string => (to < min ? min : to > max ? max : to);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to: Record<string, string | undefined> = {
      ArrowRight: addDays(day, 1),
      ArrowUp: addDays(day, 1),
      ArrowLeft: addDays(day, -1),
      ArrowDown: addDays(day, -1),
      PageUp: stops.findLast((stop) => stop < day),
      PageDown: stops.find((stop) => stop > day),
      Home: min,
      End: max,
    };
    if (!(event.key in to)) return;
    event.preventDefault();
    const next = to[event.key];
    if (next !== undefined) onChange(within(next));
  };
  const onMove = (event: PointerEvent<HTMLButtonElement>): void => {
    if (!dragging.current) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box) onChange(within(dayAt((event.clientX - box.left) / box.width)));
  };
  return (
    <button
      className={accent ? 'handle handle--b' : 'handle handle--a'}
      type="button"
      role="slider"
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={daysBetween(min, max)}
      aria-valuenow={daysBetween(min, day)}
      aria-valuetext={dates.full(day)}
      style={{ left: `${(place(day) * 100).toFixed(3)}%` } as CSSProperties}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onMove}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
    >
      <span className={`handle__flag handle__flag--${flag}`}>
        <b>{letter}</b> <span>{dates.full(day)}</span>
      </span>
    </button>
  );
};
