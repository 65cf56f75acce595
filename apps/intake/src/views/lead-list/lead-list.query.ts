import type { LeadView, PageQuery, Uuid } from '#contracts';
import {
  decodeCursor,
  keepInSight,
  notWalledOff,
  toPage,
  type AccessReader,
  type Page,
  type ServiceRuntime,
  type Sight,
  type Views,
} from '#service-kit';
import type { SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { LeadRow } from './lead.entity.js';

/** The inquiry opened from a lead is told to those who may see it; that it was taken, to everybody who sees the lead. */
const shown = (row: LeadRow, seen: ReadonlySet<Uuid>): LeadView => ({
  id: row.id,
  version: row.version,
  kind: row.kind,
  subject: row.subject,
  ...(row.summary !== null && { summary: row.summary }),
  source: row.source,
  parties: row.parties,
  registeredOn: row.registeredOn,
  registeredBy: row.registeredBy,
  ...(row.inquiryId && seen.has(row.inquiryId) && { inquiryId: row.inquiryId }),
  taken: row.inquiryId !== null,
  ...(row.provenance && { provenance: row.provenance }),
});

type Looking = Pick<ServiceRuntime, 'access'>;

/**
 * The leads that a reader sees: all who do casework see all of them, save those of an inquiry that a wall stands before. What a lead tells
 * is what the inquiry is about.
 */
const leadsOf = (views: Views, sight: Sight): SelectQueryBuilder<LeadRow> =>
  keepInSight(views.getRepository(LeadRow).createQueryBuilder('lead'), sight, 'lead.inquiryId', notWalledOff);

async function show({ access }: Looking, sight: Sight, rows: LeadRow[]): Promise<(row: LeadRow) => LeadView> {
  const seen = await access.amongSeen(
    sight,
    rows.flatMap(({ inquiryId }) => inquiryId ?? []),
  );
  return (row) => shown(row, seen);
}

/** A page of the leads, newest first. */
export async function leadList(runtime: Looking, reader: AccessReader, query: PageQuery): Promise<Page<LeadView>> {
  const before = decodeCursor(query.cursor, z.int());
  const { found, total, sight } = await runtime.access.reading(reader, async (views, sight) => {
    const page = leadsOf(views, sight)
      .orderBy('lead.position', 'DESC')
      .take(query.limit + 1);
    if (before !== undefined) page.andWhere('lead.position < :before', { before });
    return { found: await page.getMany(), total: await leadsOf(views, sight).getCount(), sight };
  });
  return toPage(found, query.limit, total, (row) => row.position, await show(runtime, sight, found));
}

export async function leadById(runtime: Looking, reader: AccessReader, id: Uuid): Promise<LeadView | undefined> {
  const { row, sight } = await runtime.access.reading(reader, async (views, sight) => ({
    row: await leadsOf(views, sight).andWhere('lead.id = :id', { id }).getOne(),
    sight,
  }));
  return row ? (await show(runtime, sight, [row]))(row) : undefined;
}
