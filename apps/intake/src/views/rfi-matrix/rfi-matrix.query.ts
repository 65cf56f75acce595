import type { AddresseeSummary, Day, Question, Uuid } from '#contracts';
import { daysBetween, isBefore } from '#legal-clock';
import { inSight, notWithheld, numbered, type Sight, type Views } from '#service-kit';
import { In, IsNull, LessThan, type DataSource } from 'typeorm';
import type { Contact } from '../../directory/contacts.js';
import { KnownCaseRow } from '../open-cases/known-case.entity.js';
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

/** Ids of the undertakings that some requests ask, in the order in which these name them. */
export const addresseeIdsOf = async (views: Views, rfis: Uuid[]): Promise<Uuid[]> =>
  (
    await views
      .getRepository(AddresseeRow)
      .find({ select: { id: true }, where: { rfiId: In(rfis) }, order: { position: 'ASC' } })
  ).map(({ id }) => id);

/** The undertakings that a request asks, in the order in which it names them. */
export const addresseesOf = (views: Views, rfiId: Uuid): Promise<AddresseeRow[]> =>
  views.getRepository(AddresseeRow).find({ where: { rfiId }, order: { position: 'ASC' } });

export const addresseeRow = (views: Views, id: Uuid): Promise<AddresseeRow | null> =>
  views.getRepository(AddresseeRow).findOneBy({ id });

/** What a reader sees of some replies, by the addressee. */
export interface RepliesSeen {
  /** Ids of the questions that hold an answer; a reply that is withheld from the reader is not there. */
  answered: Map<Uuid, string[]>;
  /** Those that are for named people alone, whoever asks. */
  restricted: Map<Uuid, { id: Uuid; people: Uuid[] }>;
}

/** Of some replies what the reader may see, now. */
export async function repliesSeen(views: Views, sight: Sight, addressees: readonly Uuid[]): Promise<RepliesSeen> {
  const { values, bind } = numbered(addressees);
  const replies: { id: Uuid; answered: string[] }[] = await views.query(
    `select r.id, r.answered from reply r where r.id = any($1::uuid[])
        and ${inSight(sight, 'r.inquiry_id', bind)} and ${notWithheld(sight, 'r.id', bind)}`,
    values,
  );
  const restrictions: { object: Uuid; id: Uuid; people: Uuid[] }[] = await views.query(
    `select object_id as object, restriction_id as id, to_jsonb(people) as people from access_restriction where object_id = any($1::uuid[])`,
    [addressees],
  );
  return {
    answered: new Map(replies.map(({ id, answered }) => [id, answered])),
    restricted: new Map(restrictions.map(({ object, id, people }) => [object, { id, people }])),
  };
}

/** The restriction of a reply that stands, whoever asks. */
export async function restrictionOf(views: Pick<DataSource, 'query'>, addressee: Uuid): Promise<Uuid | undefined> {
  const rows: { id: Uuid }[] = await views.query(
    'select restriction_id as id from access_restriction where object_id = $1',
    [addressee],
  );
  return rows[0]?.id;
}

/** What of one reply is told: which questions it answers, unless that is withheld, and to whom it is restricted. */
export interface ReplySeen {
  answered?: readonly string[] | undefined;
  restricted?: { id: Uuid; people: Uuid[] } | undefined;
}

/** Addressees whose limit has run out by the beginning of a day, and nobody has noted it. */
export async function overdueBy(views: Views, day: Day): Promise<Uuid[]> {
  const rows = await views.getRepository(AddresseeRow).find({
    select: { id: true },
    where: { limit: LessThan(day), overdue: false, submittedOn: IsNull() },
    order: { limit: 'ASC', position: 'ASC' },
  });
  return rows.map(({ id }) => id);
}

/** Requests on open cases whose next warning is due by the beginning of a day, and that somebody has not replied to. */
export async function limitNearBy(views: Views, day: Day): Promise<Uuid[]> {
  const rows = await views
    .getRepository(RfiRow)
    .createQueryBuilder('rfi')
    .select(['rfi.id'])
    .innerJoin(KnownCaseRow, 'known', 'known.id = rfi.caseId and known.open')
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
  row: Pick<AddresseeRow, 'submittedOn' | 'late' | 'limit'> & Pick<ReplySeen, 'answered'>,
  today: Day,
): AddresseeSummary['state'] {
  if (row.submittedOn) return row.late ? 'submitted-late' : 'submitted';
  if (isBefore(row.limit, today)) return 'overdue';
  return row.answered?.length ? 'saved' : 'running';
}

/**
 * A row of the matrix, as of today. Of a reply that is withheld it says who was asked, by when, and whether it is in.
 * @param questions in the order asked
 * @param contact from the directory
 */
export function summaryOf(
  row: AddresseeRow,
  { answered, restricted }: ReplySeen,
  { questions, contact, today }: { questions: Question[]; contact: Contact; today: Day },
): AddresseeSummary {
  const state = stateOf({ ...row, answered }, today);
  const held = new Set(answered);
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
    ...(answered && { answered: answered.length }),
    asked: row.asked,
    answers: answered ? Object.fromEntries(questions.map(({ id }) => [id, cell(id)])) : {},
    ...(restricted && { restricted: { ...restricted, withheld: answered === undefined } }),
    ...(answered && { version: row.version }),
    ...(row.provenance && { provenance: row.provenance }),
  };
}
