import type { Day, Decision, Uuid } from '#contracts';
import {
  record,
  type Act,
  type CommandHeaders,
  type CommandOutcome,
  type Effective,
  type RequestActor,
} from '#service-kit';
import type { CaseStateDoors } from '../case-state.js';
import type { TeamFacts } from '../domain/inquiry/inquiry.decide.js';
import type { InquiryEvent } from '../domain/inquiry/inquiry.events.js';
import { inquiryOn, type InquiryHistory } from '../domain/inquiry/inquiry.state.js';
import { inOwnRole } from './in-own-role.js';
import { rolesIn } from './roles-in-directory.js';

/** One of the ways to change a team; which one is the decision's. */
export async function changeTeam(
  doors: CaseStateDoors,
  reader: RequestActor,
  headers: CommandHeaders,
  change: {
    operation: string;
    inquiryId: Uuid;
    request: unknown;
    effective: Effective;
    decide(history: InquiryHistory, day: Day, facts: TeamFacts): Decision<InquiryEvent>;
  },
): Promise<CommandOutcome> {
  const { operation, inquiryId, request, effective } = change;
  const rolesOf = await rolesIn(doors.directory);
  const spec = { operation, request, effective };
  return inOwnRole(doors, { reader, headers }, inquiryId, spec, async (act, { matter, role }) => {
    const cases = await casesOf(doors, act, matter.state);
    return record(
      act,
      matter,
      change.decide(matter.state, act.effectiveOn, { role, rolesOf, cases, newId: act.newId }),
    );
  });
}

/**
 * What was recorded under the team as it was: an act with effect in the past must not undo it. Held, so that a step that is taken
 * meanwhile is looked at too.
 */
export async function casesOf(doors: CaseStateDoors, act: Act, history: InquiryHistory): Promise<TeamFacts['cases']> {
  const cases: TeamFacts['cases'] = [];
  for (const { id } of inquiryOn(history)?.cases ?? []) {
    // The rules are pinned by the opening; what was recorded since is the act's to load.
    const { rules, rulesOf } = await doors.caseAtHand(id);
    cases.push({ history: (await act.load(doors.cases, id, { hold: true })).state, rules, rulesOf });
  }
  return cases;
}
