import type { CaseView, ClockLine, Day, StepInput, StepView, Uuid, WhatIfView } from '#contracts';
import { CalendarYearMissing, daysBetween } from '#legal-clock';
import { BACKDATING_NOT_ALLOWED, mayBackdate } from '#service-kit';
import type { ClockState, StepTaken } from '../../domain/case/case.events.js';
import type { CaseState, RfiState, TakenStep } from '../../domain/case/case.state.js';
import { optionsOf } from '../../domain/procedure/engine/checks.js';
import {
  checklistOf,
  closes,
  explainSteps,
  isGiven,
  reasonsAgainstChoice,
  type StepStanding,
} from '../../domain/procedure/engine/explain.js';
import { stageOnMap } from '../../domain/procedure/engine/reach.js';
import { nameOf, reckonClock } from '../../domain/procedure/engine/reckoning.js';
import type { Reason, Rules, Standing, TeamOnDay } from '../../domain/procedure/engine/standing.js';
import { isSigned } from '../../domain/procedure/signing.js';
import { shutToCorrection } from '../../domain/case/correct.js';
import { REOPENING, stagesToReopen } from '../../domain/case/reopen.js';
import { mayDo } from '../../domain/powers.js';
import type { InquiryRow } from '../inquiry-list/inquiry.entity.js';
import type { CaseRow } from './case-board.entity.js';
import type { RecordedStep, UndoneClosing } from './case-board.query.js';
import { allInOn, bindsStill, isWaitedFor, rfisOf, summaryOf } from './case-summary.js';

export interface CasePage {
  row: CaseRow;
  siblings: CaseRow[];
  inquiry: InquiryRow;
  rules: Rules;
  team: TeamOnDay;
  recorded: ReadonlyMap<Uuid, RecordedStep>;
  today: Day;
  linked: CaseView['linked'];
  /** The reader's role on the team; undefined for who only reads, and in a view of the past: nothing is done there. */
  role: string | undefined;
  /** Steps that it has taken, and that its procedure has no more. */
  retired: StepTaken[];
  /** Closings that a reopening undid; none in a view of the past. */
  undone: UndoneClosing[];
  /** Published versions of its procedure, newest first. */
  versions: number[];
}

/** A case as its page shows it: the whole procedure, with how each step stands for this reader today. */
export function caseView(page: CasePage): CaseView {
  const { row, siblings, inquiry, rules, team, today, role, versions } = page;
  const { state } = row;
  const { procedure } = rules;
  return {
    id: row.id,
    version: row.version,
    position: row.position,
    inquiry: { id: inquiry.id, number: inquiry.number, title: inquiry.title },
    summary: summaryOf(row, siblings, team),
    pin: state.procedure,
    ...(state.procedureSince !== undefined && { pinnedSince: state.procedureSince }),
    otherVersions: versions.filter((version) => version !== state.procedure.version),
    mayMove: state.closedOn === undefined && role !== undefined && mayDo('moveProcedure', [role]),
    calendar: { ...state.calendar, title: rules.calendar.title },
    basis: state.basis,
    ...managerOf(team),
    stages: stagesOf(state, rules),
    steps: [
      ...page.retired.map((step) => retiredView(step, page)),
      ...explainSteps(rules, { case: state, team, day: today }).map((step) => stepView(step, page)),
    ],
    clocks: [
      ...Object.values(state.clocks).map((clock) => clockLine(clock, rules, today)),
      ...Object.values(state.rfis).map((rfi) => rfiLine(rfi, today)),
    ],
    rfis: rfisOf(state),
    // Whoever is on the team prepares; who signs is the rule's `maySign`, and intake's to decide.
    mayAsk: state.closedOn === undefined && role !== undefined && role !== 'auditor' && procedure.rfi.length > 0,
    reopensIn: mayDo('reopenCase', role === undefined ? [] : [role])
      ? stagesToReopen(state, rules).map(({ stage, title }) => ({ id: stage, title }))
      : [],
    linked: page.linked,
    ...(procedure.note && { note: procedure.note }),
    ...(procedure.asOf !== undefined && { asOf: procedure.asOf }),
  };
}

