import type { LeadView, PageQuery, Uuid } from '#contracts';
import {
  decodeCursor,
  keepInSight,
  notFound,
  notThereThen,
  notWalledOff,
  toPage,
  type AccessReader,
  type Page,
  type ServiceRuntime,
  type Sight,
  type Then,
  type Views,
  PositionPlace,
} from '#service-kit';
import type { SelectQueryBuilder } from 'typeorm';
import { leadsThen } from '../then/rows-then.js';
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

type Looking = Pick<ServiceRuntime, 'access' | 'log'>;

/**
 * The leads that a reader sees: all who do casework see all of them, save those of an inquiry that a wall stands before. What a lead tells
 * is what the inquiry is about.
 */
const leadsOf = (views: Views, sight: Sight, then?: Then): SelectQueryBuilder<LeadRow> =>
  keepInSight(
    // That a lead was registered is not corrected: its place and day are those of the list of now.
    views
      .getRepository(LeadRow)
      .createQueryBuilder('lead')
      .where(then ? 'lead.position <= :upTo and lead.registeredOn <= :day' : 'true', { ...then }),
    sight,
    'lead.inquiryId',
    notWalledOff,
  );

async function show({ access }: Looking, sight: Sight, rows: LeadRow[]): Promise<(row: LeadRow) => LeadView> {
  const seen = await access.amongSeen(
    sight,
    rows.flatMap(({ inquiryId }) => inquiryId ?? []),
  );
  return (row) => shown(row, seen);
}

/** A page of the leads, newest first. */
export async function leadList(
  runtime: Looking,
  reader: AccessReader,
  query: PageQuery,
  then?: Then,
): Promise<Page<LeadView>> {
  const before = decodeCursor(query.cursor, PositionPlace);
  const { now, total, sight } = await runtime.access.reading(reader, async (views, sight) => {
    const page = leadsOf(views, sight, then)
      .orderBy('lead.position', 'DESC')
      .take(query.limit + 1);
    if (before !== undefined) page.andWhere('lead.position < :before', { before });
    return { now: await page.getMany(), total: await leadsOf(views, sight, then).getCount(), sight };
  });
  const found = then
    ? await leadsThen(
        runtime.log,
        now.map(({ id }) => id),
        then,
      )
    : now;
  return toPage(found, query.limit, total, (row) => row.position, await show(runtime, sight, found));
}

/** @throws Problem not-there-then for one that the reader may see, and that was not registered yet */
export async function leadById(
  runtime: Looking,
  reader: AccessReader,
  id: Uuid,
  then?: Then,
): Promise<LeadView | undefined> {
  const { now, sight } = await runtime.access.reading(reader, async (views, sight) => ({
    now: await leadsOf(views, sight).andWhere('lead.id = :id', { id }).getOne(),
    sight,
  }));
  if (!now) return undefined;
  const row = then ? (await leadsThen(runtime.log, [id], then))[0] : now;
  if (!row) throw then ? notThereThen(then) : notFound();
  return (await show(runtime, sight, [row]))(row);
}
