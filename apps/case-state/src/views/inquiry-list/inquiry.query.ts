import type { Day, InquiryView, Uuid } from '#contracts';
import type { Views } from '#service-kit';
import type { CaseState } from '../../domain/case/case.state.js';
import type { Rules } from '../../domain/procedure/engine/standing.js';
import { rfisOf, summaryOf } from '../case-board/case-summary.js';
import { nextLimit } from '../case-board/limits.js';
import { teamIn, type Matter } from '../matter/matter.js';
import { attentionTo, undeclared } from './attention.js';
import { InquiryRow } from './inquiry.entity.js';

export const inquiryById = (views: Views, id: Uuid): Promise<InquiryRow | null> =>
  views.getRepository(InquiryRow).findOneBy({ id });

/** An inquiry with its cases, its people, its requests, and what wants an eye on that day. */
export async function inquiryView(
  matter: Matter,
  rulesOf: (state: CaseState) => Promise<Rules>,
  today: Day,
): Promise<InquiryView> {
  const { inquiry: row, cases, members } = matter;
  const team = teamIn(matter);
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
