import type { CaseFact, Day, LegalBasis, LocalizedText, ProcedureDefinition, Role, Uuid } from '#contracts';
import type { CountingRules, HolidayCalendar } from '#legal-clock';
import type { AddresseeState, CaseState } from '../../case/case.state.js';

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

/** Everything that a guard may look at: the case, its team, and the day on which the step is to take effect. Never now. */
export interface Standing {
  case: CaseState;
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

/** The counts that guards compare and sentences are filled with. */
export function factsOf({ case: state, team }: Pick<Standing, 'case' | 'team'>): Record<CaseFact, number> {
  const addressees = Object.values(state.rfis).flatMap((rfi) => Object.values(rfi.addressees));
  const count = (...states: AddresseeState['state'][]): number =>
    addressees.filter((addressee) => states.includes(addressee.state)).length;
  return {
    rfisIssued: Object.keys(state.rfis).length,
    addresseesAsked: addressees.length,
    repliesIn: count('in', 'late'),
    repliesLate: count('late'),
    repliesMissing: count('asked', 'overdue'),
    complaintsPending: state.complaintsPending,
    teamMembers: team.members.length,
    conflictsUndeclared: team.members.filter((member) => member.conflict === 'not-yet').length,
    leads: team.leads,
  };
}