export const managerOf = (team: TeamOnDay): { manager?: Uuid } => {
  const manager = team.members.find((member) => member.role === 'case-manager')?.person;
  return manager === undefined ? {} : { manager };
};

/** `passed`: it has been there, or the way has gone past it. */
function stagesOf(state: CaseState, { procedure }: Rules): CaseView['stages'] {
  const here = procedure.stages.findIndex((stage) => stage.id === state.stage);
  const known = procedure.stages.map(({ id, title, terminal }, i): CaseView['stages'][number] => {
    const entered = state.been.findLast((stage) => stage.stage === id)?.since;
    return {
      id,
      title,
      terminal: terminal ?? false,
      state: i === here ? 'here' : entered !== undefined || i < here ? 'passed' : 'ahead',
      ...(entered !== undefined && { enteredOn: entered }),
    };
  });
  // Stages of an earlier version that it has been at, and this one has no more: where it was then.
  return state.been
    .filter(({ stage }, i) => state.been.findIndex((one) => one.stage === stage) === i)
    .filter(({ stage }) => !procedure.stages.some(({ id }) => id === stage))
    .reduce((stages, { stage, title, since }) => {
      const before = state.been[state.been.findIndex((one) => one.stage === stage) - 1];
      const at = stages.findIndex(({ id }) => id === before?.stage) + 1;
      return stages.toSpliced(at, 0, { id: stage, title, terminal: false, state: 'passed', enteredOn: since });
    }, known);
}

/** What has to be so before the case can end, where the rules have words for it. */
function checklist(
  step: StepStanding['step'],
  standing: Standing<CaseState>,
  rules: Rules,
): Pick<StepView, 'checklist'> {
  if (step.by !== 'officer' || standing.case.closedOn !== undefined || !closes(rules.procedure, step)) return {};
  const checked = whereReckonable(() => checklistOf(rules, standing, step));
  return checked.length > 0 ? { checklist: checked } : {};
}

/** Nothing where a list of holidays is missing: which one stands among the reasons against the step. */
function whereReckonable<T>(ask: () => T[]): T[] {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CalendarYearMissing) return [];
    throw error;
  }
}

/** Reasons as the screen shows them, with the titles of the steps that come first. */
export const whyNot = (why: Reason[], { procedure }: Rules): WhatIfView['why'] =>
  why.map(({ guard, sentence, basis, first }) => ({
    guard,
    sentence,
    basis,
    first: first.map((id) => ({
      step: id,
      title: procedure.steps.find((other) => other.id === id)?.title ?? { en: id },
    })),
  }));

function stepView({ step, state: standing, why }: StepStanding, page: CasePage): StepView {
  const { row, rules, role, team, today } = page;
  return {
    id: step.id,
    title: step.title,
    done: step.done,
    ...(step.consequence && { consequence: step.consequence }),
    stage: stageOnMap(step),
    ...(step.to !== undefined && { to: step.to }),
    by: step.by,
    state: standing,
    taken: (row.state.taken[step.id] ?? []).map((taken) => takenView(taken, step, page)),
    ...undoneOf(step, page),
    why: whyNot(why, rules),
    may: step.may,
    mine: role !== undefined && (step.may as string[]).includes(role),
    signed: isSigned(rules.procedure, step),
    basis: step.basis,
    inputs: (step.inputs ?? []).map((input) => inputView(input, { case: row.state, team, day: today }, rules)),
    consents: (step.consents ?? []).map((consent) => ({
      who: consent.who,
      must: consent.must,
      given:
        consent.must !== 'be-informed' &&
        isGiven(rules.procedure, { case: row.state, team, day: today }, step, consent),
      basis: consent.basis,
    })),
    ...checklist(step, { case: row.state, team, day: today }, rules),
    hypothetical:
      step.hypothetical === true ||
      (row.state.taken[step.id] ?? []).some((taken) => taken.provenance?.standing === 'hypothetical'),
    ...(step.by === 'rfi-issued' && { door: 'rfi' as const }),
    ...(step.by === 'reply-submitted' && { door: 'reply' as const }),
  };
}

