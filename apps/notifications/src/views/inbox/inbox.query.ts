import { InboxPage, Moment, Uuid, type InboxItem } from '#contracts';
import {
  decodeCursor,
  inSight,
  numbered,
  toPage,
  type AccessReader,
  type ServiceRuntime,
  type Views,
} from '#service-kit';
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
 * A person's inbox: facts of the inquiries that the person may see now, told to the team that the person was on when they were taken in
 * here (or to those of it who were in certain roles), or to the person alone; never an own act. $1 person.
 */
const inboxOf = (
  inSight: string,
): string => `inbox_fact f join delivery.facts_taken_in t on t.id = f.id left join inbox_read r on r.person = $1 and r.item = f.id
  where ${inSight} and (f.only_for is null or f.only_for = $1) and f.actor is distinct from $1
    and (f.only_for is not null or exists (select 1 from membership m where m.inquiry = f.inquiry and m.person = $1
                 and (f.only_roles is null or m.role = any(f.only_roles))
                 and exists (select 1 from delivery.members_taken_in j where j.inquiry = m.inquiry and j.person = m.person
                              and j.what = 'joined' and j.at = m.joined_at and j.nth < t.nth)
                 and not exists (select 1 from delivery.members_taken_in l where l.inquiry = m.inquiry and l.person = m.person
                                  and l.what = 'left' and l.at = m.left_at and l.nth < t.nth)))`;

/**
 * A warning that nobody read before a later one of the same end came says nothing any more: of those, the nearest alone is told. It can
 * still be marked as read: it may stand on a screen.
 */
const NEAREST = `(f.kind <> 'ExpiryWarningGiven' or r.item is not null or not exists (
  select 1 from inbox_fact w join delivery.facts_taken_in s on s.id = w.id
   where w.kind = 'ExpiryWarningGiven' and w.inquiry = f.inquiry and w.case_id = f.case_id and s.nth > t.nth
     and (w.params ->> 'clockId', w.params ->> 'of', w.params ->> 'end') is not distinct from
         (f.params ->> 'clockId', f.params ->> 'of', f.params ->> 'end')))`;

/**
 * So does the warning of a request's limit: of those that nobody read the last alone is told, be it of another limit or of a day nearer to it; and
 * it as long as somebody asked has neither replied nor let the limit pass, which is told of each.
 */
const AWAITED = `(f.kind <> 'LimitWarningGiven' or r.item is not null or (not exists (
  select 1 from inbox_fact w join delivery.facts_taken_in s on s.id = w.id
   where w.kind = 'LimitWarningGiven' and w.inquiry = f.inquiry and w.rfi = f.rfi and s.nth > t.nth)
  and (select count(distinct o.addressee) from inbox_fact o
        where o.kind in ('ReplySubmitted', 'ReplyOverdue') and o.inquiry = f.inquiry and o.rfi = f.rfi)
    < coalesce((select (i.params ->> 'addressees')::integer from inbox_fact i
                 where i.kind = 'RfiIssued' and i.inquiry = f.inquiry and i.rfi = f.rfi), 2147483647)))`;

/** Sort key of an item: when it was recorded (the log gives milliseconds), and its id. */
const Place = z.tuple([Moment, Uuid]);

/** A reader's inbox, and the values of the statement that asks for it so far. */
interface Scope {
  inbox: string;
  /** What of it is told. */
  told: string;
  values: unknown[];
}

export class InboxQueries {
  constructor(private readonly runtime: Pick<ServiceRuntime, 'access'>) {}

  /** Newest first. */
  async page(
    reader: AccessReader,
    query: { unread?: 'true' | 'false' | undefined; cursor?: string | undefined; limit: number },
  ): Promise<z.infer<typeof InboxPage>> {
    const place = decodeCursor(query.cursor, Place);
    const onlyUnread = query.unread === 'true';
    const wanted = onlyUnread ? 'and r.item is null' : query.unread === 'false' ? 'and r.item is not null' : '';
    const { rows, total, unread } = await this.in(reader, async (views, { told, values }) => {
      const n = values.length;
      const found: InboxRow[] = await views.query(
        `select f.*, i.number as inquiry_number, i.title as inquiry_title, c.params ->> 'number' as case_number
           from (select f.*, r.read_at from ${told} ${wanted}) f left join inbox_inquiry i on i.id = f.inquiry
           left join inbox_fact c on c.kind = 'CaseOpened' and c.inquiry = f.inquiry and c.case_id = f.case_id
          where $${n + 1}::timestamptz is null or (f.at, f.id) < ($${n + 1}, $${n + 2}::uuid)
          order by f.at desc, f.id desc limit $${n + 3}`,
        [...values, place?.[0] ?? null, place?.[1] ?? null, query.limit + 1],
      );
      const counted: { total: number; unread: number }[] = await views.query(
        `select count(*)::int as total, count(*) filter (where r.item is null)::int as unread from ${told}`,
        values,
      );
      return { rows: found, ...counted[0]! };
    });
    const matching = query.unread === undefined ? total : onlyUnread ? unread : total - unread;
    return { ...toPage(rows, query.limit, matching, (row) => [row.at.toISOString(), row.id], show), unread };
  }

  /** Ids of the unread items, newest first. */
  async unreadOf(reader: AccessReader, limit: number): Promise<Uuid[]> {
    const rows: { id: Uuid }[] = await this.in(reader, (views, { told, values }) =>
      views.query(
        `select f.id from ${told} and r.item is null order by f.at desc, f.id desc limit $${values.length + 1}`,
        [...values, limit],
      ),
    );
    return rows.map(({ id }) => id);
  }

  /** Whether an item is in the reader's inbox, be it told any more or not. */
  async holds(reader: AccessReader, item: Uuid): Promise<boolean> {
    const rows: unknown[] = await this.in(reader, (views, { inbox, values }) =>
      views.query(`select 1 from ${inbox} and f.id = $${values.length + 1}`, [...values, item]),
    );
    return rows.length > 0;
  }

  private in<T>(reader: AccessReader, look: (views: Views, scope: Scope) => Promise<T>): Promise<T> {
    return this.runtime.access.reading(reader, (views, sight) => {
      const { values, bind } = numbered(reader.person);
      const inbox = inboxOf(inSight(sight, 'f.inquiry', bind));
      return look(views, { inbox, told: `${inbox} and ${NEAREST} and ${AWAITED}`, values });
    });
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
