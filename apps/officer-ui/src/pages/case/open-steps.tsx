import { useQuery } from '@tanstack/react-query';
import type { CaseView } from '#contracts';
import { useState } from 'react';
import { Link } from 'react-router';
import type { StepView } from '../../api/queries';
import { askableQuery } from '../../api/rfis';
import { Basis } from '../../components/basis';
import { Empty } from '../../components/empty';
import { InvWords } from '../../components/inv';
import { Sheet } from '../../components/sheet';
import { Step } from '../../components/step';
import { usePhone } from '../../components/use-narrow';
import { useLocalized, useText } from '../../text/use-text';
import { opensHere } from './case-map';
import { returnFocus } from './return-focus';
import { StepForm } from './step-form';

/** More open steps than these are folded, save for those that lead on; fewer stand on a phone. */
const UNFOLDED = 8;
const UNFOLDED_ON_PHONE = 3;

/** What the reader can do now: each step with its consequence and basis; begun, its form opens below it. */
export const OpenSteps = ({
  view,
  past,
  begun,
  onBegin,
}: {
  view: CaseView;
  /** Another time is looked at: what was open is told, and not to be done. */
  past: boolean;
  begun: string | undefined;
  onBegin: (step: string | undefined) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const unfolded = usePhone() ? UNFOLDED_ON_PHONE : UNFOLDED;
  const [done, setDone] = useState('');
  const [folded, setFolded] = useState<boolean>();
  const steps = view.steps.filter((step) => opensHere(step, view.mayAsk));
  // Opened to the reader, who may write the request; somebody else issues it.
  const prepared = steps.filter((step) => step.door === 'rfi' && !step.mine).length;
  const ordered = steps.toSorted((a, b) => nearness(a, view) - nearness(b, view));
  const leading = ordered.filter((step) => nearness(step, view) === 0);
  // What leads on stands in full; with many others, those are folded.
  const first = leading.length > 0 && ordered.length > unfolded ? leading : ordered.slice(0, unfolded);
  const others = ordered.filter((step) => !first.includes(step));
  const item = (step: StepView, index: number) => (
    <Step
      key={step.id}
      id={`step-${step.id}`}
      first={index === 0}
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
      consequence={step.consequence && local(step.consequence)}
      basis={
        <>
          {step.door === 'rfi' && !past && <WhoSigns caseId={view.id} />}
          <StepBasis step={step} />
        </>
      }
      act={
        past || begun === step.id ? null : (
          <StepButton
            step={step}
            caseId={view.id}
            primary={index === 0 && begun === undefined}
            onBegin={() => onBegin(step.id)}
          />
        )
      }
      form={
        begun === step.id && step.door !== 'rfi' ? (
          <StepForm
            view={view}
            step={step}
            onClose={(recorded) => {
              onBegin(undefined);
              returnFocus(`#step-${CSS.escape(step.id)} .btn`, '#open-steps h2');
              if (recorded) setDone(t('case.recorded', { what: local(step.done) }));
            }}
          />
        ) : undefined
      }
    />
  );
  return (
    <Sheet
      id="open-steps"
      title={t(past ? 'case.open.then' : 'case.open')}
      note={[
        (steps.length > prepared || prepared === 0) &&
          t(past ? 'case.open.thenCount' : 'case.open.count', { n: steps.length - prepared }),
        prepared > 0 && t('case.open.prepared', { n: prepared }),
      ]
        .filter(Boolean)
        .join(' · ')}
      padded={steps.length === 0}
    >
      <p className="vh" role="status">
        {done}
      </p>
      {steps.length === 0 ? (
        <Empty title={t(view.summary.closed ? 'case.open.closed' : 'case.open.none')} picture={false}>
          <p>{t(past ? 'case.open.then.say' : view.summary.closed ? 'case.open.closed.say' : 'case.open.none.say')}</p>
        </Empty>
      ) : (
        <>
          <ol className="steps">{first.map(item)}</ol>
          {others.length > 0 && (
            <details
              className="fold"
              open={folded === false || others.some(({ id }) => id === begun)}
              onToggle={(event) => setFolded(!event.currentTarget.open)}
            >
              <summary>{t(past ? 'case.open.thenOthers' : 'case.open.others', { n: others.length })}</summary>
              <ol className="steps">{others.map((step) => item(step, first.length))}</ol>
            </details>
          )}
        </>
      )}
    </Sheet>
  );
};

/** What leads on comes first, then what belongs to the present stage, what was done already after what was not; then the rest, last what leads out from any stage. */
const nearness = (step: StepView, view: CaseView): number => {
  const here = view.stages.find((stage) => stage.state === 'here')?.id;
  const leadsTo = view.stages.find((stage) => stage.id === step.to);
  if (step.stage === null) return 4;
  if (leadsTo?.state === 'ahead' && !leadsTo.terminal) return 0;
  if (step.stage !== here) return 3;
  return step.taken.length === 0 ? 1 : 2;
};

/** The reader prepares the request; who signs it goes by its kind. */
const WhoSigns = ({ caseId }: { caseId: string }) => {
  const t = useText();
  const local = useLocalized();
  const { data } = useQuery(askableQuery);
  const rules = data?.items.find(({ id }) => id === caseId)?.rules ?? [];
  return (
    <>
      {rules.map(({ kind, title, maySign }) => (
        <span className="consent" key={kind}>
          {t('case.prepares', { kind: local(title), roles: maySign.map((role) => t(`role.${role}`)).join(', ') })}
        </span>
      ))}
    </>
  );
};

const StepBasis = ({ step }: { step: StepView }) => {
  const t = useText();
  const local = useLocalized();
  return (
    <>
      {step.consents.map((consent) => (
        <span className="consent" key={`${consent.must} ${local(consent.who)}`}>
          {t(`case.consent.${consent.must}${consent.given ? '.given' : ''}`, { who: local(consent.who) })} (
          <Basis of={consent.basis} />)
        </span>
      ))}
      {t('case.basis')} <Basis of={step.basis} />
      {step.may.length > 0 && step.door !== 'rfi' && ` · ${step.may.map((role) => t(`role.${role}`)).join(', ')}`}
    </>
  );
};

const StepButton = ({
  step,
  caseId,
  primary,
  onBegin,
}: {
  step: StepView;
  caseId: string;
  primary: boolean;
  onBegin: () => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const className = primary ? 'btn btn--primary btn--wrap' : 'btn btn--wrap';
  if (step.door === 'rfi')
    return (
      <Link className={className} to={`/rfis/new?case=${caseId}`}>
        {t('inquiry.prepareRfi')}
      </Link>
    );
  return (
    <button className={className} type="button" onClick={onBegin}>
      {t('case.begin', { step: local(step.title) })}
    </button>
  );
};
