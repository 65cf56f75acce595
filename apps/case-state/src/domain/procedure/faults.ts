import type { Check, ProcedureDefinition, StepDefinition } from '#contracts';
import type { HolidayCalendar } from '#legal-clock';
import { clockOf } from './engine/clocks.js';
import { actFaults, consentFaults, inputFaults } from './act-faults.js';
import { conditionFaults, parts } from './condition-faults.js';
import { reachable } from './engine/reach.js';
import { ENGINE_GUARDS } from './engine/sentences.js';
import { fault, ids, type Fault } from './fault.js';

/** What a definition is checked against: calendars that are published, counting rules that are shipped. */
export interface KnownRules {
  calendars: readonly HolidayCalendar[];
  counting: readonly string[];
}

/**
 * What is wrong with a definition beyond its shape: names that nothing bears, stages and steps that can never come, silence that
 * cannot speak. All at once. Empty = a case can follow it.
 */
export function faultsOf(procedure: ProcedureDefinition, known: KnownRules): Fault[] {
  return [
    ...twice(procedure),
    ...stageFaults(procedure),
    ...openingFaults(procedure),
    ...procedure.steps.flatMap((step) => stepFaults(procedure, step)),
    ...guardFaults(procedure),
    ...clockFaults(procedure, known),
    ...ruleFaults(procedure, known),
  ];
}

function twice({ stages, steps, guards, clocks }: ProcedureDefinition): Fault[] {
  return Object.entries({ stages, steps, guards, clocks }).flatMap(([list, things]) =>
    ids(things)
      .filter((id, i, all) => all.indexOf(id) !== i)
      .map((id) => fault(`${list}.${id}`, 'stands there twice')),
  );
}

function stageFaults(procedure: ProcedureDefinition): Fault[] {
  const [first] = procedure.stages;
  const faults: Fault[] = [];
  if (!procedure.stages.some((stage) => stage.terminal === true))
    faults.push(fault('stages', 'no stage is terminal: a case could never end'));
  if (first?.terminal === true)
    faults.push(fault(`stages.${first.id}`, 'the first stage, in which a case begins, cannot be terminal'));
  if (!first) return faults;
  const reached = reachable(procedure, first.id);
  if (!procedure.stages.some((stage) => stage.terminal === true && reached.has(stage.id)))
    faults.push(fault('stages', 'no terminal stage can be reached: a case could never end'));
  // A stage that no step leads to yet may stand on the map (a later version brings its steps); but a step may not wait there.
  for (const step of procedure.steps)
    if (step.from !== 'any' && !step.from.some((stage) => reached.has(stage)))
      faults.push(fault(`steps.${step.id}.from`, 'none of these stages can ever be reached'));
  return faults;
}

function openingFaults({ steps, stages }: ProcedureDefinition): Fault[] {
  const opening = steps.filter((step) => step.by === 'opening');
  const first = stages[0]?.id ?? '';
  return [
    ...(opening.length === 0 ? [fault('steps', 'no step is by opening: a case could not be opened')] : []),
    ...opening.flatMap((step) => [
      ...(step.once ? [] : [fault(`steps.${step.id}.once`, 'a case is opened once')]),
      ...(step.to === undefined ? [] : [fault(`steps.${step.id}.to`, 'the opening leaves a case at the first stage')]),
      ...(step.from === 'any' || step.from.includes(first)
        ? []
        : [fault(`steps.${step.id}.from`, `the opening happens at the first stage, ${first}`)]),
    ]),
    ...opening
      .slice(-1)
      .filter((step) => step.may.length === 0)
      .map((step) => fault(`steps.${step.id}.may`, 'nobody may open a case')),
  ];
}

function stepFaults(procedure: ProcedureDefinition, step: StepDefinition): Fault[] {
  const { stages, guards, clocks } = procedure;
  const at = (member: string) => `steps.${step.id}.${member}`;
  const unknown = (member: string, names: string[], there: string[], what: string) =>
    names.filter((name) => !there.includes(name)).map((name) => fault(at(member), `there is no ${what} ${name}`));
  const inputs = step.inputs ?? [];
  return [
    ...(step.from === 'any' ? [] : unknown('from', step.from, ids(stages), 'stage')),
    ...(step.to === undefined ? [] : unknown('to', [step.to], ids(stages), 'stage')),
    ...(step.from === 'any' ? [] : step.from)
      .filter((id) => stages.some((stage) => stage.id === id && stage.terminal === true))
      .map((id) => fault(at('from'), `no step leads out of the terminal stage ${id}`)),
    ...unknown('guards', guardsNamed(step), ids(guards), 'guard'),
    ...unknown('clocks', (step.clocks ?? []).map(clockOf), ids(clocks), 'clock'),
    ...(step.by === 'officer' && step.may.length === 0 ? [fault(at('may'), 'nobody may take it')] : []),
    ...(step.by !== 'officer' && inputs.length > 0
      ? [fault(at('inputs'), 'only an officer can be asked for something')]
      : []),
    ...ids(inputs)
      .filter((id, i, all) => all.indexOf(id) !== i)
      .map((id) => fault(at(`inputs.${id}`), 'stands there twice')),
    ...inputs.flatMap((input) => inputFaults(procedure, step, input)),
    ...(step.clocks ?? []).flatMap((act) => actFaults(procedure, step, act)),
    ...(step.consents ?? []).flatMap((consent, i) => consentFaults(procedure, step, consent, at(`consents[${i}]`))),
    ...(step.bounds ?? []).flatMap((bound) =>
      [bound.input, bound.of]
        .filter((id) => inputs.find((input) => input.id === id)?.kind !== 'money')
        .map((id) => fault(at(`bounds.${bound.id}`), `the step asks for no input ${id} of kind money`)),
    ),
    ...inputs
      .filter((input) => (input.kind === 'choice') !== (input.choices !== undefined))
      .map((input) => fault(at(`inputs.${input.id}`), 'choices stand with an input of kind choice, and only there')),
    ...(step.by === 'lapse' && !clocks.some((clock) => clock.onLapse === step.id)
      ? [fault(at('by'), 'no clock takes it when it runs out')]
      : []),
    ...(step.by === 'lapse' ? lookingAtTheTeam(guards, step) : []),
  ];
}

