import type { CaseSummary, Day } from '#contracts';
import type { CaseState, RfiState } from '../../domain/case/case.state.js';
import { factsOf, type TeamOnDay } from '../../domain/procedure/engine/standing.js';
import type { CaseRow } from './case-board.entity.js';

/** A case in a few lines: for lists and for the lanes of an inquiry. */
export function summaryOf(row: CaseRow, siblings: CaseRow[], team: TeamOnDay): CaseSummary {
  const { state } = row;
  const { question, closedOn, closing, follows, provenance } = state;
  return {
    id: state.id,
    number: state.number,
    title: state.title,
    ...(question && { question }),
    procedure: { id: state.procedure.id, version: state.procedure.version, title: state.procedureTitle },
    stage: { id: state.stage, title: state.stageTitle, since: state.stageSince },
    closed: closedOn !== undefined,
    openedOn: state.openedOn,
    ...(closedOn !== undefined && { closedOn }),
    ...(closing && { closing }),
    ...(follows && { follows }),
    followedBy: siblings
      .filter((other) => other.state.follows?.id === state.id)
      .map(({ id, number }) => ({ id, number })),
    facts: factsOf({ case: state, team }),
    ...(provenance && { provenance }),
  };
}

const count = (rfi: RfiState, ...states: string[]): number =>
  Object.values(rfi.addressees).filter((addressee) => states.includes(addressee.state)).length;

/** A request as far as this service knows it from intake's facts. */
export const rfiOf = (caseId: string, rfi: RfiState) => ({
  id: rfi.id,
  caseId,
  number: rfi.number,
  kind: rfi.kind,
  subject: rfi.subject,
  basis: rfi.basis,
  issuedOn: rfi.issuedOn,
  limit: rfi.limit,
  asked: Object.keys(rfi.addressees).length,
  repliesIn: count(rfi, 'in', 'late'),
  late: count(rfi, 'late'),
  overdue: count(rfi, 'overdue'),
  ...(rfi.provenance && { provenance: rfi.provenance }),
});

/** Requests of a case, in the order of their numbers. */
export const rfisOf = (state: CaseState) =>
  Object.values(state.rfis)
    .sort((a, b) => a.number - b.number)
    .map((rfi) => rfiOf(state.id, rfi));

/** Whether somebody is still bound to answer: a waiver lets the case go on, and takes nobody's limit away. */
export const bindsStill = (rfi: RfiState): boolean => count(rfi, 'asked', 'overdue', 'waived') > 0;

/** The day on which the last of the replies came; undefined while one is out. */
export const allInOn = (rfi: RfiState): Day | undefined =>
  bindsStill(rfi)
    ? undefined
    : Object.values(rfi.addressees)
        .flatMap(({ repliedOn }) => repliedOn ?? [])
        .sort()
        .at(-1);

/** Whether the case still waits for replies to a request. */
export const isWaitedFor = (rfi: RfiState): boolean => count(rfi, 'asked', 'overdue') > 0;
