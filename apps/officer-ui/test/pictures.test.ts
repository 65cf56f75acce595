import { describe, expect, it } from '@jest/globals';
import { dayScale, ticksOf } from '../src/pictures/day-scale';
import { monthGrid } from '../src/pictures/month-grid';
import { layRails } from '../src/pictures/rails';

describe('the calendar under a picture', () => {
  it('ticks weeks when there is room, months when there is less, years when there is little', () => {
    expect(ticksOf(dayScale('2024-06-24', '2024-08-26', 0, 560)).map((tick) => tick.unit)).toEqual(
      Array(9).fill('week'),
    );
    expect(ticksOf(dayScale('2024-01-01', '2024-09-01', 0, 560)).map((tick) => tick.day)).toEqual([
      '2024-01-01',
      '2024-02-01',
      '2024-03-01',
      '2024-04-01',
      '2024-05-01',
      '2024-06-01',
      '2024-07-01',
      '2024-08-01',
    ]);
    expect(ticksOf(dayScale('2010-05-01', '2024-09-01', 0, 560)).every((tick) => tick.unit === 'year')).toBe(true);
  });

  it('keeps at least 44 px between two ticks, whatever the span', () => {
    for (const to of ['2024-02-01', '2024-05-01', '2025-01-01', '2027-01-01', '2040-01-01']) {
      const scale = dayScale('2024-01-01', to, 0, 900);
      const at = ticksOf(scale).map((tick) => scale.x(tick.day));
      for (const [index, x] of at.entries()) if (index > 0) expect(x - (at[index - 1] ?? 0)).toBeGreaterThan(40);
    }
  });
});

describe('the month of a reckoning', () => {
  it('marks the event, the days counted, what was passed over and the end', () => {
    const { weeks, cut } = monthGrid('2024-08-01', '2024-08-16', {
      holidays: new Set(['2024-08-15']),
      weekends: new Set(['2024-08-03']),
      suspensions: [{ from: '2024-08-05', to: '2024-08-06' }],
    });
    expect(weeks).toHaveLength(3);
    expect(cut).toBe(false);
    const marks = new Map(weeks.flat().map((each) => [each.day, each.marks]));
    expect(marks.get('2024-07-31')).toEqual(['out']);
    expect(marks.get('2024-08-01')).toEqual(['event']);
    expect(marks.get('2024-08-02')).toEqual(['counted']);
    expect(marks.get('2024-08-03')).toEqual(['weekend']);
    expect(['2024-08-05', '2024-08-06', '2024-08-07'].map((day) => marks.get(day))).toEqual([
      ['stopped'],
      ['stopped'],
      ['counted'],
    ]);
    expect(marks.get('2024-08-15')).toEqual(['counted', 'skipped']);
    expect(marks.get('2024-08-16')).toEqual(['end']);
    expect(marks.get('2024-08-17')).toEqual(['out']);
  });

  it('shows the last weeks of a long period, and says so', () => {
    const { weeks, cut } = monthGrid('2024-01-01', '2024-12-31', {
      holidays: new Set(),
      weekends: new Set(),
      suspensions: [],
    });
    expect(cut).toBe(true);
    expect(weeks.at(-1)?.some((each) => each.marks.includes('end'))).toBe(true);
  });
});

describe('events on two rails', () => {
  let events = 0;
  const point = (effectiveOn: string, recordedAt: string, corrects?: string) => ({
    eventId: `event-${++events}`,
    effectiveOn,
    recordedAt,
    recordedDay: recordedAt.slice(0, 10),
    ...(corrects ? { corrects } : {}),
  });

  it('draws what was recorded on its day straight, later slanted, a correction as one', () => {
    const { marks, late } = layRails(
      [
        point('2024-07-01', '2024-07-01T08:00:00.000Z'),
        point('2024-07-02', '2024-07-05T08:00:00.000Z'),
        point('2024-07-02', '2024-07-08T08:00:00.000Z', 'x'),
      ],
      '2024-08-06',
      64,
      1000,
    );
    expect(marks.map((mark) => mark.kind)).toEqual(['straight', 'slanted', 'correction']);
    expect(marks[0]?.above).toBe(marks[0]?.below);
    expect(late).toBe(2);
  });

  it('bundles at the left what took effect long before the first recording', () => {
    const rails = layRails(
      [point('2019-07-22', '2024-01-09T08:00:00.000Z'), point('2024-01-09', '2024-01-09T09:00:00.000Z')],
      '2024-08-06',
      64,
      1000,
    );
    expect(rails.early).toEqual({ from: '2019-07-22', to: '2019-07-22' });
    expect(rails.marks[0]?.early).toBe(true);
    expect(rails.marks[0]?.below).toBeLessThan(rails.scale.x(rails.scale.from));
  });

  it('draws marks that fall on the same pixels once', () => {
    const same = Array.from({ length: 50 }, () => point('2024-07-01', '2024-07-01T08:00:00.000Z'));
    expect(layRails(same, '2024-08-06', 64, 1000).marks).toHaveLength(1);
  });
});
