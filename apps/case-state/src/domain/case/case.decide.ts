import {
  roleInFrench,
  roleInWords,
  rolesInFrench,
  type Aggregate,
  type Day,
  type Decision,
  type Happened,
  type LegalBasis,
  type LocalizedText,
  type Provenance,
  type Rejection,
  type RulePin,
  type StepDefinition,
  type Uuid,
} from '#contracts';
import { dayInWords } from '#legal-clock';

import { optionsOf } from '../procedure/engine/checks.js';
import { reasonsAgainst } from '../procedure/engine/explain.js';
import { firstUndone, type RulesOf } from '../procedure/engine/later-steps.js';
import { lapses } from '../procedure/engine/lapses.js';
import { inEach, quoted, sentences, type EngineGuard } from '../procedure/engine/sentences.js';
import type { Reason, Rules, Standing, TeamOnDay } from '../procedure/engine/standing.js';
import { takeStep, type Act, type Outcome } from '../procedure/engine/take-step.js';
import { reject } from '../rejection.js';
import type {
  CaseEvent,
  Cause,
  CaseOpened,
  ReplyNoted,
  ReplyOverdueNoted,
  RfiNoted,
  StepRefused,
  StepTaken,
} from './case.events.js';
import { stepNotOpen, type CaseRejection } from './case.rejections.js';
import { caseOn, longer, type CaseHistory, type CaseState } from './case.state.js';
import { readInputs } from './inputs.js';

/** What a decision rests on besides the case itself. */
export interface CaseFacts {
  /** Those that the case is under now. */
  rules: Rules;
  /** Those that it was under as it stood once; default: always the present ones. */
  rulesOf?: RulesOf;
  teamOn(day: Day): TeamOnDay;
}

export interface OpenCaseCommand {
  caseId: Uuid;
  number: string;
  title: LocalizedText;
  question?: LocalizedText;
  /** Default: the basis of the procedure. */
  basis?: LegalBasis[];
  follows?: Uuid;
  provenance?: Provenance;
  /** The role exercised. */
  role: string;
  effectiveOn: Day;
}

export interface OpenCaseFacts extends CaseFacts {
  inquiry: { id: Uuid; openedOn: Day; cases: { id: Uuid; number: string }[] };
  procedurePin: RulePin;
  calendarPin: RulePin;
  /** Pins of the further calendars that single clocks are counted on. */
  otherCalendars?: RulePin[];
  numberTaken: boolean;
}

/** Opens a case: the angle, its number, its pins, and the opening steps of its procedure. */
export function openCase(command: OpenCaseCommand, facts: OpenCaseFacts): Decision<CaseEvent, CaseRejection> {
  const { rules, inquiry } = facts;
  const { procedure } = rules;
  const first = procedure.stages[0];
  const steps = procedure.steps.filter((step) => step.by === 'opening');
  const opening = steps.at(-1);
  if (!first || !opening)
    throw new Error(`the procedure ${procedure.id} cannot be opened: it has no stage or no opening step`);

  if (!(opening.may as string[]).includes(command.role)) return notYourRole(opening, command.role);
  if (command.effectiveOn < inquiry.openedOn)
    return reject(
      'before-inquiry-opened',
      {
        en: `The inquiry was opened on ${dayInWords(inquiry.openedOn)} only.`,
        fr: `L’enquête n’a été ouverte que le ${dayInWords(inquiry.openedOn, 'fr')}.`,
      },
      {
        guard: 'before-inquiry-opened',
      },
    );
  if (!procedure.numberPrefixes.some((prefix) => command.number.startsWith(prefix)))
    return reject(
      'number-prefix',
      inEach([procedure.title], {
        en: ([title]) =>
          `A case under “${title}” has a number that begins with ${procedure.numberPrefixes.join(' or ')}.`,
        fr: ([title]) =>
          `Le numéro d’une affaire sous ${quoted(title)} commence par ${procedure.numberPrefixes.join(' ou ')}.`,
      }),
    );
  if (facts.numberTaken)
    return reject('number-taken', {
      en: `The number ${command.number} has been given out; a number is never used again.`,
      fr: `Le numéro ${command.number} est déjà attribué\u00a0; un numéro n’est jamais réutilisé.`,
    });
  const follows = inquiry.cases.find((other) => other.id === command.follows);
  if (command.follows !== undefined && !follows)
    return reject('followed-case-unknown', {
      en: 'What it is said to follow is not a case of this inquiry.',
      fr: 'Ce qu’elle est censée suivre n’est pas une affaire de cette enquête.',
    });

  const opened: CaseOpened = {
    inquiryId: inquiry.id,
    caseId: command.caseId,
    number: command.number,
    title: command.title,
    ...(command.question && { question: command.question }),
    basis: command.basis ?? procedure.basis,
    procedure: facts.procedurePin,
    procedureTitle: procedure.title,
    calendar: facts.calendarPin,
    ...(facts.otherCalendars && facts.otherCalendars.length > 0 && { calendars: facts.otherCalendars }),
    ...(procedure.counting !== undefined && { counting: procedure.counting }),
    ...(procedure.site !== undefined && { site: procedure.site }),
    stage: first.id,
    stageTitle: first.title,
    ...(follows && { follows: { id: follows.id, number: follows.number } }),
    rfiRules: procedure.rfi,
    ...(command.provenance && { provenance: command.provenance }),
  };
  const events: CaseEvent[] = [{ type: 'CaseOpened', data: opened }];
  let history = pending([], events, command.effectiveOn);
  for (const step of steps) {
    const state = caseOn(history);
    if (!state) throw new Error('a case that was just opened has a state');
    const outcome = takeStep(rules, standingOn(facts, state, command.effectiveOn), step, {
      inputs: [],
      cause: { kind: 'opening' },
      ...(command.provenance && { provenance: command.provenance }),
    });
    if ('taken' in outcome) {
      const event: CaseEvent = { type: 'StepTaken', data: outcome.taken };
      events.push(event);
      history = pending(history, [event], command.effectiveOn);
    } else if (step === opening) return stepNotOpen(outcome.shut);
  }
  return events;
}

