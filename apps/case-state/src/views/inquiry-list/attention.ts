import type { Attention, Day } from '#contracts';
import { daysBetween } from '#legal-clock';
import type { z } from 'zod';
import type { CaseState } from '../../domain/case/case.state.js';
import { openSteps } from '../../domain/procedure/engine/explain.js';
import type { Rules, TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { isWaitedFor } from '../case-board/case-summary.js';
import type { MembershipRow } from '../membership/membership.entity.js';

type Line = z.infer<typeof Attention>;

/** Days before a limit from which on it is shown. */
const NEAR = 7;
/** Days for which a late reply is news. */
const NEWS = 14;

/** What wants an officer's eye in one case, derived on the day of asking and stored nowhere. */
export function attentionTo(state: CaseState, rules: Rules, team: TeamOnDay, today: Day): Line[] {
  if (state.closedOn !== undefined) return [];
  const caseId = state.id;
  const lines: Line[] = [];
  for (const rfi of Object.values(state.rfis)) {
    for (const [addresseeId, addressee] of Object.entries(rfi.addressees)) {
      const of = {
        caseId,
        rfiId: rfi.id,
        addresseeId,
        who: addressee.name,
        on: rfi.limit,
        ...(addressee.provenance && { provenance: addressee.provenance }),
      };
      if (addressee.state === 'overdue')
        lines.push({ kind: 'reply-overdue', ...of, days: daysBetween(rfi.limit, today) });
      if (addressee.state === 'late' && addressee.repliedOn && daysBetween(addressee.repliedOn, today) <= NEWS)
        lines.push({ kind: 'reply-late', ...of });
    }
    const left = daysBetween(today, rfi.limit);
    if (isWaitedFor(rfi) && left >= 0 && left <= NEAR)
      for (const [addresseeId, addressee] of Object.entries(rfi.addressees))
        if (addressee.state === 'asked')
          lines.push({
            kind: 'limit-near',
            caseId,
            rfiId: rfi.id,
            addresseeId,
            who: addressee.name,
            on: rfi.limit,
            days: left,
            ...(addressee.provenance && { provenance: addressee.provenance }),
          });
  }
  for (const clock of Object.values(state.clocks)) {
    if (clock.state !== 'running' || clock.end === null) continue;
    const left = daysBetween(today, clock.end);
    if (left >= 0 && left <= NEAR)
      lines.push({ kind: 'clock-near', caseId, title: clock.title, on: clock.end, days: left });
  }
  const { stages } = rules.procedure;
  const here = stages.findIndex(({ id }) => id === state.stage);
  const leadsOn = (to: string | undefined): boolean =>
    stages.some(({ id, terminal }, n) => id === to && n > here && !terminal);
  for (const step of openSteps(rules, { case: state, team, day: today }))
    // What leads onward from this very stage; that a case can be closed, withdrawn or sent back at any time is no news.
    if (step.by === 'officer' && step.from !== 'any' && leadsOn(step.to))
      lines.push({ kind: 'step-ready', caseId, title: step.title, on: state.stageSince });
  return lines;
}

/** Members who still owe their declaration. `who` is the person's id: names are the directory's. */
export const undeclared = (members: MembershipRow[]): Line[] =>
  members
    .filter((member) => member.until === null && member.conflict === 'not-yet')
    .map((member) => ({ kind: 'conflict-undeclared', who: member.person, on: member.from }));
