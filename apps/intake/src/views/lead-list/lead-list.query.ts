import type { LeadView, PageQuery, Uuid } from '#contracts';
import {
  decodeCursor,
  keepInSight,
  notWalledOff,
  toPage,
  type AccessReader,
  type Page,
  type ServiceRuntime,
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

type Looking = Pick<ServiceRuntime, 'dataSource' | 'access'>;

/**
 * The leads that a reader sees: all who do casework see all of them, save those of an inquiry that a wall stands before. What a lead tells
 * is what the inquiry is about.
 */
async function lookAt({ dataSource, access }: Looking, reader: AccessReader) {
  const sight = await access.sightOf(reader);
  const matching = (): SelectQueryBuilder<LeadRow> =>
    keepInSight(dataSource.getRepository(LeadRow).createQueryBuilder('lead'), sight, 'lead.inquiryId', notWalledOff);
  const show = async (rows: LeadRow[]) => {
    const seen = await access.amongSeen(
      sight,
      rows.flatMap(({ inquiryId }) => inquiryId ?? []),
    );
    return (row: LeadRow) => shown(row, seen);
  };
  return { matching, show };
}

/** A page of the leads, newest first. */
export async function leadList(runtime: Looking, reader: AccessReader, query: PageQuery): Promise<Page<LeadView>> {
  const { matching, show } = await lookAt(runtime, reader);
  const before = decodeCursor(query.cursor, z.int());
  const page = matching()
    .orderBy('lead.position', 'DESC')
    .take(query.limit + 1);
  if (before !== undefined) page.andWhere('lead.position < :before', { before });
  const found = await page.getMany();
  return toPage(found, query.limit, await matching().getCount(), (row) => row.position, await show(found));
}

export async function leadById(runtime: Looking, reader: AccessReader, id: Uuid): Promise<LeadView | undefined> {
  const { matching, show } = await lookAt(runtime, reader);
  const row = await matching().andWhere('lead.id = :id', { id }).getOne();
  return row ? (await show([row]))(row) : undefined;
}
