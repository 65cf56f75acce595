import type { CaseView } from '#contracts';
import { useState } from 'react';
import type { StepView } from '../../api/queries';
import { Basis } from '../../components/basis';
import { InvWords } from '../../components/inv';
import { Sheet } from '../../components/sheet';
import { Shut } from '../../components/shut';
import { useLocalized, useText } from '../../text/use-text';
import { isDone, opensHere } from './case-map';
import { guardWords } from '../../components/guard';

const SHOWN = 5;

/** What cannot be done now, with the guard that shuts it, its basis, and what comes first. */
export const NotOpen = ({ view }: { view: CaseView }) => {
  const t = useText();
  const [all, setAll] = useState(false);
  const shut = view.steps.filter(
    (step) => step.state === 'shut' || (step.state === 'open' && !opensHere(step, view.mayAsk)),
  );
  const never = view.steps.filter((step) => step.state === 'unneeded');
  const here = view.stages.findIndex((stage) => stage.state === 'here');
  const away = (step: StepView): number =>
    step.stage === null ? 0 : Math.abs(view.stages.findIndex((stage) => stage.id === step.stage) - here);
  const rows = [...shut.toSorted((a, b) => away(a) - away(b)), ...never].filter((step) => !isDone(step, view.mayAsk));
  if (rows.length === 0) return null;
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <Sheet title={t('case.shutTitle')} note={t('case.shutCount', { n: rows.length })} padded={false} folds>
      <ul className="shut">
        {shown.map((step) => (
          <ShutStep key={step.id} step={step} steps={view.steps} />
        ))}
      </ul>
      {rows.length > shown.length && (
        <p className="shut__more">
          <button type="button" className="btn btn--quiet btn--small" onClick={() => setAll(true)}>
            {t('case.shutMore', { n: rows.length - shown.length })}
          </button>
        </p>
      )}
    </Sheet>
  );
};

const ShutStep = ({ step, steps }: { step: StepView; steps: StepView[] }) => {
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
          guard: (
            <>
              {guardWords(why.guard)} · <Basis of={why.basis} />
            </>
          ),
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
