import type { Day, InquiryView, Uuid } from '#contracts';
import type { Views } from '#service-kit';
import type { CaseState } from '../../domain/case/case.state.js';
import type { Rules } from '../../domain/procedure/engine/standing.js';
import { casesOf } from '../case-board/case-board.query.js';
import { rfisOf, summaryOf } from '../case-board/case-summary.js';
import { nextLimit } from '../case-board/limits.js';
import { membersOf, teamOf } from '../membership/membership.query.js';
import { attentionTo, undeclared } from './attention.js';
import { InquiryRow } from './inquiry.entity.js';

export const inquiryById = (views: Views, id: Uuid): Promise<InquiryRow | null> =>
  views.getRepository(InquiryRow).findOneBy({ id });

/** An inquiry with its cases, its people, its requests, and what wants an eye today. */
export async function inquiryView(
  views: Views,
  id: Uuid,
  rulesOf: (state: CaseState) => Promise<Rules>,
  today: Day,
): Promise<InquiryView | undefined> {
  const row = await inquiryById(views, id);
  if (!row) return undefined;
  const [cases, members] = await Promise.all([casesOf(views, [id]), membersOf(views, [id])]);
  const team = teamOf(members, id, row.leadId === null ? 0 : 1);
  const states = cases.map((one) => one.state);
  const limit = nextLimit(states, today);
  const attention = undeclared(members);
  for (const state of states) attention.push(...attentionTo(state, await rulesOf(state), team, today));
  return {
    id: row.id,
    version: row.version,
    position: row.lastPosition,
    number: row.number,
    title: row.title,
    ...(row.lede && { lede: row.lede }),
    ...(row.leadId !== null && { leadId: row.leadId }),
    ...(row.unit !== null && { unit: row.unit }),
    openedOn: row.openedOn,
    cases: cases.map((one) => summaryOf(one, cases, team)),
    team: members.map(({ person, role, conflict, from, until }) => ({
      person,
      role,
      conflict,
      since: from,
      ...(until !== null && { until }),
    })),
    rfis: states.flatMap(rfisOf),
    attention,
    ...(limit && { nextLimit: limit }),
    ...(row.provenance && { provenance: row.provenance }),
    events: row.events,
  };
}