export interface TakeStepCommand {
  step: string;
  inputs: Readonly<Record<string, string | number>>;
  provenance?: Provenance;
  role: string;
  effectiveOn: Day;
}

/** An officer takes a step of the procedure. */
export function takeStepByOfficer(
  history: CaseHistory,
  command: TakeStepCommand,
  facts: CaseFacts,
): Decision<CaseEvent, CaseRejection> {
  const { rules } = facts;
  const step = rules.procedure.steps.find((candidate) => candidate.id === command.step);
  if (!step)
    return reject(
      'step-unknown',
      inEach([rules.procedure.title], {
        en: ([title]) => `“${title}”, version ${rules.procedure.version}, has no step ${command.step}.`,
        fr: ([title]) => `${quoted(title)}, version ${rules.procedure.version}, ne connaît pas l’acte ${command.step}.`,
      }),
      {
        errors: [{ path: 'step', message: 'There is no such step.' }],
      },
    );
  if (step.by !== 'officer') return stepNotOpen([otherDesk(step)]);
  if (!(step.may as string[]).includes(command.role)) return notYourRole(step, command.role);
  const { effectiveOn: day } = command;
  const then = standsOn(history, day);
  if ('rejected' in then) return then;
  // Before what was said is read: a step that is shut whatever is said tells why.
  const shut = reasonsAgainst(rules, standingOn(facts, then, day), step);
  if (shut.length > 0) return stepNotOpen(shut);
  const inputs = readInputs(step, command.inputs, (input) => optionsOf(input, then, day, rules));
  if ('errors' in inputs)
    return reject(
      'inputs-not-valid',
      { en: 'What the step asks for is not all there.', fr: 'Ce que l’acte demande n’est pas entièrement indiqué.' },
      {
        status: 400,
        errors: inputs.errors,
      },
    );

  const outcome = attempt(history, command.effectiveOn, step, facts, {
    inputs: inputs.said,
    ...(command.provenance && { provenance: command.provenance }),
  });
  if ('rejected' in outcome) return outcome;
  if ('shut' in outcome) return stepNotOpen(outcome.shut);
  return [{ type: 'StepTaken', data: outcome.taken }];
}

/** Notes that intake issued a request, and takes the step that belongs to it. The fact is noted in any case. */
export function noteRfi(
  history: CaseHistory,
  command: { rfi: Omit<RfiNoted, 'issuedOn'>; effectiveOn: Day },
  facts: CaseFacts,
): CaseEvent[] {
  const { rfi, effectiveOn } = command;
  if (caseOn(history)?.rfis[rfi.rfiId]) return [];
  const step = byFact(history, effectiveOn, 'rfi-issued', { kind: 'rfi-issued', rfiId: rfi.rfiId }, facts);
  return [...step, { type: 'RfiNoted', data: { ...rfi, issuedOn: effectiveOn } }];
}

/** Notes that an addressee replied, and takes the step that belongs to it. */
export function noteReply(
  history: CaseHistory,
  command: { reply: ReplyNoted; effectiveOn: Day },
  facts: CaseFacts,
): CaseEvent[] {
  const { reply, effectiveOn } = command;
  if (caseOn(history)?.rfis[reply.rfiId]?.addressees[reply.addresseeId]?.repliedOn !== undefined) return [];
  const { rfiId, addresseeId } = reply;
  const step = byFact(history, effectiveOn, 'reply-submitted', { kind: 'reply-submitted', rfiId, addresseeId }, facts);
  return [...step, { type: 'ReplyNoted', data: reply }];
}

