import type { Then, Views } from '#service-kit';
import { LessThanOrEqual } from 'typeorm';
import { CalendarRow } from './calendar.entity.js';

/** The newest version of a calendar that has been published, or that had been then. */
export async function newestCalendar(views: Views, id: string, then?: Then): Promise<CalendarRow | undefined> {
  const [row] = await views.getRepository(CalendarRow).find({
    where: { id, ...(then?.until !== undefined && { recordedAt: LessThanOrEqual(new Date(then.until)) }) },
    order: { version: 'DESC' },
    take: 1,
  });
  return row;
}