/** The guards of a step and of what can be chosen in it. */
const guardsNamed = ({ guards, inputs = [] }: StepDefinition): string[] => [
  ...guards,
  ...inputs.flatMap(({ choices = [] }) => choices.flatMap((choice) => choice.guards ?? [])),
];

/** Silence knows the case alone: whether it takes its step cannot hang on who is on the team that day. */
const lookingAtTheTeam = (guards: ProcedureDefinition['guards'], step: StepDefinition): Fault[] =>
  guards
    .filter((guard) => step.guards.includes(guard.id) && parts(guard.check).some(ofTheTeam))
    .map((guard) =>
      fault(`steps.${step.id}.guards`, `a step that silence takes cannot look at the team, as ${guard.id} does`),
    );

const ofTheTeam = (check: Check): boolean =>
  'teamHas' in check || ('fact' in check && ['teamMembers', 'conflictsUndeclared', 'leads'].includes(check.fact));

function guardFaults(procedure: ProcedureDefinition): Fault[] {
  const { guards, steps } = procedure;
  return guards.flatMap((guard) => {
    const at = `guards.${guard.id}`;
    return [
      ...((ENGINE_GUARDS as readonly string[]).includes(guard.id)
        ? [fault(at, 'this name is the engine’s own; choose another')]
        : []),
      ...(steps.some((step) => guardsNamed(step).includes(guard.id)) ? [] : [fault(at, 'no step has this guard')]),
      ...(guard.first ?? [])
        .filter((id) => !ids(steps).includes(id))
        .map((id) => fault(`${at}.first`, `there is no step ${id}`)),
      ...conditionFaults(procedure, guard.check, `${at}.check`),
    ];
  });
}

function clockFaults({ clocks, steps }: ProcedureDefinition, known: KnownRules): Fault[] {
  return clocks.flatMap((clock) => {
    const at = `clocks.${clock.id}`;
    const onLapse = steps.find((step) => step.id === clock.onLapse);
    return [
      ...(steps.some((step) => step.clocks?.some((act) => 'start' in act && act.start === clock.id))
        ? []
        : [fault(at, 'no step starts it')]),
      ...(clock.onLapse !== undefined && !onLapse ? [fault(`${at}.onLapse`, `there is no step ${clock.onLapse}`)] : []),
      ...(onLapse && onLapse.by !== 'lapse'
        ? [fault(`${at}.onLapse`, `the step ${onLapse.id} must be by lapse: silence takes it, no hand`)]
        : []),
      ...(clock.indicative === true && clock.onLapse !== undefined
        ? [fault(`${at}.onLapse`, 'an indicative clock takes no step')]
        : []),
      ...(clock.calendar === undefined || known.calendars.some(({ id }) => id === clock.calendar)
        ? []
        : [fault(`${at}.calendar`, `no calendar ${clock.calendar} is published`)]),
      ...(clock.counting === undefined || known.counting.includes(clock.counting)
        ? []
        : [fault(`${at}.counting`, `there are no counting rules ${clock.counting}`)]),
    ];
  });
}

function ruleFaults(procedure: ProcedureDefinition, known: KnownRules): Fault[] {
  const calendar = known.calendars.find((candidate) => candidate.id === procedure.calendar);
  const kinds = procedure.rfi.map((rule) => rule.kind);
  return [
    ...(calendar ? [] : [fault('calendar', `no calendar ${procedure.calendar} is published`)]),
    ...(calendar && procedure.site !== undefined && !calendar.places.some((place) => place.code === procedure.site)
      ? [fault('site', `the calendar ${calendar.id} has no site ${procedure.site}`)]
      : []),
    ...(procedure.counting === undefined || known.counting.includes(procedure.counting)
      ? []
      : [fault('counting', `there are no counting rules ${procedure.counting}`)]),
    ...(new Set(kinds).size === kinds.length ? [] : [fault('rfi', 'two rules of one kind')]),
  ];
}
