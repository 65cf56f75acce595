import type { RfiListItem, RfiListQuery, Uuid } from '#contracts';
import { decodeCursor, keepInSight, toPage, type Page, type Sight, type Views } from '#service-kit';
import { In, type SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { KnownCaseRow } from '../open-cases/known-case.entity.js';
import { countReplies, NOBODY_ASKED } from '../rfi-matrix/rfi-matrix.query.js';
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
  const before = decodeCursor(query.cursor, z.int());
  const page = matching()
    .orderBy('rfi.position', 'DESC')
    .take(query.limit + 1);
  if (before !== undefined) page.andWhere('rfi.position < :before', { before });
  const found = await page.getMany();
  const counts = await countReplies(
    views,
    found.map(({ id }) => id),
  );
  const cases = await views.getRepository(KnownCaseRow).findBy({ id: In(found.map(({ caseId }) => caseId)) });
  const numbers = new Map(cases.map(({ id, number }) => [id, number]));
  return toPage(
    found,
    query.limit,
    await matching().getCount(),
    (row) => row.position,
    (row) => ({
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
    }),
  );
}
