import type { CaseView } from '#contracts';
import { useState, type ReactNode } from 'react';
import type { StepView } from '../../api/queries';
import { Basis } from '../../components/basis';
import { InvWords } from '../../components/inv';
import { Sheet } from '../../components/sheet';
import { Shut } from '../../components/shut';
import { useClock } from '../../time/clock';
import { useLocalized, useText } from '../../text/use-text';
import { isDone, opensHere } from './case-map';
import { GuardBasis } from '../../components/guard-basis';
import { returnFocus } from './return-focus';
import { earliestDay, StepForm } from './step-form';

const SHOWN = 5;

/**
 * A step that is not open today may have been taken in time, and be told of only now: one that the reader may take. What silence takes, it takes
 * by itself; and nothing can be told of a day before the present stage began.
 */
const mayBeLate = (step: StepView): boolean =>
  step.by === 'officer' && step.mine && step.state === 'shut' && step.why.every(({ guard }) => guard !== 'stage');

/** What cannot be done now, with the guard that shuts it, its basis, and what comes first; and the way to record it with the earlier day on which it was done. */
export const NotOpen = ({
  view,
  past,
  begun,
  onBegin,
}: {
  view: CaseView;
  past: boolean;
  /** The step whose form is open, here or among those that are open. */
  begun: string | undefined;
  onBegin: (step: string | undefined) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const [all, setAll] = useState(false);
  const [done, setDone] = useState('');
  const { today } = useClock();
  const earlier = !past && !view.summary.closed && earliestDay(view) < today;
  const late = (step: StepView): boolean => earlier && mayBeLate(step);
  const shut = view.steps.filter(
    (step) => step.state === 'shut' || (step.state === 'open' && !opensHere(step, view.mayAsk)),
  );
  const never = view.steps.filter((step) => step.state === 'unneeded');
  const here = view.stages.findIndex((stage) => stage.state === 'here');
  const away = (step: StepView): number =>
    step.stage === null ? 0 : Math.abs(view.stages.findIndex((stage) => stage.id === step.stage) - here);
  const notTaken = [...shut.toSorted((a, b) => away(a) - away(b)), ...never].filter(
    (step) => !isDone(step, view.mayAsk),
  );
  // What was taken before can be taken again, another time, which is told of late as well.
  const again = shut.filter((step) => isDone(step, view.mayAsk) && late(step));
  const rows = [...notTaken, ...again];
  if (rows.length === 0) return null;
  const shown = all || rows.some(({ id }, index) => id === begun && index >= SHOWN) ? rows : rows.slice(0, SHOWN);
  return (
    <Sheet
      id="not-open"
      title={t('case.shutTitle')}
      note={t('case.shutCount', { n: rows.length })}
      padded={false}
      folds={!rows.some(({ id }) => id === begun)}
    >
      <p className="vh" role="status">
        {done}
      </p>
      <ul className="shut">
        {shown.map((step) => (
          <ShutStep
            key={step.id}
            step={step}
            steps={view.steps}
            act={
              late(step) &&
              (begun === step.id ? (
                <div className="step__form unprinted">
                  <StepForm
                    view={view}
                    step={step}
                    late
                    onClose={(recorded) => {
                      onBegin(undefined);
                      returnFocus(`#shut-${CSS.escape(step.id)} .btn`, '#not-open h2');
                      if (recorded) setDone(t('case.recorded', { what: local(step.done) }));
                    }}
                  />
                </div>
              ) : (
                <p className="shut__late unprinted">
                  <button type="button" className="btn btn--quiet btn--small" onClick={() => onBegin(step.id)}>
                    {t('late.begin')}
                    <span className="vh"> {local(step.title)}</span>
                  </button>
                </p>
              ))
            }
          />
        ))}
      </ul>
      {rows.length > shown.length && (
        <p className="shut__more unprinted">
          <button type="button" className="btn btn--quiet btn--small" onClick={() => setAll(true)}>
            {t('case.shutMore', { n: rows.length - shown.length })}
          </button>
        </p>
      )}
    </Sheet>
  );
};

const ShutStep = ({ step, steps, act }: { step: StepView; steps: StepView[]; act: ReactNode }) => {
  const t = useText();
  const local = useLocalized();
  const openNow = (id: string): boolean => steps.some((each) => each.id === id && each.state === 'open');
  const other =
    step.state === 'open'
      ? step.by === 'officer' || step.door === 'rfi'
        ? t('case.notYours', { roles: step.may.map((role) => t(`role.${role}`)).join(', ') })
        : t(`case.byItself.${step.by}`)
      : t(step.state === 'unneeded' ? 'case.unneeded' : 'case.shut');
  const reasons =
    step.why.length === 0
      ? [{ text: other, guard: <Basis of={step.basis} /> }]
      : step.why.map((why) => ({
          text: local(why.sentence),
          guard: <GuardBasis guard={why.guard} basis={why.basis} />,
          ...(why.first.length > 0
            ? {
                first: (
                  <>
                    {t('colon', { what: t('problem.first') })}{' '}
                    {why.first.map((each, index) => (
                      <span key={each.step}>
                        {index > 0 && '; '}
                        {openNow(each.step) ? (
                          <a href={`#step-${each.step}`}>{local(each.title)}</a>
                        ) : (
                          local(each.title)
                        )}
                      </span>
                    ))}
                    .
                  </>
                ),
              }
            : {}),
        }));
  return (
    <Shut
      id={`shut-${step.id}`}
      act={act}
      never={step.state === 'unneeded'}
      title={
        <>
          {local(step.title)}
          {step.hypothetical && (
            <>
              {' '}
              <InvWords word="hypothetical" />
            </>
          )}
        </>
      }
      reasons={reasons}
    />
  );
};
