import type { Uuid } from '#contracts';
import type { Views } from '#service-kit';
import type { CaseRow } from '../case-board/case-board.entity.js';
import { casesOf } from '../case-board/case-board.query.js';
import { InquiryRow } from '../inquiry-list/inquiry.entity.js';
import type { MembershipRow } from '../membership/membership.entity.js';
import { membersOf, teamOf } from '../membership/membership.query.js';
import type { TeamOnDay } from '../../domain/procedure/engine/standing.js';

/** An inquiry with its cases and its people: all that its pages and those of its cases are made of, now or at another time. */
export interface Matter {
  inquiry: InquiryRow;
  /** In the order of their opening. */
  cases: CaseRow[];
  /** Everybody who is or was on the team, in the order of joining. */
  members: MembershipRow[];
}

/** An inquiry as the views have it now. */
export async function matterNow(views: Views, id: Uuid): Promise<Matter | undefined> {
  const [inquiry, cases, members] = await Promise.all([
    views.getRepository(InquiryRow).findOneBy({ id }),
    casesOf(views, [id]),
    membersOf(views, [id]),
  ]);
  return inquiry ? { inquiry, cases, members } : undefined;
}

/** The team of a matter as guards see it. */
export const teamIn = ({ inquiry, members }: Matter): TeamOnDay =>
  teamOf(members, inquiry.id, inquiry.leadId === null ? 0 : 1);
