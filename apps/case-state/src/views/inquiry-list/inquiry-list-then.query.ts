import type { InquiryListItem, InquiryListQuery, Uuid } from '#contracts';
import type { Log } from '#event-store';
import {
  decodeCursor,
  inSight,
  numbered,
  toPage,
  type Page,
  type Sight,
  type Then,
  type Views,
  PositionPlace,
} from '#service-kit';
import type { z } from 'zod';
import type { CaseRow } from '../case-board/case-board.entity.js';
import type { Matter } from '../matter/matter.js';
import { matterThen } from '../matter/matter-then.js';
import { shown } from './inquiry-list.query.js';

/** Inquiries that are folded at once. */
const AT_ONCE = 25;

type Filter = Pick<z.output<typeof InquiryListQuery>, 'q' | 'stage' | 'procedure' | 'closed'>;

/**
 * A page of the inquiries that a reader may see today, as they stood then, the one with the newest event of then first. Without a filter
 * only the page is folded; a filter asks what each was then, so each is.
 */
export async function inquiryListThen(
  views: Views,
  log: Log,
  sight: Sight,
  query: z.output<typeof InquiryListQuery>,
  then: Then,
): Promise<Page<InquiryListItem>> {
  const before = decodeCursor(query.cursor, PositionPlace) ?? Infinity;
  const standing = await standingThen(views, sight, then);
  const filtered = [query.q, query.stage, query.procedure, query.closed].some((value) => value !== undefined);
  const wanted = filtered ? standing : standing.filter(({ last }) => last < before).slice(0, query.limit + 1);
  const found: Matter[] = [];
  for (let i = 0; i < wanted.length; i += AT_ONCE) {
    const matters = await Promise.all(wanted.slice(i, i + AT_ONCE).map(({ id }) => matterThen(log, id, then)));
    found.push(...matters.filter((matter) => matter !== undefined).filter((matter) => matches(matter, query)));
  }
  const rows = found.filter(({ inquiry }) => inquiry.lastPosition < before).slice(0, query.limit + 1);
  return toPage(
    rows,
    query.limit,
    filtered ? found.length : standing.length,
    ({ inquiry }) => inquiry.lastPosition,
    (matter) => shown(matter, then.day),
  );
}

/** What the list of now asks of the tables, asked of one inquiry. */
function matches({ inquiry, cases }: Matter, { q, stage, procedure, closed }: Filter): boolean {
  const some = (test: (row: CaseRow) => boolean) => cases.some(test);
  return (
    (q === undefined || inquiry.words.includes(q.trim().toLowerCase())) &&
    (stage === undefined || some((row) => row.stage === stage)) &&
    (procedure === undefined || some((row) => row.procedure === procedure)) &&
    // An inquiry is at its end when it has cases and all of them are closed.
    (closed === undefined || (closed === 'true') === (cases.length > 0 && cases.every((row) => row.closed)))
  );
}

/** The inquiries in sight that were there then, with the position of the newest event that stood, newest first. */
async function standingThen(views: Views, sight: Sight, { upTo, day }: Then): Promise<{ id: Uuid; last: number }[]> {
  const { values, bind } = numbered(upTo, day);
  // Of the events that stand in one place, the last recorded by then; what took effect later left out.
  return views.query(
    `select inquiry_id as id, max(position) as last
       from (select distinct on (place) inquiry_id, place, position, effective_on, kind
               from timeline_item i where position <= $1 and ${inSight(sight, 'i.inquiry_id', bind)}
              order by place, position desc) stands
      where effective_on <= $2::date
      group by inquiry_id having bool_or(kind = 'InquiryOpened')
      order by last desc`,
    values,
  );
}
