import type { ProcedureDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import type { DataSource } from 'typeorm';
import { CalendarRow, ProcedureRow } from './rules.entity.js';

/** Every published version, by name, newest first. */
export const publishedProcedures = (dataSource: DataSource): Promise<ProcedureRow[]> =>
  dataSource.getRepository(ProcedureRow).find({ order: { id: 'ASC', version: 'DESC' } });

export async function procedureVersion(
  dataSource: DataSource,
  id: string,
  version: number,
): Promise<ProcedureDefinition | undefined> {
  return (await dataSource.getRepository(ProcedureRow).findOneBy({ id, version }))?.definition;
}

/** The newest published version of a calendar. */
export async function newestCalendar(dataSource: DataSource, id: string): Promise<HolidayCalendar | undefined> {
  const [row] = await dataSource
    .getRepository(CalendarRow)
    .find({ where: { id }, order: { version: 'DESC' }, take: 1 });
  return row?.calendar;
}

/** The newest version of every calendar. */
export async function calendars(dataSource: DataSource): Promise<HolidayCalendar[]> {
  const rows = await dataSource.getRepository(CalendarRow).find({ order: { id: 'ASC', version: 'DESC' } });
  return rows.filter((row, i) => rows[i - 1]?.id !== row.id).map((row) => row.calendar);
}
