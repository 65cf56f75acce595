import type { RfiListItem, RfiListQuery, Uuid } from '#contracts';
import type { Log } from '#event-store';
import {
  decodeCursor,
  keepInSight,
  pageInSight,
  toPage,
  type Page,
  type Sight,
  type Then,
  type Views,
  PositionPlace,
} from '#service-kit';
import { In, type SelectQueryBuilder } from 'typeorm';
import type { z } from 'zod';
import { KnownCaseRow } from '../open-cases/known-case.entity.js';
import { addresseeIdsOf, counted, countReplies, NOBODY_ASKED } from '../rfi-matrix/rfi-matrix.query.js';
import { addresseesThen, rfisThen } from '../then/rows-then.js';
import { RfiRow } from './rfi.entity.js';

export const rfiRow = (views: Views, id: Uuid): Promise<RfiRow | null> => views.getRepository(RfiRow).findOneBy({ id });

/** A page of the requests of the inquiries that the reader may see, the last prepared first. */
export async function rfiList(
  views: Views,
  sight: Sight,
  query: z.output<typeof RfiListQuery>,
): Promise<Page<RfiListItem>> {
  const matching = (): SelectQueryBuilder<RfiRow> => {
    const rows = views.getRepository(RfiRow).createQueryBuilder('rfi');
    keepInSight(rows, sight, 'rfi.inquiryId');
    if (query.inquiry) rows.andWhere('rfi.inquiryId = :inquiry', { inquiry: query.inquiry });
    if (query.case) rows.andWhere('rfi.caseId = :case', { case: query.case });
    if (query.state) rows.andWhere('rfi.state = :state', { state: query.state });
    return rows;
  };
  const { rows: found, total } = await pageInSight(sight, matching, 'rfi.position', query);
  const counts = await countReplies(
    views,
    found.map(({ id }) => id),
  );
  const show = await shownAmong(views, found, counts);
  return toPage(found, query.limit, total, (row) => row.position, show);
}

/**
 * A page of the requests of the inquiries that the reader may see today, as they stood then. Without a filter on what can have changed only
 * the page is folded.
 */
export async function rfiListThen(
  views: Views,
  log: Log,
  sight: Sight,
  query: z.output<typeof RfiListQuery>,
  then: Then,
): Promise<Page<RfiListItem>> {
  const before = decodeCursor(query.cursor, PositionPlace) ?? Infinity;
  const rows = views.getRepository(RfiRow).createQueryBuilder('rfi').select(['rfi.id', 'rfi.position']);
  keepInSight(rows, sight, 'rfi.inquiryId');
  if (query.inquiry) rows.andWhere('rfi.inquiryId = :inquiry', { inquiry: query.inquiry });
  if (query.case) rows.andWhere('rfi.caseId = :case', { case: query.case });
  // That a request was prepared is not corrected: its place and day are those of the list of now.
  rows.andWhere('rfi.position <= :upTo and rfi.preparedOn <= :day', { ...then });
  const there = await rows.orderBy('rfi.position', 'DESC').getMany();
  const wanted = query.state ? there : there.filter(({ position }) => position < before).slice(0, query.limit + 1);
  const folded = await rfisThen(
    log,
    wanted.map(({ id }) => id),
    then,
  );
  const matching = folded.filter(({ state }) => query.state === undefined || state === query.state);
  const found = matching.filter(({ position }) => position < before).slice(0, query.limit + 1);
  const asked = await addresseeIdsOf(
    views,
    found.map(({ id }) => id),
  );
  const counts = counted(await addresseesThen(log, asked, then));
  const show = await shownAmong(views, found, counts);
  return toPage(found, query.limit, query.state ? matching.length : there.length, (row) => row.position, show);
}

/** How each of some requests is shown in a line. */
async function shownAmong(views: Views, found: RfiRow[], counts: Map<Uuid, typeof NOBODY_ASKED>) {
  const cases = await views.getRepository(KnownCaseRow).findBy({ id: In(found.map(({ caseId }) => caseId)) });
  const numbers = new Map(cases.map(({ id, number }) => [id, number]));
  return (row: RfiRow): RfiListItem => ({
    id: row.id,
    inquiryId: row.inquiryId,
    caseId: row.caseId,
    caseNumber: numbers.get(row.caseId) ?? '',
    ...(row.number !== null && { number: row.number }),
    ...(row.draft.subject && { subject: row.draft.subject }),
    ...(row.draft.kind && { kind: row.draft.kind }),
    basis: row.draft.basis ?? [],
    state: row.state,
    ...(row.issuedOn && { issuedOn: row.issuedOn }),
    ...(row.limit ? { limit: row.limit } : row.draft.limit ? { limit: row.draft.limit } : {}),
    ...(counts.get(row.id) ?? { ...NOBODY_ASKED, asked: row.draft.addressees?.length ?? 0 }),
    ...(row.draft.provenance && { provenance: row.draft.provenance }),
  });
}
