import type { Check, ProcedureDefinition, StepDefinition } from '#contracts';
import { REOPENING } from '../case/reopen.js';
import { fault, ids, type Fault } from './fault.js';

/** What a condition names and nothing bears. `step`: whose input `said` is; none where nothing is said yet. */
export function conditionFaults(
  { steps, stages, clocks }: ProcedureDefinition,
  check: Check,
  at: string,
  step?: StepDefinition,
): Fault[] {
  const unknown = (names: string[], there: string[], what: string) =>
    names.filter((name) => !there.includes(name)).map((name) => fault(at, `there is no ${what} ${name}`));
  const clock = (id: string): Fault[] =>
    clocks.some((one) => one.id === id && one.indicative === true)
      ? [fault(at, `the clock ${id} is indicative: no guard hangs on it`)]
      : unknown([id], ids(clocks), 'clock');
  const compared = (
    what: string,
    { is, atLeast, atMost }: { is?: unknown; atLeast?: unknown; atMost?: unknown },
  ): Fault[] =>
    is === undefined && atLeast === undefined && atMost === undefined
      ? [fault(at, `${what} is compared with nothing`)]
      : [];
  /** A step that silence takes says by itself whose clock ran out. */
  const asked = (step: string, input: string): Fault[] => {
    const by = steps.find(({ id }) => id === step);
    return !by || by.by === 'lapse' || (by.inputs ?? []).some(({ id }) => id === input)
      ? []
      : [fault(at, `the step ${step} does not ask for ${input}`)];
  };
  return parts(check).flatMap((part) => {
    if ('stepTaken' in part) {
      return [
        ...unknown([part.stepTaken], ids(steps), 'step'),
        // A reopening is a step of no file.
        ...unknown(part.after === undefined ? [] : [part.after], [...ids(steps), REOPENING], 'step'),
        ...Object.keys(part.with ?? {}).flatMap((id) => asked(part.stepTaken, id)),
      ];
    }
    if ('inStage' in part) return unknown(part.inStage, ids(stages), 'stage');
    if ('clockRunning' in part) return clock(part.clockRunning);
    if ('clockSuspended' in part) return clock(part.clockSuspended);
    if ('clockEnded' in part) return clock(part.clockEnded);
    if ('within' in part) return unknown([part.of], ids(steps), 'step');
    if ('passed' in part) return unknown([part.since], ids(steps), 'step');
    if ('ahead' in part) return clock(part.ofEnd);
    if ('clockDay' in part) return [...clock(part.clockDay), ...compared(`the day of ${part.clockDay}`, part)];
    if ('unsettled' in part) {
      const named = [part.unsettled, ...part.settledBy];
      return [...unknown(named, ids(steps), 'step'), ...named.flatMap((id) => asked(id, part.input))];
    }
    if ('said' in part) {
      if (!step) return [fault(at, 'a guard speaks before anything is said: said stands in when only')];
      const input = step.inputs?.find(({ id }) => id === part.said);
      if (!input) return [fault(at, `the step asks for no input ${part.said}`)];
      return part.is !== undefined && input.choices && !ids(input.choices).includes(part.is)
        ? [fault(at, `${part.said} has no choice ${part.is}`)]
        : [];
    }
    return 'fact' in part ? compared(part.fact, part) : [];
  });
}

/** A condition and all those inside it. */
export function parts(check: Check): Check[] {
  if ('all' in check) return [check, ...check.all.flatMap(parts)];
  if ('any' in check) return [check, ...check.any.flatMap(parts)];
  if ('not' in check) return [check, ...parts(check.not)];
  return [check];
}
