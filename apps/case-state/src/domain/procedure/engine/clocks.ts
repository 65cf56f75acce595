import type { ClockAct, Day, LocalizedText, StepDefinition } from '#contracts';
import { addDays, CalendarYearMissing, parsePeriod, reckon } from '#legal-clock';
import type { ClockState } from '../../case/case.events.js';
import { sentences } from './sentences.js';
import type { Rules, Standing } from './standing.js';

/** A clock as it was begun or changed, its end not yet reckoned. */
type Unreckoned = Omit<ClockState, 'end' | 'explanation'>;

export type ClocksAfter = { clocks: ClockState[] } | { problem: LocalizedText };

/**
 * What a step does to the clocks, each reckoned anew with its explanation; or why that is not possible.
 * The day of an act belongs to what was before it, as the day of an event does (Reg 1182/71 Art 3(1)): a suspension's first
 * day is the day after the act that brought it, its last day is the day of the act that ended it.
 * @param lapsed the clock whose running out takes this step
 */
export function clocksAfter(
  rules: Rules,
  standing: Standing,
  step: StepDefinition,
  closes: boolean,
  lapsed?: string,
): ClocksAfter {
  const { day } = standing;
  const touched: Record<string, ClockState> = {};
  const at = (id: string): ClockState | undefined => touched[id] ?? standing.case.clocks[id];

  try {
    const gone = lapsed === undefined ? undefined : at(lapsed);
    if (gone) touched[gone.clock] = { ...gone, state: 'lapsed', endedOn: day, revision: gone.revision + 1 };
    for (const act of step.clocks ?? []) {
      const id = clockOf(act);
      const result = afterAct(rules, act, at(id), day, step);
      if ('problem' in result) return result;
      if (result.clock) touched[id] = result.clock;
    }
    // A closed case has no limits left to keep.
    if (closes)
      for (const id of Object.keys({ ...standing.case.clocks, ...touched })) {
        const clock = at(id);
        if (clock && isActive(clock)) touched[id] = ended(clock, day);
      }
    return { clocks: Object.values(touched) };
  } catch (error) {
    if (!(error instanceof CalendarYearMissing)) throw error;
    const title = rules.procedure.clocks.find((clock) => (step.clocks ?? []).some((act) => clockOf(act) === clock.id));
    return { problem: sentences.clockNotReckonable(title?.title ?? step.title, error.year) };
  }
}

/** Which clock an act is about. */
export function clockOf(act: ClockAct): string {
  if ('start' in act) return act.start;
  if ('suspend' in act) return act.suspend;
  if ('resume' in act) return act.resume;
  if ('extend' in act) return act.extend;
  return act.end;
}

function afterAct(
  rules: Rules,
  act: ClockAct,
  clock: ClockState | undefined,
  day: Day,
  step: StepDefinition,
): { clock?: ClockState } | { problem: LocalizedText } {
  const definition = rules.procedure.clocks.find((candidate) => candidate.id === clockOf(act));
  if (!definition) throw new Error(`the procedure ${rules.procedure.id} has no clock ${clockOf(act)}`);
  const notRunning = { problem: sentences.clockNotRunning(definition.title) };
  if ('start' in act) {
    const { id, title, period, basis, onLapse, indicative } = definition;
    return {
      clock: reckoned(rules, {
        clock: id,
        title,
        period,
        basis,
        indicative: indicative ?? false,
        ...(onLapse !== undefined && { onLapse }),
        startedOn: day,
        suspensions: [],
        extensions: [],
        state: 'running',
        revision: (clock?.revision ?? 0) + 1,
      }),
    };
  }
  if ('end' in act) return clock && isActive(clock) ? { clock: ended(clock, day) } : {};
  if (clock === undefined || !isActive(clock) || (clock.end !== null && clock.end < day)) return notRunning;
  const next = { ...clock, revision: clock.revision + 1 };
  if ('suspend' in act) {
    if (clock.state === 'suspended') return notRunning;
    return {
      clock: reckoned(rules, {
        ...next,
        state: 'suspended',
        suspensions: [...clock.suspensions, { from: addDays(day, 1) }],
      }),
    };
  }
  if ('resume' in act) {
    const open = clock.suspensions.at(-1);
    if (clock.state !== 'suspended' || !open) return { problem: sentences.clockNotSuspended(definition.title) };
    const earlier = clock.suspensions.slice(0, -1);
    // Suspended and resumed on one day: no day was lost.
    const suspensions = day < open.from ? earlier : [...earlier, { from: open.from, to: day }];
    return { clock: reckoned(rules, { ...next, state: 'running', suspensions }) };
  }
  const basis = step.basis[0]?.citation ?? '';
  return {
    clock: reckoned(rules, { ...next, extensions: [...clock.extensions, { on: day, by: act.by, basis }] }),
  };
}

const isActive = (clock: ClockState): boolean => clock.state === 'running' || clock.state === 'suspended';

const ended = (clock: ClockState, day: Day): ClockState => ({
  ...clock,
  state: 'ended',
  endedOn: day,
  revision: clock.revision + 1,
});

/** @throws CalendarYearMissing */
function reckoned(rules: Rules, clock: Unreckoned): ClockState {
  const { end, explanation } = reckon({
    event: clock.startedOn,
    period: parsePeriod(clock.period),
    suspensions: clock.suspensions,
    extensions: clock.extensions.map(({ by, on, basis }) => ({ by: parsePeriod(by), on, basis })),
    calendar: rules.calendar,
    rules: rules.counting,
    ...(rules.procedure.site !== undefined && { site: rules.procedure.site }),
  });
  return {
    ...clock,
    end,
    explanation: { ...explanation, consulted: explanation.consulted.map((list) => ({ ...list })) },
  };
}
