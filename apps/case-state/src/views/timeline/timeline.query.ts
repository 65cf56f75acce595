import { Day, type TimelineItem, type TimelineQuery, type Uuid } from '#contracts';
import { decodeCursor, PositionPlace, toPage, type Page, type Then, type Views } from '#service-kit';
import { LessThanOrEqual, type SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { TimelineRow } from './timeline.entity.js';

const Place = z.strictObject({ on: Day.optional(), position: PositionPlace });

/**
 * A page of an inquiry's events, newest first: by the day of effect (within a day the last recorded first), or as recorded.
 * @param then those that had been recorded and had taken effect by then; what has been corrected is told beside what corrects it
 */
export async function timelinePage(
  views: Views,
  inquiryId: Uuid,
  query: z.output<typeof TimelineQuery>,
  then?: Then,
): Promise<Page<TimelineItem>> {
  const before = decodeCursor(query.cursor, Place);
  const matching = (): SelectQueryBuilder<TimelineRow> => {
    const rows = views
      .getRepository(TimelineRow)
      .createQueryBuilder('item')
      .where('item.inquiryId = :inquiryId and item.told', { inquiryId });
    if (then) rows.andWhere('item.position <= :upTo and item.effectiveOn <= :day', { ...then });
    if (query.case !== undefined) rows.andWhere('item.caseId = :case', { case: query.case });
    if (query.kind !== undefined) rows.andWhere('item.kind in (:...kinds)', { kinds: query.kind.split(',') });
    if (query.since !== undefined) rows.andWhere('item.effectiveOn >= :since', { since: query.since });
    if (query.until !== undefined) rows.andWhere('item.effectiveOn <= :until', { until: query.until });
    return rows;
  };
  const rows = matching().take(query.limit + 1);
  if (query.order === 'effect') {
    rows.orderBy('item.effectiveOn', 'DESC').addOrderBy('item.position', 'DESC');
    if (before) rows.andWhere('(item.effectiveOn, item.position) < (:on, :position)', before);
  } else {
    rows.orderBy('item.position', 'DESC');
    if (before) rows.andWhere('item.position < :position', { position: before.position });
  }
  const place = (row: TimelineRow) => ({
    position: row.position,
    ...(query.order === 'effect' && { on: row.effectiveOn }),
  });
  return toPage(await rows.getMany(), query.limit, await matching().getCount(), place, shown);
}

const shown = (row: TimelineRow): TimelineItem => ({
  eventId: row.eventId,
  position: row.position,
  kind: row.kind,
  ...(row.title && { title: row.title }),
  params: row.params,
  effectiveOn: row.effectiveOn,
  recordedAt: row.recordedAt,
  actor: { person: row.person, kind: row.actorKind, role: row.actorRole },
  ...(row.caseId !== null && { caseId: row.caseId }),
  ...(row.caseNumber !== null && { caseNumber: row.caseNumber }),
  ...(row.rfiId !== null && { rfiId: row.rfiId }),
  ...(row.corrects !== null && { corrects: row.corrects }),
  basis: row.basis,
  ...(row.reason !== null && { reason: row.reason }),
  ...(row.provenance && { provenance: row.provenance }),
});

/** The thread shows at most so many points, the newest. */
const MOST_POINTS = 1000;

/** Both times of every event of an inquiry, or of one case of it, in the order of recording. */
export async function threadOf(views: Views, of: { inquiryId: Uuid } | { caseId: Uuid }, then?: Then) {
  const rows = views.getRepository(TimelineRow);
  const by = then && { position: LessThanOrEqual(then.upTo), effectiveOn: LessThanOrEqual(then.day) };
  const [newest, total] = await rows.findAndCount({
    where: { ...of, ...by },
    order: { position: 'DESC' },
    take: MOST_POINTS,
  });
  return {
    points: newest.toReversed().map(({ eventId, position, effectiveOn, recordedAt, corrects, kind }) => ({
      eventId,
      position,
      effectiveOn,
      recordedAt,
      ...(corrects !== null && { corrects }),
      kind,
    })),
    total,
  };
}