/** Notes that a limit ran out without a reply. No step hangs on it. */
export function noteOverdue(history: CaseHistory, overdue: ReplyOverdueNoted): CaseEvent[] {
  const addressee = caseOn(history)?.rfis[overdue.rfiId]?.addressees[overdue.addresseeId];
  return addressee?.state === 'asked' ? [{ type: 'ReplyOverdueNoted', data: overdue }] : [];
}

/** A case as the command path folds it, under rules found by its pins. */
export const caseAggregate = (rulesOf: (state: CaseState) => Rules): Aggregate<CaseHistory, CaseEvent> => ({
  kind: 'case',
  initial: [],
  evolve: (history, event) => longer(history, [event]),
  evolveAll: longer,
  lapses(history, day) {
    const state = caseOn(history);
    return state ? lapses(rulesOf(state), state, day) : [];
  },
});

/**
 * The earliest day on which something noted of a case can take effect on it: its opening. An act of another desk that lies
 * before keeps its own day in what is noted.
 */
export const notBefore = (state: CaseState, day: Day): Day => (day < state.openedOn ? state.openedOn : day);

function byFact(history: CaseHistory, day: Day, by: StepDefinition['by'], cause: Cause, facts: CaseFacts): CaseEvent[] {
  const steps = facts.rules.procedure.steps.filter((step) => step.by === by);
  const outcomes = steps.map((step) => ({ step, outcome: attempt(history, day, step, facts, { inputs: [], cause }) }));
  for (const { outcome } of outcomes) if ('taken' in outcome) return [{ type: 'StepTaken', data: outcome.taken }];
  const [refused] = outcomes;
  const state = caseOn(history);
  if (!refused || !state) return [];
  const { step, outcome } = refused;
  const why =
    'shut' in outcome
      ? outcome.shut.map(({ guard, sentence, basis }) => ({ guard, sentence, basis }))
      : [whyRejected(outcome as Rejection, step)];
  const { inquiryId, id: caseId, number: caseNumber } = state;
  return [
    {
      type: 'StepRefused',
      data: { inquiryId, caseId, caseNumber, step: step.id, title: step.title, cause, why, clocks: [] },
    },
  ];
}

const whyRejected = (rejection: Rejection, step: StepDefinition) => ({
  guard: rejection.guard ?? rejection.code,
  sentence: rejection.detail,
  basis: rejection.basis ?? step.basis,
});

/**
 * Takes a step with effect on a day, be it today or earlier: against the case as it stood then, and only where nothing that is
 * recorded later is undone by it.
 */
function attempt(
  history: CaseHistory,
  day: Day,
  step: StepDefinition,
  facts: CaseFacts,
  act: Act,
): Outcome | Rejection<CaseRejection> {
  const then = standsOn(history, day);
  if ('rejected' in then) return then;
  const outcome = takeStep(facts.rules, standingOn(facts, then, day), step, act);
  if ('shut' in outcome) return outcome;
  const undone = firstUndone(
    facts.rulesOf ?? (() => facts.rules),
    day,
    { history, teamOn: facts.teamOn },
    { history: pending(history, [{ type: 'StepTaken', data: outcome.taken }], day), teamOn: facts.teamOn },
  );
  return undone ? laterStepUnlawful(undone) : outcome;
}

/** Undefined for a day on which the case was under the version that it is under now. */
export function underAnotherVersion({ procedureSince }: CaseState, day: Day): Rejection<CaseRejection> | undefined {
  if (procedureSince === undefined || day >= procedureSince) return undefined;
  return reject(
    'before-stage-began',
    {
      en: `The case went on under another version of its procedure on ${dayInWords(procedureSince)}; a step with effect before, on ${dayInWords(day)}, would belong to the one before.`,
      fr: `L’affaire se poursuit sous une autre version de sa procédure depuis le ${dayInWords(procedureSince, 'fr')}\u00a0; un acte prenant effet avant, le ${dayInWords(day, 'fr')}, relèverait de la version précédente.`,
    },
    { guard: 'before-version-began' },
  );
}

