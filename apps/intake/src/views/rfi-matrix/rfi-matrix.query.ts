import type { AddresseeSummary, Day, Question, Uuid } from '#contracts';
import { daysBetween, isBefore } from '#legal-clock';
import type { Views } from '#service-kit';
import { In, IsNull, LessThan } from 'typeorm';
import type { Contact } from '../../directory/contacts.js';
import { RfiRow } from '../rfi-list/rfi.entity.js';
import { AddresseeRow } from './addressee.entity.js';

/** How far a request has come. */
export const NOBODY_ASKED = { asked: 0, repliesIn: 0, late: 0, overdue: 0 };

/** How far each of the requests has come, by its id. */
export async function countReplies(views: Views, rfis: Uuid[]): Promise<Map<Uuid, typeof NOBODY_ASKED>> {
  const rows = await views.getRepository(AddresseeRow).find({
    select: { rfiId: true, submittedOn: true, late: true, overdue: true },
    where: { rfiId: In(rfis) },
  });
  return counted(rows);
}

/** How far requests have come, by their addressees. */
export function counted(
  rows: Pick<AddresseeRow, 'rfiId' | 'submittedOn' | 'late' | 'overdue'>[],
): Map<Uuid, typeof NOBODY_ASKED> {
  const counts = new Map<Uuid, typeof NOBODY_ASKED>();
  for (const { rfiId, submittedOn, late, overdue } of rows) {
    const count = counts.get(rfiId) ?? { ...NOBODY_ASKED };
    count.asked += 1;
    if (submittedOn) count.repliesIn += 1;
    if (submittedOn && late) count.late += 1;
    if (!submittedOn && overdue) count.overdue += 1;
    counts.set(rfiId, count);
  }
  return counts;
}

/** Ids of the undertakings that some requests ask. */
export const addresseeIdsOf = async (views: Views, rfis: Uuid[]): Promise<Uuid[]> =>
  (await views.getRepository(AddresseeRow).find({ select: { id: true }, where: { rfiId: In(rfis) } })).map(
    ({ id }) => id,
  );

/** The undertakings that a request asks, in the order in which it names them. */
export const addresseesOf = (views: Views, rfiId: Uuid): Promise<AddresseeRow[]> =>
  views.getRepository(AddresseeRow).find({ where: { rfiId }, order: { position: 'ASC' } });

export const addresseeRow = (views: Views, id: Uuid): Promise<AddresseeRow | null> =>
  views.getRepository(AddresseeRow).findOneBy({ id });

/** Addressees whose limit has run out by the beginning of a day, and nobody has noted it. */
export async function overdueBy(views: Views, day: Day): Promise<Uuid[]> {
  const rows = await views.getRepository(AddresseeRow).find({
    select: { id: true },
    where: { limit: LessThan(day), overdue: false, submittedOn: IsNull() },
    order: { limit: 'ASC', position: 'ASC' },
  });
  return rows.map(({ id }) => id);
}

/** Requests whose next warning is due by the beginning of a day, and that somebody has not replied to. */
export async function limitNearBy(views: Views, day: Day): Promise<Uuid[]> {
  const rows = await views
    .getRepository(RfiRow)
    .createQueryBuilder('rfi')
    .select(['rfi.id'])
    .where('rfi.warnOn <= :day', { day })
    .andWhere((query) => {
      const silent = query.subQuery().select('1').from(AddresseeRow, 'a').where('a.rfiId = rfi.id');
      return `exists ${silent.andWhere('a.submittedOn is null').getQuery()}`;
    })
    .orderBy('rfi.warnOn', 'ASC')
    .addOrderBy('rfi.position', 'ASC')
    .getMany();
  return rows.map(({ id }) => id);
}

/** Where an addressee stands today. */
export function stateOf(
  row: Pick<AddresseeRow, 'submittedOn' | 'late' | 'limit' | 'answered'>,
  today: Day,
): AddresseeSummary['state'] {
  if (row.submittedOn) return row.late ? 'submitted-late' : 'submitted';
  if (isBefore(row.limit, today)) return 'overdue';
  return row.answered.length > 0 ? 'saved' : 'running';
}

/** A row of the matrix, as of today. @param questions in the order asked @param contact from the directory */
export function summaryOf(row: AddresseeRow, questions: Question[], contact: Contact, today: Day): AddresseeSummary {
  const state = stateOf(row, today);
  const held = new Set(row.answered);
  const cell = (question: string) => {
    if (row.submittedOn) return held.has(question) ? ('answered' as const) : ('missing' as const);
    if (held.has(question)) return 'saved' as const;
    return state === 'overdue' ? ('missing' as const) : ('not-yet' as const);
  };
  return {
    id: row.id,
    name: row.name,
    country: row.country,
    ...(row.sector !== null && { sector: row.sector }),
    contact,
    limit: row.limit,
    state,
    ...(row.submittedOn && { submittedOn: row.submittedOn }),
    workingDaysLate: row.workingDaysLate,
    ...(!row.submittedOn && { daysLeft: Math.max(0, daysBetween(today, row.limit)) }),
    answered: row.answered.length,
    asked: row.asked,
    answers: Object.fromEntries(questions.map(({ id }) => [id, cell(id)])),
    version: row.version,
    ...(row.provenance && { provenance: row.provenance }),
  };
}