function inputView(input: StepInput, standing: Standing<CaseState>, rules: Rules): StepView['inputs'][number] {
  if (input.kind === 'among')
    return { ...input, options: whereReckonable(() => optionsOf(input, standing.case, standing.day, rules)) };
  const shutChoices = (input.choices ?? [])
    .map((choice) => {
      const why = whereReckonable(() => reasonsAgainstChoice(rules, standing, choice));
      return { choice: choice.id, why: whyNot(why, rules) };
    })
    .filter(({ why }) => why.length > 0);
  return shutChoices.length > 0 ? { ...input, shutChoices } : input;
}

/** A step that is no more, as it was recorded when it was taken: history does not go with the rule. */
function retiredView(step: StepTaken, page: CasePage): StepView {
  const { row, rules } = page;
  const known = [...rules.procedure.stages.map(({ id }) => id), ...row.state.been.map(({ stage }) => stage)];
  return {
    id: step.step,
    title: step.title,
    done: step.done,
    stage: known.find((stage) => stage === step.toStage) ?? null,
    by: step.by,
    state: 'done',
    taken: (row.state.taken[step.step] ?? []).map((taken) => takenView(taken, { id: step.step, by: step.by }, page)),
    ...undoneOf({ id: step.step, by: step.by }, page),
    why: [],
    may: [],
    mine: false,
    signed: false,
    basis: step.basis,
    inputs: [],
    consents: [],
    hypothetical: step.hypothetical === true,
    // Reopening is no step of a file, and none that a version gave up.
    ...(step.step !== REOPENING && { retired: true }),
  };
}

function undoneOf(step: Pick<StepView, 'id' | 'by'>, page: CasePage): Pick<StepView, 'undone'> {
  const undone = page.undone.filter((closing) => closing.step === step.id);
  return undone.length > 0 ? { undone: undone.map((closing) => takenView(closing, step, page)) } : {};
}

function takenView(taken: TakenStep, step: Pick<StepView, 'id' | 'by'>, page: CasePage): StepView['taken'][number] {
  const event = taken.eventId === undefined ? undefined : page.recorded.get(taken.eventId);
  if (!event) throw new Error(`the step that event ${taken.eventId} took is not among the case's events`);
  const note = taken.inputs.map((input) => input.text.en).join(' · ');
  return {
    on: taken.on,
    recordedAt: event.recordedAt,
    by: event.onBehalfOf ?? taken.by,
    role: taken.role ?? event.actor.role,
    position: event.position,
    ...(note && { note }),
    ...(taken.provenance && { provenance: taken.provenance }),
    ...correctionOf(taken, step, page),
  };
}

/** Whether the reader may correct the record of a step; who only reads is not told. */
function correctionOf(
  taken: TakenStep,
  { id, by }: Pick<StepView, 'id' | 'by'>,
  { row, rules, role, today }: CasePage,
): Pick<StepView['taken'][number], 'correction'> {
  if (role === undefined || role === 'auditor') return {};
  const definition = rules.procedure.steps.find((one) => one.id === id);
  const shut = shutToCorrection(row.state, { step: id, by, on: taken.on }, definition, role);
  // Whatever is corrected in it takes effect on its day.
  const late = taken.on < today && !mayBackdate(role) ? BACKDATING_NOT_ALLOWED : undefined;
  const why = shut?.detail ?? late;
  if (why) return { correction: { may: false, why } };
  return { correction: { may: true, inputs: Object.fromEntries(taken.inputs.map(({ id, value }) => [id, value])) } };
}

