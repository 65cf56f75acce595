import type { LeadView, PageQuery, Uuid } from '#contracts';
import { decodeCursor, toPage, type Page, type Sight } from '#service-kit';
import { type DataSource, LessThan } from 'typeorm';
import { z } from 'zod';
import { LeadRow } from './lead.entity.js';

/** The inquiry opened from a lead is told to those who may see it; that it was taken, to everybody who sees the lead. */
const shownTo =
  (sight: Sight) =>
  (row: LeadRow): LeadView => ({
    id: row.id,
    version: row.version,
    kind: row.kind,
    subject: row.subject,
    ...(row.summary !== null && { summary: row.summary }),
    source: row.source,
    parties: row.parties,
    registeredOn: row.registeredOn,
    registeredBy: row.registeredBy,
    ...(row.inquiryId && (sight.all || sight.inquiries.includes(row.inquiryId)) && { inquiryId: row.inquiryId }),
    taken: row.inquiryId !== null,
    ...(row.provenance && { provenance: row.provenance }),
  });

/** A page of the leads, newest first. */
export async function leadList(dataSource: DataSource, sight: Sight, query: PageQuery): Promise<Page<LeadView>> {
  const rows = dataSource.getRepository(LeadRow);
  const before = decodeCursor(query.cursor, z.int());
  const found = await rows.find({
    where: before === undefined ? {} : { position: LessThan(before) },
    order: { position: 'DESC' },
    take: query.limit + 1,
  });
  return toPage(found, query.limit, await rows.count(), (row) => row.position, shownTo(sight));
}

export async function leadById(dataSource: DataSource, sight: Sight, id: Uuid): Promise<LeadView | undefined> {
  const row = await dataSource.getRepository(LeadRow).findOneBy({ id });
  return row ? shownTo(sight)(row) : undefined;
}
