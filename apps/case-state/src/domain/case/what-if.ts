import type { Day, Happened, ProcedureDefinition, StepDefinition, StepInput } from '#contracts';
import { addDays, CalendarYearMissing, endOfPeriod, parsePeriod } from '#legal-clock';
import { afterLapse, lapses } from '../procedure/engine/lapses.js';
import { clocksOf, optionsOf } from '../procedure/engine/checks.js';
import { beyondMost, lastDayOfStanding, reckoned, runsOn } from '../procedure/engine/clocks.js';
import { calendarTitle, definitionOf, nameOf } from '../procedure/engine/reckoning.js';
import { sentences } from '../procedure/engine/sentences.js';
import type { Reason, Rules, TeamOnDay } from '../procedure/engine/standing.js';
import { takeStep } from '../procedure/engine/take-step.js';
import { otherDesk } from './case.decide.js';
import type { CaseEvent, ClockState } from './case.events.js';
import { evolveCase, type CaseState } from './case.state.js';
import { readInputs, type InputError } from './inputs.js';

/** A step of the procedure, played through with effect on a day. */
export interface SupposedStep {
  on: Day;
  step: string;
  inputs: Readonly<Record<string, string | number>>;
}

/** An act on one clock. `suspend`: from that day on, for a length or without end. `extend`: by a length. */
export interface SupposedAct {
  on: Day;
  clock: string;
  act: 'suspend' | 'resume' | 'extend' | 'restart' | 'end';
  length?: string;
}

/** What is played through. Nothing is recorded. */
export type Supposed = SupposedStep | SupposedAct;

export type Played =
  | { before: CaseState; after: CaseState }
  /** It is not possible, and why; or what is said is not right. */
  | { before: CaseState; shut: Reason[] }
  | { before: CaseState; errors: InputError[] };

const NOBODY_YET = { person: '00000000-0000-0000-0000-000000000000', kind: 'system', role: 'system' } as const;

/** Plays an act through on a case as it stands; what silence would bring about by its day comes first. */
export function whatIf(rules: Rules, present: CaseState, team: TeamOnDay, supposed: Supposed): Played {
  const before = lapses(rules, present, supposed.on).reduce(afterLapse, present);
  try {
    return 'step' in supposed ? supposedStep(rules, before, team, supposed) : supposedAct(rules, before, supposed);
  } catch (error) {
    if (!(error instanceof CalendarYearMissing)) throw error;
    const sentence = sentences.dayNotReckonable(calendarTitle(rules, error.calendarId), error.year);
    return { before, shut: [{ guard: 'clock', sentence, basis: [], first: [] }] };
  }
}

const happened = (state: CaseState, event: CaseEvent, on: Day): CaseState =>
  evolveCase(state, { ...event, effectiveOn: on, actor: NOBODY_YET } as Happened<CaseEvent>) ?? state;

function supposedStep(
  rules: Rules,
  before: CaseState,
  team: TeamOnDay,
  { on, step: id, inputs }: SupposedStep,
): Played {
  const step = rules.procedure.steps.find((candidate) => candidate.id === id);
  if (!step)
    return {
      before,
      errors: [{ path: 'step', message: { en: `There is no step ${id}.`, fr: `Il n’y a pas d’acte ${id}.` } }],
    };
  if (step.by !== 'officer') return { before, shut: [otherDesk(step)] };
  const standing = { case: before, team, day: on };
  const first = takeStep(rules, standing, step);
  if ('shut' in first) return { before, shut: first.shut };
  const read = readInputs(sayingDates(step), inputs, (input: StepInput) => optionsOf(input, before, on, rules));
  if ('errors' in read) return { before, errors: read.errors };
  const outcome = takeStep(rules, standing, step, { inputs: read.said });
  if ('shut' in outcome) return { before, shut: outcome.shut };
  return { before, after: happened(before, { type: 'StepTaken', data: outcome.taken }, on) };
}

/** What is written for the file moves no date: supposing a step, nobody has to write it. */
const sayingDates = (step: StepDefinition): StepDefinition => ({
  ...step,
  inputs: (step.inputs ?? []).map((input) => (input.kind === 'long-text' ? { ...input, required: false } : input)),
});

