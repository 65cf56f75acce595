import { useText } from '../text/use-text';
import { Glyph } from './glyph';
import type { MapStage, MapStep } from './procedure-map';
import { ScrollBox } from './scroll-box';

/** The map in words: the same stages, the same steps, the same reasons. */
export const MapList = ({ stages, exit }: { stages: MapStage[]; exit: MapStep[] }) => {
  const t = useText();
  const done = (steps: MapStep[]): MapStep[] => steps.filter((step) => step.state === 'done');
  const open = (steps: MapStep[]): MapStep[] => steps.filter((step) => step.state === 'open');
  const shut = (steps: MapStep[]): MapStep[] => steps.filter((step) => step.state === 'not' || step.state === 'na');
  return (
    <ScrollBox label={t('map.list')}>
      <table className="list stacks twin">
        <caption className="vh">{t('map.list')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('map.stage')}</th>
            <th scope="col">{t('map.done')}</th>
            <th scope="col">{t('map.open')}</th>
            <th scope="col">{t('map.not')}</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr
              key={stage.id}
              className={stage.state === 'here' ? 'is-picked' : undefined}
              aria-current={stage.state === 'here' ? 'step' : undefined}
            >
              <th scope="row">
                {stage.state === 'here' ? <b>{stage.title}</b> : stage.title}
                {stage.state === 'here' && <span className="meta">{t('map.here')}</span>}
                {stage.when && <span className="meta">{stage.when}</span>}
              </th>
              <Steps head={t('map.done')} steps={done(stage.steps)} />
              <Steps head={t('map.open')} steps={open(stage.steps)} />
              <Steps head={t('map.not')} steps={shut(stage.steps)} reasons />
            </tr>
          ))}
          {exit.length > 0 && (
            <tr>
              <th scope="row">{t('map.any')}</th>
              <Steps head={t('map.done')} steps={done(exit)} />
              <Steps head={t('map.open')} steps={open(exit)} />
              <Steps head={t('map.not')} steps={shut(exit)} reasons />
            </tr>
          )}
        </tbody>
      </table>
    </ScrollBox>
  );
};

/** More steps that are not open than these are folded under their number. */
const UNFOLDED = 3;

const Steps = ({ head, steps, reasons }: { head: string; steps: MapStep[]; reasons?: boolean }) => {
  const t = useText();
  if (steps.length === 0) return <td className="none">–</td>;
  if (reasons && steps.length > UNFOLDED)
    return (
      <td data-head={head}>
        <details>
          <summary>{t('map.folded', { n: steps.length })}</summary>
          <StepList steps={steps} reasons />
        </details>
      </td>
    );
  return (
    <td data-head={head}>
      <StepList steps={steps} reasons={reasons ?? false} />
    </td>
  );
};

const StepList = ({ steps, reasons }: { steps: MapStep[]; reasons: boolean }) => (
  <ul>
    {steps.map((step) => (
      <li key={step.id} className="twin__step">
        <Glyph
          shape={
            step.state === 'done' ? 'check' : step.state === 'open' ? 'here' : step.state === 'na' ? 'dash' : 'ring'
          }
          tone={step.state === 'done' ? 'ink' : step.state === 'open' ? 'here' : 'wait'}
        />
        <span>
          {step.title}
          {step.note && <span className="meta">{step.note}</span>}
          {reasons && step.reason && (
            <span className="meta">
              {step.reason.text} {step.reason.guard && `(${step.reason.guard})`}
            </span>
          )}
        </span>
      </li>
    ))}
  </ul>
);
