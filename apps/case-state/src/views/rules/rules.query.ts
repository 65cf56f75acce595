import type { ProcedureDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import type { Views } from '#service-kit';
import { CalendarRow, ProcedureRow } from './rules.entity.js';

/** Every published version, by name, newest first. */
export const publishedProcedures = (views: Views): Promise<ProcedureRow[]> =>
  views.getRepository(ProcedureRow).find({ order: { id: 'ASC', version: 'DESC' } });

export async function procedureVersion(
  views: Views,
  id: string,
  version: number,
): Promise<ProcedureDefinition | undefined> {
  return (await views.getRepository(ProcedureRow).findOneBy({ id, version }))?.definition;
}

/** Published versions of a procedure, newest first. */
export async function versionsOf(views: Views, id: string): Promise<number[]> {
  const rows = await views
    .getRepository(ProcedureRow)
    .find({ select: { version: true }, where: { id }, order: { version: 'DESC' } });
  return rows.map(({ version }) => version);
}

/** The newest published version of a calendar. */
export async function newestCalendar(views: Views, id: string): Promise<HolidayCalendar | undefined> {
  const [row] = await views.getRepository(CalendarRow).find({ where: { id }, order: { version: 'DESC' }, take: 1 });
  return row?.calendar;
}

/** The newest version of every calendar. */
export async function calendars(views: Views): Promise<HolidayCalendar[]> {
  const rows = await views.getRepository(CalendarRow).find({ order: { id: 'ASC', version: 'DESC' } });
  return rows.filter((row, i) => rows[i - 1]?.id !== row.id).map((row) => row.calendar);
}
