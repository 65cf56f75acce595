import type { Day, Decision, LocalizedText } from '#contracts';
import { firstUndone } from '../procedure/engine/later-steps.js';
import { runningOn } from '../procedure/engine/running-on.js';
import { inEach, quoted } from '../procedure/engine/sentences.js';
import type { Rules } from '../procedure/engine/standing.js';
import { asItStood, dayInWords } from '#legal-clock';
import { powers } from '../powers.js';
import { reject } from '../rejection.js';
import { laterStepUnlawful, notYourRole, pending, type CaseFacts } from './case.decide.js';
import type { CaseEvent, StepTaken } from './case.events.js';
import type { CaseRejection } from './case.rejections.js';
import { caseOn, type CaseHistory, type CaseState } from './case.state.js';

/** A step that every procedure has, whatever its file says: it is taken on what no step of the file can be taken on. */
export const REOPENING = 'CaseReopened';
const TITLE: LocalizedText = { en: 'Reopen the case', fr: 'Rouvrir l’affaire' };
const DONE: LocalizedText = { en: 'Case reopened', fr: 'Affaire rouverte' };
const REASON: LocalizedText = { en: 'Reason', fr: 'Motif' };

export interface ReopenCommand {
  reason: string;
  /** The stage that it goes on in; default: the one that it was closed from. */
  stage?: string | undefined;
  /** The role exercised. */
  role: string;
  effectiveOn: Day;
}

/**
 * Stages that a closed case can go on in: those that it has been in, the last one first. Not one that its present version does not know, nor
 * one that ends the case: nothing could be done there, not even reopen it.
 */
export const stagesToReopen = (state: CaseState, { procedure }: Rules): CaseState['been'] => {
  if (state.closedOn === undefined) return [];
  const open = new Set(procedure.stages.filter(({ terminal }) => terminal !== true).map(({ id }) => id));
  const been = state.been.filter(({ stage }) => stage !== state.stage && open.has(stage));
  return been.filter(({ stage }, i) => been.findLastIndex((other) => other.stage === stage) === i).toReversed();
};

/**
 * Opens a closed case again, in a stage that it has been in. Nothing of what was done is undone: the closing stays in its history, and
 * can be taken again. A clock that only the closing ended runs on (the ledger of limitation periods, for one), save where silence would
 * have taken a step meanwhile: what silence would have done is not brought about by reopening.
 */
export function reopenCase(
  history: CaseHistory,
  { reason, stage, role, effectiveOn: day }: ReopenCommand,
  facts: CaseFacts,
): Decision<CaseEvent, CaseRejection> {
  const state = caseOn(history);
  if (!state) throw new Error('a case that is reopened was opened');
  if (!(powers.reopenCase as readonly string[]).includes(role))
    return notYourRole({ title: TITLE, may: powers.reopenCase }, role);
  const standing = asItStood(history);
  const closing = lastClosing(standing);
  if (state.closedOn === undefined || !closing)
    return reject(
      'not-closed',
      inEach([state.stageTitle], {
        en: ([stage]) => `The case is not closed: it is in “${stage}”.`,
        fr: ([stage]) => `L’affaire n’est pas close\u00a0: elle est au stade ${quoted(stage)}.`,
      }),
      { guard: 'not-closed' },
    );
  if (day < state.closedOn)
    return reject(
      'before-stage-began',
      {
        en: `The case was closed on ${dayInWords(state.closedOn)}; it cannot be reopened before, on ${dayInWords(day)}.`,
        fr: `L’affaire a été close le ${dayInWords(state.closedOn, 'fr')}\u00a0; elle ne peut pas être rouverte avant, le ${dayInWords(day, 'fr')}.`,
      },
      { guard: 'before-stage-began' },
    );
  const stages = stagesToReopen(state, facts.rules);
  const onto = stage === undefined ? stages[0] : stages.find((one) => one.stage === stage);
  if (!onto)
    return reject(
      'stage-not-been',
      {
        en: 'A case is reopened in a stage that it has been in.',
        fr: 'Une affaire est rouverte à un stade où elle a déjà été.',
      },
      {
        status: 400,
        errors: [{ path: 'stage', message: `One of ${stages.map((one) => one.stage).join(', ')}` }],
      },
    );
  const taken: StepTaken = {
    inquiryId: state.inquiryId,
    caseId: state.id,
    caseNumber: state.number,
    step: REOPENING,
    title: TITLE,
    done: DONE,
    by: 'officer',
    fromStage: state.stage,
    toStage: onto.stage,
    toTitle: onto.title,
    closes: false,
    reopens: closing.data.step,
    inputs: [{ id: 'reason', label: REASON, value: reason, text: { en: reason } }],
    clocks: runningOn(state, caseOn(standing.filter((event) => event !== closing.event)), day),
    basis: state.basis,
  };
  const events: CaseEvent[] = [{ type: 'StepTaken', data: taken }];
  const undone = firstUndone(
    facts.rulesOf ?? (() => facts.rules),
    day,
    { history, teamOn: facts.teamOn },
    { history: pending(history, events, day), teamOn: facts.teamOn },
  );
  return undone ? laterStepUnlawful(undone) : events;
}

/** The step that closed it last, as it stands: a correction of the closing is the closing. */
function lastClosing(standing: CaseHistory): { event: CaseHistory[number]; data: StepTaken } | undefined {
  const event = standing.findLast((one) => one.type === 'StepTaken' && one.data.closes);
  return event?.type === 'StepTaken' ? { event, data: event.data } : undefined;
}
