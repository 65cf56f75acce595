import type { CaseFact, Day, LegalBasis, LocalizedText, ProcedureDefinition, Role, Uuid } from '#contracts';
import type { CountingRules, HolidayCalendar } from '#legal-clock';
import type { AddresseeState, CaseState, RfiState } from '../../case/case.state.js';
import { remembered } from '../../remembered.js';

/** The rules that a case is under: its pinned procedure, the pinned calendar, and the law of counting that the procedure names. */
export interface Rules {
  procedure: ProcedureDefinition;
  calendar: HolidayCalendar;
  counting: CountingRules;
  /** Further calendars by id, pinned too, that single clocks are counted on. */
  others?: Readonly<Record<string, HolidayCalendar>>;
}

/** The inquiry's team as it was at the end of a day, and how many leads the inquiry rests on. */
export interface TeamOnDay {
  members: readonly { person: Uuid; role: Role; conflict: 'none' | 'declared' | 'not-yet' }[];
  leads: number;
}

/** No team: what silence sees. A step that a lapse takes may not look at the team. */
export const NOBODY: TeamOnDay = { members: [], leads: 0 };

/** What of a case guards, consents and clocks may look at: as long as it is the same, so is every answer about its steps. */
export type CaseSeen = Pick<CaseState, 'stage' | 'taken' | 'clocks' | 'rfis' | 'complaintsPending'>;

/** Everything that a guard may look at: the case, its team, and the day on which the step is to take effect. Never now. */
export interface Standing<Case extends CaseSeen = CaseSeen> {
  case: Case;
  team: TeamOnDay;
  day: Day;
}

/** Why a step is shut. `guard` is a guard of the procedure, or one of the engine's own (`ENGINE_GUARDS`). */
export interface Reason {
  guard: string;
  sentence: LocalizedText;
  basis: LegalBasis[];
  /** Steps that would open it. */
  first: string[];
}

/** How many addressees of one request stand how. */
type Replies = Record<AddresseeState['state'], number>;

/**
 * Counted once for each request as it stands, which is never changed in place: a fact of one of them counts that one anew, and a case of many
 * years costs what a young one does. (Counted through with each guard, a command on one of 10,003 events took 1.7 times that on one of 11; now 1.1.)
 */
const repliesTo = remembered(({ addressees }: RfiState): Replies => {
  const replies: Replies = { asked: 0, in: 0, late: 0, overdue: 0, waived: 0 };
  for (const { state } of Object.values(addressees)) replies[state] += 1;
  return replies;
});

/** All requests of a case, and how their addressees stand: counted once for all of its guards. */
const repliesToAll = remembered((rfis: CaseState['rfis']): Replies & { requests: number; byDecision: number } => {
  const all = { requests: 0, byDecision: 0, asked: 0, in: 0, late: 0, overdue: 0, waived: 0 };
  for (const rfi of Object.values(rfis)) {
    const { asked, in: replied, late, overdue, waived } = repliesTo(rfi);
    all.requests += 1;
    if (rfi.kind === 'decision') all.byDecision += 1;
    all.asked += asked;
    all.in += replied;
    all.late += late;
    all.overdue += overdue;
    all.waived += waived;
  }
  return all;
});

/** The counts that guards compare and sentences are filled with. */
export function factsOf({ case: state, team }: Pick<Standing, 'case' | 'team'>): Record<CaseFact, number> {
  const replies = repliesToAll(state.rfis);
  return {
    rfisIssued: replies.requests,
    rfisByDecision: replies.byDecision,
    addresseesAsked: replies.asked + replies.in + replies.late + replies.overdue + replies.waived,
    repliesIn: replies.in + replies.late,
    repliesLate: replies.late,
    repliesMissing: replies.asked + replies.overdue,
    complaintsPending: state.complaintsPending,
    teamMembers: team.members.length,
    conflictsUndeclared: team.members.filter((member) => member.conflict === 'not-yet').length,
    leads: team.leads,
  };
}
