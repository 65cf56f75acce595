import type { CalendarsView, MovedDates, PageQuery, RecomputationView, Uuid } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import { decodeCursor, keepInSight, PositionPlace, toPage, type Sight, type Views } from '#service-kit';
import { LessThan, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { CalendarRow } from '../rules/rules.entity.js';
import { CaseCalendarRow, RecomputationRow, RecomputedCaseRow } from './recomputations.entity.js';

/** Every published version of every calendar, newest first, with the years that it has lists for. */
export async function publishedCalendars(views: Views): Promise<z.infer<typeof CalendarsView>['items']> {
  const [rows, works] = await Promise.all([
    views.getRepository(CalendarRow).find({ order: { id: 'ASC', version: 'DESC' } }),
    views.getRepository(RecomputationRow).find(),
  ]);
  return rows.map(({ id, version, hash, calendar }, i) => {
    const work = works.find((one) => one.calendar === id && one.version === version);
    return {
      id,
      version,
      hash,
      title: calendar.title,
      newest: rows[i - 1]?.id !== id,
      years: calendar.years
        .map(({ year, quality, source, days }) => ({ year, quality, source, days: days.length }))
        .sort((a, b) => a.year - b.year),
      ...(work && { recomputation: work.state }),
    };
  });
}

/** One version of a calendar, whole. */
export const calendarVersion = (views: Views, id: string, version: number): Promise<CalendarRow | null> =>
  views.getRepository(CalendarRow).findOneBy({ id, version });

/** The work of one version, where it made any. `counted`: with how far it has come over all cases of the authority. */
export async function recomputationOf(
  views: Views,
  calendar: string,
  version: number,
  counted: boolean,
): Promise<RecomputationView | undefined> {
  const row = await views.getRepository(RecomputationRow).findOneBy({ calendar, version });
  if (!row) return undefined;
  const { before, state, startedAt, startedBy, bySystem, changedAt, reason, inFavourOf } = row;
  const progress = counted ? await progressOf(views, calendar, version) : undefined;
  return {
    calendar,
    version,
    before,
    state,
    startedAt,
    ...(!bySystem && { startedBy }),
    changedAt,
    ...(reason !== null && { reason }),
    ...(inFavourOf !== null && { inFavourOf }),
    ...(progress && { progress }),
  };
}

/** In one statement, so that a case is counted on one side or on the other. */
async function progressOf(views: Views, calendar: string, version: number): Promise<RecomputationView['progress']> {
  const rows: NonNullable<RecomputationView['progress']>[] = await views.query(
    `select (select count(*)::int from recomputed_case where calendar = $1 and version = $2) as done,
            (select count(*)::int from case_calendar where calendar = $1 and version < $2 and open) as left,
            (select count(*)::int from recomputed_case where calendar = $1 and version = $2 and changed) as changed`,
    [calendar, version],
  );
  return rows[0];
}

/** Open cases that are counted on an earlier version still, from a place on; in the order of their ids. */
export async function casesLeft(
  views: Views,
  { id, version }: { id: string; version: number },
  after: Uuid | undefined,
  most: number,
): Promise<Uuid[]> {
  const rows = await views.getRepository(CaseCalendarRow).find({
    select: { caseId: true },
    where: {
      calendar: id,
      version: LessThan(version),
      open: true,
      ...(after !== undefined && { caseId: MoreThan(after) }),
    },
    order: { caseId: 'ASC' },
    take: most,
  });
  return rows.map(({ caseId }) => caseId);
}

/** The works that were begun, those of the newest versions first. */
export const allRecomputations = (views: Views): Promise<RecomputationRow[]> =>
  views.getRepository(RecomputationRow).find({ order: { calendar: 'ASC', version: 'DESC' } });

/** The dates that moved, and those that should have: of the cases that the reader may see, in the order in which they were reckoned. */
export async function movedDates(
  views: Views,
  sight: Sight,
  { id: calendar, version }: Pick<HolidayCalendar, 'id' | 'version'>,
  { cursor, limit }: z.output<typeof PageQuery>,
): Promise<z.infer<typeof MovedDates>> {
  const after = decodeCursor(cursor, PositionPlace);
  const matching = () =>
    keepInSight(
      views
        .getRepository(RecomputedCaseRow)
        .createQueryBuilder('one')
        .where('one.calendar = :calendar and one.version = :version and one.changed', { calendar, version }),
      sight,
      'one.inquiryId',
    );
  const rows = matching()
    .orderBy('one.position', 'ASC')
    .take(limit + 1);
  if (after !== undefined) rows.andWhere('one.position > :after', { after });
  return toPage(
    await rows.getMany(),
    limit,
    await matching().getCount(),
    (row) => row.position,
    ({ caseId, inquiryId, number, moved, kept, recordedAt }) => ({
      caseId,
      inquiryId,
      number,
      moved,
      kept,
      recordedAt,
    }),
  );
}
