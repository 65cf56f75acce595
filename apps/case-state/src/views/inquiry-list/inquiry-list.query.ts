import type { Day, InquiryListItem, InquiryListQuery } from '#contracts';
import { keepInSight, pageInSight, toPage, type Page, type Sight, type Views } from '#service-kit';
import type { SelectQueryBuilder } from 'typeorm';
import type { z } from 'zod';
import { CaseBoardRow } from '../case-board/case-board.entity.js';
import { casesOf } from '../case-board/case-board.query.js';
import { summaryOf } from '../case-board/case-summary.js';
import { managerOf } from '../case-board/case-view.query.js';
import { nextLimit } from '../case-board/limits.js';
import { teamIn, type Matter } from '../matter/matter.js';
import { membersOf } from '../membership/membership.query.js';
import { InquiryRow } from './inquiry.entity.js';

/** A page of the inquiries that a reader may see, the one with the newest event first. */
export async function inquiryList(
  views: Views,
  sight: Sight,
  query: z.output<typeof InquiryListQuery>,
  today: Day,
): Promise<Page<InquiryListItem>> {
  const matching = (): SelectQueryBuilder<InquiryRow> => {
    const rows = views.getRepository(InquiryRow).createQueryBuilder('inquiry').where('true');
    keepInSight(rows, sight, 'inquiry.id');
    if (query.q !== undefined) rows.andWhere('strpos(inquiry.words, :q) > 0', { q: query.q.trim().toLowerCase() });
    const cases = (which: string, more: object): void => {
      const of = rows.subQuery().select('1').from(CaseBoardRow, 'c').where('c.inquiryId = inquiry.id').andWhere(which);
      rows.andWhere(`exists ${of.getQuery()}`, more);
    };
    if (query.stage !== undefined) cases('c.stage = :stage', { stage: query.stage });
    if (query.procedure !== undefined) cases('c.procedure = :procedure', { procedure: query.procedure });
    // An inquiry is at its end when it has cases and all of them are closed.
    const open = rows
      .subQuery()
      .select('1')
      .from(CaseBoardRow, 'o')
      .where('o.inquiryId = inquiry.id')
      .andWhere('not o.closed');
    if (query.closed === 'true') {
      cases('c.closed', {});
      rows.andWhere(`not exists ${open.getQuery()}`);
    }
    if (query.closed === 'false') {
      const any = rows.subQuery().select('1').from(CaseBoardRow, 'a').where('a.inquiryId = inquiry.id');
      rows.andWhere(`(exists ${open.getQuery()} or not exists ${any.getQuery()})`);
    }
    return rows;
  };
  const { rows, total } = await pageInSight(sight, matching, 'inquiry.lastPosition', query);
  const ids = rows.map((row) => row.id);
  const [cases, members] = await Promise.all([casesOf(views, ids), membersOf(views, ids)]);
  const of = <Row extends { inquiryId: string }>(all: Row[], id: string) =>
    all.filter(({ inquiryId }) => inquiryId === id);
  return toPage(
    rows,
    query.limit,
    total,
    (row) => row.lastPosition,
    (inquiry) => shown({ inquiry, cases: of(cases, inquiry.id), members: of(members, inquiry.id) }, today),
  );
}

/** An inquiry in a line. */
export function shown(matter: Matter, today: Day): InquiryListItem {
  const { inquiry: row, cases } = matter;
  const team = teamIn(matter);
  const limit = nextLimit(
    cases.map((one) => one.state),
    today,
  );
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    cases: cases.map((one) => summaryOf(one, cases, team)),
    ...managerOf(team),
    openedOn: row.openedOn,
    lastEvent: { recordedAt: row.lastRecordedAt, effectiveOn: row.lastEffectiveOn, kind: row.lastKind },
    ...(limit && { nextLimit: limit }),
    ...(row.provenance && { provenance: row.provenance }),
  };
}
