import type { ClockAct, Consent, ProcedureDefinition, StepDefinition, StepInput } from '#contracts';
import { conditionFaults } from './condition-faults.js';
import { clockOf } from './engine/clocks.js';
import { fault, ids, type Fault } from './fault.js';

/** What a step asks for: names and kinds that fit. */
export function inputFaults({ steps, clocks }: ProcedureDefinition, step: StepDefinition, input: StepInput): Fault[] {
  const at = `steps.${step.id}.inputs.${input.id}`;
  const named = [...(input.among?.of ?? []), ...(input.among?.settledBy ?? [])];
  return [
    ...((input.kind === 'among') === (input.among !== undefined)
      ? []
      : [fault(at, 'among stands with an input of kind among, and only there')]),
    ...((input.min === undefined && input.max === undefined) || input.kind === 'number'
      ? []
      : [fault(at, 'min and max stand with a number only')]),
    ...named.filter((id) => !ids(steps).includes(id)).map((id) => fault(at, `there is no step ${id}`)),
    ...(input.among?.clock !== undefined && clocks.find(({ id }) => id === input.among?.clock)?.per !== input.id
      ? [fault(at, `there is no clock ${input.among.clock} that each ${input.id} has of its own`)]
      : []),
    ...(input.among?.of ?? [])
      .filter((id) => {
        const other = steps.find((one) => one.id === id);
        return other && !(other.inputs ?? []).some((one) => one.id === input.id);
      })
      .map((id) => fault(at, `the step ${id} does not ask for ${input.id}`)),
  ];
}

/** An act on a clock: what it hangs on must be said, and in the right kind. */
export function actFaults(procedure: ProcedureDefinition, step: StepDefinition, act: ClockAct): Fault[] {
  const at = `steps.${step.id}.clocks`;
  const asks = (id: string, ...kinds: StepInput['kind'][]): Fault[] => {
    const input = step.inputs?.find((one) => one.id === id);
    if (!input) return [fault(at, `the step asks for no input ${id}`)];
    if (!kinds.includes(input.kind)) return [fault(at, `the input ${id} is not of kind ${kinds.join(' or ')}`)];
    return [];
  };
  const length = (id: string): Fault[] => [
    ...asks(id, 'number'),
    ...((step.inputs?.find((one) => one.id === id)?.min ?? 0) >= 1
      ? []
      : [fault(at, `the input ${id} needs a min of at least 1`)]),
    ...(step.inputs?.find((one) => one.id === id)?.required === false
      ? [fault(at, `the input ${id} must be required: a length of time hangs on it`)]
      : []),
  ];
  const definition = procedure.clocks.find((clock) => clock.id === clockOf(act));
  const from = 'from' in act ? act.from : undefined;
  return [
    ...(from && 'input' in from ? asks(from.input, 'day') : []),
    ...(from && 'step' in from && !ids(procedure.steps).includes(from.step)
      ? [fault(at, `there is no step ${from.step}`)]
      : []),
    ...('for' in act && act.for ? length(act.for.input) : []),
    ...('start' in act && act.suspensionsOf !== undefined ? oneForTheCase(procedure, act.suspensionsOf, at) : []),
    ...('suspend' in act && act.follows !== undefined ? oneForTheCase(procedure, act.follows, at) : []),
    ...('of' in act && act.of !== undefined ? asks(act.of, 'text', 'among', 'choice') : []),
    ...('extend' in act && typeof act.by !== 'string' ? length(act.by.input) : []),
    ...('extend' in act
      ? (act.with ?? [])
          .filter((id) => !ids(procedure.steps).includes(id))
          .map((id) => fault(at, `there is no step ${id}`))
      : []),
    ...(definition?.per !== undefined && 'start' in act && step.by !== 'lapse'
      ? [
          ...asks(definition.per, 'text', 'among', 'choice'),
          ...(step.inputs?.find((one) => one.id === definition.per)?.required === false
            ? [fault(at, `the input ${definition.per} must be required: it says whose clock it is`)]
            : []),
        ]
      : []),
    ...(act.when ? conditionFaults(procedure, act.when, at, step) : []),
  ];
}

/** A clock that another follows, or whose suspensions it takes over: there, and not one for each of several. */
function oneForTheCase({ clocks }: ProcedureDefinition, id: string, at: string): Fault[] {
  const clock = clocks.find((one) => one.id === id);
  if (!clock) return [fault(at, `there is no clock ${id}`)];
  return clock.per === undefined ? [] : [fault(at, `each ${clock.per} has a clock ${id} of its own`)];
}

export function consentFaults(
  procedure: ProcedureDefinition,
  step: StepDefinition,
  consent: Consent,
  at: string,
): Fault[] {
  const by = procedure.steps.find((one) => one.id === consent.step);
  return [
    ...(consent.must === 'be-informed' && consent.step !== undefined
      ? [fault(at, 'who is only informed holds nothing up: no step stands for it')]
      : []),
    ...(consent.must !== 'be-informed' && consent.step === undefined
      ? [fault(at, 'no step records it: it could never be given')]
      : []),
    ...(consent.afterConsulted && consent.must !== 'sign'
      ? [fault(at, 'afterConsulted stands with a signature only')]
      : []),
    ...(consent.step !== undefined && !by ? [fault(at, `there is no step ${consent.step}`)] : []),
    ...Object.keys(consent.with ?? {})
      .filter((id) => by && !(by.inputs ?? []).some((input) => input.id === id))
      .map((id) => fault(at, `the step ${consent.step} does not ask for ${id}`)),
    ...(consent.when ? conditionFaults(procedure, consent.when, at, step) : []),
  ];
}