/** The case as it stood on a day, where a step can still take effect on it. */
function standsOn(history: CaseHistory, day: Day): CaseState | Rejection<CaseRejection> {
  const present = caseOn(history);
  if (!present) throw new Error('a step is taken on a case that was opened');
  if (day < present.openedOn)
    return reject(
      'before-case-opened',
      {
        en: `The case was opened on ${dayInWords(present.openedOn)}; nothing can take effect on it before, on ${dayInWords(day)}.`,
        fr: `L’affaire a été ouverte le ${dayInWords(present.openedOn, 'fr')}\u00a0; rien ne peut y prendre effet avant, le ${dayInWords(day, 'fr')}.`,
      },
      {
        guard: 'before-case-opened',
      },
    );
  const elsewhere = underAnotherVersion(present, day);
  if (elsewhere) return elsewhere;
  if (day < present.stageSince)
    return reject(
      'before-stage-began',
      inEach([present.stageTitle], {
        en: ([stage]) =>
          `“${stage}” began on ${dayInWords(present.stageSince)}; a step with effect before, on ${dayInWords(day)}, would belong to an earlier stage.`,
        fr: ([stage]) =>
          `Le stade ${quoted(stage)} a commencé le ${dayInWords(present.stageSince, 'fr')}\u00a0; un acte prenant effet avant, le ${dayInWords(day, 'fr')}, relèverait d’un stade antérieur.`,
      }),
      { guard: 'before-stage-began' },
    );
  const then = caseOn(history, day);
  if (!then) throw new Error('a case stands from the day of its opening on');
  return then;
}

/**
 * Names the later step that an act with effect in the past would undo.
 * @param runsUntil of a step that silence took: the day up to which its clock would run, which is not over yet
 */
export const laterStepUnlawful = (
  { effectiveOn, data }: Pick<Happened<CaseEvent>, 'effectiveOn'> & { data: StepTaken | StepRefused },
  runsUntil?: Day,
): Rejection<'later-step-unlawful'> => {
  const title = ('done' in data ? data.done : data.title) ?? { en: data.step ?? '' };
  const bySilence = data.cause?.kind === 'lapse';
  return reject(
    'later-step-unlawful',
    inEach([title], {
      en: ([title]) => {
        const it = `“${title}” of ${dayInWords(effectiveOn)} on ${data.caseNumber}`;
        return runsUntil === undefined
          ? `With effect on that day, a step recorded since would not stand as it does: ${it}.`
          : `With effect on that day, ${it} would not have come about yet: its time runs to the end of ${dayInWords(runsUntil)}. When that day is over, this can be recorded.`;
      },
      fr: ([title]) => {
        const it = `${quoted(title)} du ${dayInWords(effectiveOn, 'fr')} dans l’affaire ${data.caseNumber}`;
        return runsUntil === undefined
          ? `Avec effet ce jour-là, un acte enregistré depuis ne tiendrait plus tel quel\u00a0: ${it}.`
          : `Avec effet ce jour-là, ${it} ne serait pas encore intervenu\u00a0: son délai court jusqu’à la fin du ${dayInWords(runsUntil, 'fr')}. Passé ce jour, l’enregistrement sera possible.`;
      },
    }),
    {
      guard: 'later-step-unlawful',
      ...('basis' in data && { basis: data.basis }),
      // What silence did nobody can put right first.
      ...(!bySilence && data.step !== undefined && { first: [data.step] }),
    },
  );
};

/** Whose act it is, said in words: `case-manager` is a case manager. */
export const notYourRole = (
  { title, may, basis }: { title: LocalizedText; may: readonly string[]; basis?: StepDefinition['basis'] },
  role: string,
): Rejection<'not-your-role'> => {
  return reject(
    'not-your-role',
    inEach([title], {
      en: ([title]) =>
        `“${title}” is for the ${may.map(roleInWords).join(' or the ')}. On this team you are in the role of ${roleInWords(role)}.`,
      fr: ([title]) =>
        `${quoted(title)} revient à ces fonctions\u00a0: ${rolesInFrench(may)}. Dans cette équipe, la vôtre est\u00a0: ${roleInFrench(role)}.`,
    }),
    { status: 403, guard: 'role', ...(basis && { basis }) },
  );
};

/** Why no officer takes a step that comes about in another way. */
export const otherDesk = ({ basis }: StepDefinition): Reason => ({
  guard: 'other-desk' satisfies EngineGuard,
  sentence: sentences.otherDesk(),
  basis,
  first: [],
});

const standingOn = (facts: CaseFacts, state: CaseState, day: Day): Standing<CaseState> => ({
  case: state,
  team: facts.teamOn(day),
  day,
});

const NOT_YET_RECORDED = { person: '00000000-0000-0000-0000-000000000000', kind: 'system', role: 'system' } as const;

/** Events that are only being decided, put behind what is recorded. */
export const pending = (history: CaseHistory, events: CaseEvent[], day: Day): CaseHistory =>
  longer(
    history,
    events.map((event) => ({ ...event, effectiveOn: day, actor: NOT_YET_RECORDED }) as Happened<CaseEvent>),
  );