function supposedAct(rules: Rules, before: CaseState, supposed: SupposedAct): Played {
  // An own one: `constructor` is no clock.
  const named = Object.hasOwn(before.clocks, supposed.clock) ? before.clocks[supposed.clock] : undefined;
  const clocks = named ? [named] : clocksOf(before, supposed.clock);
  const [running] = clocks;
  if (!running)
    return {
      before,
      errors: [
        {
          path: 'clock',
          message: {
            en: `There is no clock ${supposed.clock} on this case.`,
            fr: `Il n’y a pas de délai ${supposed.clock} dans cette affaire.`,
          },
        },
      ],
    };
  if ((supposed.act === 'extend') !== (supposed.length !== undefined) && supposed.act !== 'suspend')
    return {
      before,
      errors: [
        {
          path: 'for',
          message: {
            en: 'How long: with an extension or a suspension, and only there.',
            fr: 'La durée\u00a0: pour une prolongation ou une suspension, et là seulement.',
          },
        },
      ],
    };
  const { title, basis } = definitionOf(rules, running.clock);
  const shut = (sentence: Reason['sentence']): Played => ({
    before,
    shut: [{ guard: 'clock', sentence, basis, first: [] }],
  });
  const after: Record<string, ClockState> = { ...before.clocks };
  for (const clock of clocks) {
    if (!runsOn(clock, supposed.on)) return shut(sentences.clockNotRunning(title));
    if (supposed.on < clock.startedOn) return shut(sentences.dayOutOfClock(title, clock.startedOn, supposed.on));
    const changed = actedOn(rules, clock, supposed);
    if (!changed) return shut(sentences.clockNotSuspended(title));
    const longest = beyondMost(rules, changed);
    if (longest) return shut(longest);
    after[clock.clock] = changed;
  }
  for (const clock of alongside(rules.procedure, running.clock, supposed.act).flatMap((id) => clocksOf(before, id))) {
    if (!runsOn(clock, supposed.on) || supposed.on < clock.startedOn) continue;
    after[clock.clock] = actedOn(rules, clock, supposed) ?? clock;
  }
  return { before, after: { ...before, clocks: after } };
}

/**
 * The clocks that go along with one of the case: every step of the procedure that does this to it does it to them as well. That of one undertaking,
 * of which such a step may reach others, is asked by itself.
 */
function alongside({ steps }: ProcedureDefinition, clock: string, act: SupposedAct['act']): string[] {
  const [first = [], ...others] = steps
    .map((step) =>
      (step.clocks ?? []).flatMap((one) => (act in one ? [(one as Record<string, unknown>)[act] as string] : [])),
    )
    .filter((moved) => moved.includes(clock));
  return first.filter((each) => each !== clock && others.every((moved) => moved.includes(each)));
}

/** How the procedure itself sets a clock going again, where it does so in one way. */
function resumingOf({ steps }: ProcedureDefinition, clock: string): { throughWorkingDay?: true } {
  const own = steps
    .flatMap(({ clocks = [] }) => clocks)
    .flatMap((one) => ('resume' in one && one.resume === nameOf(clock) ? [one] : []));
  return { ...(own.length > 0 && own.every((one) => one.throughWorkingDay) && { throughWorkingDay: true }) };
}

/** A clock after the act, reckoned and explained; undefined for a clock to resume that does not stand still. @throws CalendarYearMissing */
function actedOn(rules: Rules, clock: ClockState, { on, act, length }: SupposedAct): ClockState | undefined {
  const next = { ...clock, revision: clock.revision + 1 };
  switch (act) {
    case 'suspend': {
      const to = length === undefined ? undefined : lastDayOf(rules, on, length);
      const suspensions = [...clock.suspensions, { from: on, ...(to !== undefined && { to }) }];
      return reckoned(rules, on, { ...next, state: to === undefined ? 'suspended' : clock.state, suspensions });
    }
    case 'resume': {
      if (clock.state !== 'suspended') return undefined;
      const to = lastDayOfStanding(rules, resumingOf(rules.procedure, clock.clock), on);
      const suspensions = clock.suspensions.map((one) =>
        one.to === undefined ? { ...one, to: to < one.from ? one.from : to } : one,
      );
      return reckoned(rules, on, { ...next, state: 'running', suspensions });
    }
    case 'extend':
      return reckoned(rules, on, { ...next, extensions: [...clock.extensions, { on, by: length ?? '', basis: '' }] });
    case 'restart':
      return reckoned(rules, on, {
        ...next,
        startedOn: on,
        firstStartedOn: clock.firstStartedOn ?? clock.startedOn,
        extensions: [],
      });
    case 'end':
      return { ...next, state: 'ended', endedOn: on };
  }
}

/** The last day of a period that begins with a day: ten working days from Monday on end on Friday of the next week. */
function lastDayOf({ calendar, counting, procedure }: Rules, first: Day, length: string): Day {
  const period = parsePeriod(length);
  if (period.unit === 'calendar-days') return addDays(first, period.n - 1);
  return endOfPeriod({
    event: addDays(first, -1),
    period,
    calendar,
    rules: { ...counting, startsOn: 'day-after', movesLastDay: false, atLeastTwoWorkingDays: false },
    ...(procedure.site !== undefined && { site: procedure.site }),
  }).end;
}