export function clockLine(clock: ClockState, rules: Rules, today: Day): ClockLine {
  const { procedure } = rules;
  const definition = procedure.clocks.find(({ id }) => id === nameOf(clock.clock));
  const asOf = definition?.asOf ?? procedure.asOf;
  // A clock on which nothing hangs runs out without an event; that it is past is said here, by the day of asking.
  const over = clock.state === 'running' && clock.end !== null && clock.end < today;
  const state = over ? 'lapsed' : clock.state;
  return {
    id: clock.clock,
    ...(clock.subject !== undefined && { subject: clock.subject }),
    ...(definition?.ledger && { ledger: true }),
    ...(clock.hardEnd !== undefined && { hardEnd: clock.hardEnd }),
    ...(asOf !== undefined && { asOf }),
    title: clock.title,
    kind: 'procedure',
    startedOn: clock.startedOn,
    ...(clock.firstStartedOn !== undefined && { firstStartedOn: clock.firstStartedOn }),
    period: [clock.period, ...(clock.plus ?? [])].join(' + '),
    end: clock.end,
    state,
    ...(clock.endedOn !== undefined && { endedOn: clock.endedOn }),
    daysLeft: clock.end === null || clock.state === 'ended' ? null : daysBetween(today, clock.end),
    suspensions: clock.suspensions.map(({ from, to }) => ({ from, ...(to !== undefined && { to }) })),
    extensions: clock.extensions.map(({ on, by }) => ({ on, by })),
    ...(definition && extendedFrom(clock, state, rules)),
    ...(clock.state === 'running' && clock.warnings?.length && { warnings: clock.warnings }),
    explanation: clock.explanation,
    basis: clock.basis,
    indicative: clock.indicative,
  };
}

/** Where an extended period would have ended without its extensions: what was suspended moves that day too, be it before or after them. */
function extendedFrom(clock: ClockState, state: ClockLine['state'], rules: Rules): Pick<ClockLine, 'extendedFrom'> {
  if (clock.extensions.length === 0 || clock.end === null) return {};
  const end = state === 'running' ? endWithoutExtensions(clock, rules) : toldBeforeExtension(clock);
  return end !== null && end < clock.end ? { extendedFrom: end } : {};
}

function endWithoutExtensions(clock: ClockState, rules: Rules): Day | null {
  try {
    return reckonClock(rules, { ...clock, extensions: [] }).end;
  } catch (error) {
    // The case is on a list of holidays that the clock was not counted on.
    if (error instanceof CalendarYearMissing) return toldBeforeExtension(clock);
    throw error;
  }
}

/** As it stood when the clock was last counted; `null` where a suspension moved it after the extension. A clock that is over is history. */
function toldBeforeExtension({ explanation: { steps } }: ClockState): Day | null {
  const at = steps.findIndex(({ rule }) => rule === 'extended');
  const before = steps[at]?.detail?.['endBefore'];
  return typeof before === 'string' && !steps.slice(at).some(({ rule }) => rule === 'suspended') ? before : null;
}

function rfiLine(rfi: RfiState, today: Day): ClockLine {
  const over = rfi.limit < today;
  const repliesIn = allInOn(rfi);
  return {
    id: `rfi-${rfi.number}`,
    title: rfi.subject,
    kind: 'rfi',
    rfiId: rfi.id,
    startedOn: rfi.issuedOn,
    end: rfi.limit,
    state: bindsStill(rfi) && !over ? 'running' : isWaitedFor(rfi) ? 'lapsed' : 'ended',
    ...(repliesIn !== undefined && { endedOn: repliesIn }),
    daysLeft: bindsStill(rfi) && (!over || isWaitedFor(rfi)) ? daysBetween(today, rfi.limit) : null,
    suspensions: [],
    extensions: [],
    explanation: rfi.limitExplanation,
    basis: rfi.basis,
    indicative: false,
    ...(rfi.provenance && { provenance: rfi.provenance }),
  };
}
