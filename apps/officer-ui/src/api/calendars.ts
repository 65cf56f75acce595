import type { z } from 'zod';
import type * as Contracts from '#contracts';
import { ask, askPages } from './queries';

export type CalendarLine = z.infer<typeof Contracts.CalendarsView>['items'][number];
export type Recomputation = Contracts.RecomputationView;
export type MovedPage = z.infer<typeof Contracts.MovedDates>;
export type MovedCase = MovedPage['items'][number];

/** While cases are being counted nothing is published that this page could hear: it looks again this often. */
const LOOK_EVERY_MS = 1_000;

export const calendarPath = (id: string, version: string | number): string =>
  `/api/case-state/calendars/${encodeURIComponent(id)}/${version}`;

export const calendarsQuery = ask<z.infer<typeof Contracts.CalendarsView>>(
  ['case-state', 'calendars'],
  '/api/case-state/calendars',
);
export const calendarQuery = (id: string, version: string) =>
  ask<Contracts.HolidayCalendarFile>(['case-state', 'calendars', id, version], calendarPath(id, version));
export const recomputationQuery = (id: string, version: string) => ({
  ...ask<Recomputation>(
    ['case-state', 'calendars', id, version, 'recomputation'],
    `${calendarPath(id, version)}/recomputation`,
  ),
  refetchInterval: ({ state }: { state: { data?: Recomputation | undefined } }) =>
    state.data?.state === 'running' ? LOOK_EVERY_MS : (false as const),
});
export const movedQuery = (id: string, version: string) =>
  askPages<MovedPage>(['case-state', 'calendars', id, version, 'moved'], `${calendarPath(id, version)}/moved`, {
    limit: 50,
  });
