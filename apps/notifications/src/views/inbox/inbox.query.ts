import type { InboxItem, Uuid } from '#contracts';
import { InboxPage } from '#contracts';
import { decodeCursor, sightOf, toPage, type AccessReader, type Membership } from '#service-kit';
import type { DataSource } from 'typeorm';
import { z } from 'zod';

interface InboxRow {
  id: Uuid;
  kind: string;
  params: InboxItem['params'];
  inquiry: Uuid;
  case_id: Uuid | null;
  rfi: Uuid | null;
  addressee: Uuid | null;
  at: Date;
  read_at: Date | null;
  actor: Uuid | null;
  invented: boolean;
  case_number: string | null;
  inquiry_number: string | null;
  inquiry_title: InboxItem['params'][string] | null;
}

/**
 * A person's inbox: facts of the inquiries that the person may see now, told to the team that the person was on at the time,
 * or to the person alone; never an own act. $1 person, $2 inquiries in sight (null: all).
 */
const INBOX = `inbox_fact f left join inbox_read r on r.person = $1 and r.item = f.id
  where ($2::uuid[] is null or f.inquiry = any($2)) and (f.only_for is null or f.only_for = $1) and f.actor is distinct from $1
    and exists (select 1 from membership m where m.inquiry = f.inquiry and m.person = $1
                 and m.joined_at <= f.at and (m.left_at is null or f.at < m.left_at))`;

/** Sort key of an item: when it was recorded (the log gives milliseconds), and its id. */
const Place = z.tuple([z.iso.datetime({ precision: 3 }), z.guid()]);

export class InboxQueries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly membership: Membership,
  ) {}

  /** Newest first. */
  async page(
    reader: AccessReader,
    query: { unread?: 'true' | 'false' | undefined; cursor?: string | undefined; limit: number },
  ): Promise<z.infer<typeof InboxPage>> {
    const scope = await this.scopeOf(reader);
    const place = decodeCursor(query.cursor, Place);
    const onlyUnread = query.unread === 'true';
    const wanted = onlyUnread ? 'and r.item is null' : query.unread === 'false' ? 'and r.item is not null' : '';
    const rows: InboxRow[] = await this.dataSource.query(
      `select f.*, i.number as inquiry_number, i.title as inquiry_title, c.params ->> 'number' as case_number
         from (select f.*, r.read_at from ${INBOX} ${wanted}) f left join inbox_inquiry i on i.id = f.inquiry
         left join inbox_fact c on c.kind = 'CaseOpened' and c.inquiry = f.inquiry and c.case_id = f.case_id
        where $3::timestamptz is null or (f.at, f.id) < ($3, $4::uuid)
        order by f.at desc, f.id desc limit $5`,
      [...scope, place?.[0] ?? null, place?.[1] ?? null, query.limit + 1],
    );
    const { total, unread } = await this.count(scope);
    const matching = query.unread === undefined ? total : onlyUnread ? unread : total - unread;
    return { ...toPage(rows, query.limit, matching, (row) => [row.at.toISOString(), row.id], show), unread };
  }

  /** Ids of the unread items, newest first. */
  async unreadOf(reader: AccessReader, limit: number): Promise<Uuid[]> {
    const rows: { id: Uuid }[] = await this.dataSource.query(
      `select f.id from ${INBOX} and r.item is null order by f.at desc, f.id desc limit $3`,
      [...(await this.scopeOf(reader)), limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether an item is in the reader's inbox. */
  async holds(reader: AccessReader, item: Uuid): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(`select 1 from ${INBOX} and f.id = $3`, [
      ...(await this.scopeOf(reader)),
      item,
    ]);
    return rows.length > 0;
  }

  private async count(scope: unknown[]): Promise<{ total: number; unread: number }> {
    const rows: { total: number; unread: number }[] = await this.dataSource.query(
      `select count(*)::int as total, count(*) filter (where r.item is null)::int as unread from ${INBOX}`,
      scope,
    );
    return rows[0]!;
  }

  private async scopeOf(reader: AccessReader): Promise<[Uuid, Uuid[] | null]> {
    const sight = await sightOf(reader, this.membership);
    return [reader.person, sight.all ? null : sight.inquiries];
  }
}

const show = (row: InboxRow): InboxItem => ({
  id: row.id,
  kind: row.kind,
  params: {
    ...row.params,
    ...(row.inquiry_number !== null && { inquiryNumber: row.inquiry_number }),
    ...(row.case_number !== null && { caseNumber: row.case_number }),
    ...(row.inquiry_title !== null && { inquiryTitle: row.inquiry_title }),
  },
  inquiryId: row.inquiry,
  ...(row.case_id && { caseId: row.case_id }),
  ...(row.rfi && { rfiId: row.rfi }),
  ...(row.addressee && { addresseeId: row.addressee }),
  ...(row.actor && { actor: row.actor }),
  at: row.at.toISOString(),
  ...(row.read_at && { readAt: row.read_at.toISOString() }),
  invented: row.invented,
});
