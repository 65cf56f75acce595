import type { Views } from '#service-kit';
import { CalendarRow } from './calendar.entity.js';

/** The newest version of a calendar that has been published. */
export async function newestCalendar(views: Views, id: string): Promise<CalendarRow | undefined> {
  const [row] = await views.getRepository(CalendarRow).find({ where: { id }, order: { version: 'DESC' }, take: 1 });
  return row;
}
