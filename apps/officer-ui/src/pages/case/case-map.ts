import type { CaseView, LegalBasis, LocalizedText } from '#contracts';
import { createElement } from 'react';
import type { StepView } from '../../api/queries';
import { Basis } from '../../components/basis';
import type { MapStage, MapStep, Reason } from '../../components/procedure-map';
import type { Text } from '../../text/use-text';
import type { Dates } from '../../time/use-dates';
import { guardWords } from '../../components/guard';

interface Words {
  t: Text;
  local: (text: LocalizedText | undefined) => string;
  dates: Dates;
  whoActed: (acted: { person: string; role: string }) => { name: string };
}

const basisOf = (basis: LegalBasis[]) => (basis.length > 0 ? createElement(Basis, { of: basis }) : undefined);

/** Whether the reader can bring the step about from this page. */
export const opensHere = (step: StepView, mayAsk: boolean): boolean => {
  if (step.state !== 'open') return false;
  if (step.door === 'rfi') return mayAsk;
  return step.by === 'officer' && step.mine;
};

/** Whether the step has been taken, and the reader cannot take it once more: it stands among what is done, wherever it is shown. */
export const isDone = (step: StepView, mayAsk: boolean): boolean =>
  step.state === 'done' || (step.taken.length > 0 && !opensHere(step, mayAsk));

/** How a step came to be taken; why it is not open; or who opens it. */
const reasonOf = (
  step: StepView,
  state: MapStep['state'],
  { t, local, dates, whoActed }: Words,
): Reason | undefined => {
  const last = step.taken.at(-1);
  if (state === 'open') return undefined;
  if (state === 'done')
    return (
      last && {
        text: t('case.taken', { day: dates.full(last.on), who: whoActed({ person: last.by, role: last.role }).name }),
        ...(basisOf(step.basis) ? { basis: basisOf(step.basis) } : {}),
      }
    );
  if (step.state === 'open') {
    const text =
      step.by === 'officer' || step.door === 'rfi'
        ? t('case.notYours', { roles: step.may.map((role) => t(`role.${role}`)).join(', ') })
        : t(`case.byItself.${step.by}`);
    return { text, basis: basisOf(step.basis) };
  }
  if (step.why.length === 0)
    return { text: t(state === 'na' ? 'case.unneeded' : 'case.shut'), basis: basisOf(step.basis) };
  const first = step.why.flatMap((why) => why.first.map((each) => local(each.title)));
  return {
    text: step.why.map((why) => local(why.sentence)).join(' '),
    guard: step.why.map((why) => guardWords(why.guard)).join(', '),
    basis: basisOf(step.why.flatMap((why) => why.basis)),
    ...(first.length > 0 ? { first: first.join('; ') } : {}),
  };
};

const toMapStep = (step: StepView, mayAsk: boolean, words: Words): MapStep => {
  const { t, local, dates } = words;
  const last = step.taken.at(-1);
  const state = isDone(step, mayAsk)
    ? 'done'
    : opensHere(step, mayAsk)
      ? 'open'
      : step.state === 'unneeded'
        ? 'na'
        : 'not';
  const note =
    last &&
    (step.taken.length > 1
      ? t('case.takenTimes', { n: step.taken.length, day: dates.near(last.on) })
      : dates.near(last.on));
  const reason = reasonOf(step, state, words);
  return {
    id: step.id,
    title: step.retired ? t('case.retired', { step: local(step.title) }) : local(step.title),
    state,
    hypothetical: step.hypothetical,
    ...(note ? { note } : {}),
    ...(reason ? { reason } : {}),
  };
};

/** More steps than these are not drawn in a stage: the list beside the map has them all. */
const DRAWN = { here: 12, elsewhere: 5 };
const WEIGHT: Record<MapStep['state'], number> = { done: 0, open: 1, not: 2, na: 3 };

/** The map of a case: its stages with their steps, and the steps that can be taken from any stage. `drawn`: as many as a picture holds. */
export const caseMap = (view: CaseView, words: Words, drawn = false): { stages: MapStage[]; exit: MapStep[] } => {
  const { t, local, dates } = words;
  return {
    stages: view.stages.map((stage): MapStage => {
      const when =
        stage.enteredOn &&
        (stage.state === 'here' ? t('case.since', { day: dates.date(stage.enteredOn) }) : dates.date(stage.enteredOn));
      const all = view.steps
        .filter((step) => step.stage === stage.id)
        .map((step) => toMapStep(step, view.mayAsk, words));
      const room = DRAWN[stage.state === 'here' ? 'here' : 'elsewhere'];
      const steps =
        drawn && all.length > room ? all.toSorted((a, b) => WEIGHT[a.state] - WEIGHT[b.state]).slice(0, room) : all;
      return {
        id: stage.id,
        title: local(stage.title),
        // A stage that the case went past without entering it was never there.
        state: stage.state === 'passed' ? (stage.enteredOn ? 'done' : 'ahead') : stage.state,
        terminal: stage.terminal,
        ...(when ? { when } : {}),
        steps,
        ...(all.length > steps.length ? { more: all.length - steps.length } : {}),
      };
    }),
    exit: view.steps.filter((step) => step.stage === null).map((step) => toMapStep(step, view.mayAsk, words)),
  };
};
