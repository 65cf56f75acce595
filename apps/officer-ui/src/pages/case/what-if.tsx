import { useQuery } from '@tanstack/react-query';
import type { CaseView, ClockLine, WhatIfView } from '#contracts';
import { useState, type FormEvent } from 'react';
import { whatIfQuery, type StepView } from '../../api/queries';
import { Asked } from '../../components/asked';
import { Empty } from '../../components/empty';
import { focusFirstWrong } from '../../components/focus-wrong';
import { DayField, NumberField, SelectField } from '../../components/fields';
import { Reckoning } from '../../components/reckoning';
import { ScrollBox } from '../../components/scroll-box';
import { Sheet } from '../../components/sheet';
import { useLocalized, useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { isDay } from '../../time/days';
import { useDates } from '../../time/use-dates';
import { GuardBasis } from '../../components/guard-basis';
import { StepField } from './step-field';
import { inputsOf, wrongOf } from './step-inputs';

const ACTS = ['suspend', 'extend', 'resume', 'restart', 'end'] as const;
const UNITS = ['wd', 'd', 'w', 'm'] as const;

/** What of a step's inputs can move a date: what is written for the file does not. */
const movingInputs = ({ inputs }: StepView): StepView['inputs'] => inputs.filter(({ kind }) => kind !== 'long-text');

/** What can be supposed: an act on a clock of the procedure that is not over, or a step that is open. */
const supposable = (view: CaseView): { clocks: ClockLine[]; steps: StepView[] } => ({
  clocks: view.clocks.filter(
    (clock) => clock.kind === 'procedure' && (clock.state === 'running' || clock.state === 'suspended'),
  ),
  steps: view.steps.filter((step) => step.by === 'officer' && step.state === 'open'),
});

const SHEET = 'what-if';

/** The way there from the clocks. */
export const ToWhatIf = ({ view }: { view: CaseView }) => {
  const t = useText();
  const { clocks, steps } = supposable(view);
  if (clocks.length + steps.length === 0) return null;
  const go = (): void => {
    const sheet = document.getElementById(SHEET);
    sheet?.querySelector<HTMLDetailsElement>('details.sheet__fold')?.setAttribute('open', '');
    sheet?.scrollIntoView({ block: 'start' });
    sheet?.querySelector<HTMLElement>('select')?.focus({ preventScroll: true });
  };
  return (
    <button type="button" className="btn btn--small" onClick={go}>
      {t('whatIf.open')}
    </button>
  );
};

/** Plays an act on a clock, or a step, through: all dates before and after. Nothing is recorded. */
export const WhatIf = ({ view }: { view: CaseView }) => {
  const t = useText();
  const local = useLocalized();
  const { today } = useClock();
  const { clocks, steps } = supposable(view);
  const [what, setWhat] = useState('');
  const [act, setAct] = useState<string>('suspend');
  const [on, setOn] = useState(today);
  const [length, setLength] = useState('10');
  const [unit, setUnit] = useState<string>('wd');
  const [values, setValues] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const [played, setPlayed] = useState('');
  const answer = useQuery({ ...whatIfQuery(view.id, played), enabled: played !== '' });
  const titleOf = (clock: ClockLine): string =>
    clock.subject === undefined ? local(clock.title) : `${local(clock.title)} · ${clock.subject}`;
  const choices = [
    ...clocks.map((clock) => ({ id: `clock ${clock.id}`, label: titleOf(clock) })),
    ...steps.map((step) => ({ id: `step ${step.id}`, label: t('whatIf.step', { step: local(step.title) }) })),
  ];
  // Of a case that has ended there will be nothing to ask.
  if (choices.length === 0 && view.summary.closed) return null;
  if (choices.length === 0)
    return (
      <Sheet title={t('whatIf.title')} note={t('whatIf.note')} folds>
        <Empty title={t('whatIf.none')} picture={false}>
          <p>{t('whatIf.none.say')}</p>
        </Empty>
      </Sheet>
    );
  // A clock is at hand; which of the steps is for the officer to say.
  const atHand = clocks[0] ? `clock ${clocks[0].id}` : '';
  const chosen = choices.find(({ id }) => id === what)?.id ?? atHand;
  const onClock = chosen.startsWith('clock ');
  const step = steps.find(({ id }) => chosen === `step ${id}`);
  const inputs = step ? movingInputs(step) : [];
  const choose = (id: string): void => {
    setWhat(id);
    setValues({});
    setTried(false);
  };
  const ofTheCase = clocks.some(({ id, subject }) => chosen === `clock ${id}` && subject === undefined);
  const needsLength = onClock && (act === 'suspend' || act === 'extend');

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!isDay(on) || (needsLength && !/^[1-9]\d{0,3}$/.test(length.trim()))) return;
    if (chosen === '' || inputs.some((input) => wrongOf(input, values[input.id] ?? ''))) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    const about: Record<string, string> = onClock
      ? { clock: chosen.slice('clock '.length), act, ...(needsLength && { for: `${length.trim()}${unit}` }) }
      : { step: chosen.slice('step '.length), inputs: JSON.stringify(inputsOf(inputs, values)) };
    setPlayed(new URLSearchParams({ on, ...about }).toString());
  };
  return (
    <Sheet id={SHEET} className="unprinted" title={t('whatIf.title')} note={t('whatIf.note')} folds>
      <form className="whatif" noValidate onSubmit={onSubmit}>
        <SelectField
          label={t('whatIf.what')}
          value={chosen}
          {...(atHand === '' && { none: t('field.among.choose') })}
          error={tried && chosen === '' ? t('field.required') : undefined}
          choices={choices}
          onChange={choose}
        />
        {onClock && (
          <SelectField
            label={t('whatIf.act')}
            value={act}
            choices={ACTS.map((each) => ({ id: each, label: t(`whatIf.act.${each}`) }))}
            onChange={setAct}
          />
        )}
        <DayField
          label={t('whatIf.on')}
          value={on}
          min={today}
          error={isDay(on) ? undefined : t('field.day')}
          onChange={setOn}
        />
        {needsLength && (
          <>
            <NumberField
              label={t('whatIf.length')}
              value={length}
              error={/^[1-9]\d{0,3}$/.test(length.trim()) ? undefined : t('field.whole', { min: 1, max: 'none' })}
              onChange={setLength}
            />
            <SelectField
              label={t('whatIf.unit')}
              value={unit}
              choices={UNITS.map((each) => ({ id: each, label: t(`whatIf.unit.${each}`) }))}
              onChange={setUnit}
            />
          </>
        )}
        {inputs.map((input) => (
          <StepField
            key={`${chosen} ${input.id}`}
            input={input}
            value={values[input.id] ?? ''}
            error={tried ? wrongOf(input, values[input.id] ?? '') : undefined}
            onChange={(value) => setValues({ ...values, [input.id]: value })}
          />
        ))}
        <button className="btn" type="submit">
          {t('whatIf.play')}
        </button>
      </form>
      {ofTheCase && <p className="meta">{t('whatIf.along')}</p>}
      {played !== '' && (
        <Asked query={answer} what={t('whatIf.title')}>
          {(data) => <Outcome data={data} titleOf={titleOf} />}
        </Asked>
      )}
    </Sheet>
  );
};

const Outcome = ({ data, titleOf }: { data: WhatIfView; titleOf: (clock: ClockLine) => string }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  if (!data.possible)
    return (
      <div role="status">
        <p>
          <b>{t('whatIf.notPossible', { day: dates.full(data.on) })}</b>
        </p>
        {data.errors.map(({ path, message }) => (
          <p key={path}>{local(message)}</p>
        ))}
        {data.why.map((why) => (
          <p key={`${why.guard} ${local(why.sentence)}`}>
            {local(why.sentence)}{' '}
            {why.basis.length > 0 && (
              <span className="basis">
                <GuardBasis guard={why.guard} basis={why.basis} />
              </span>
            )}
          </p>
        ))}
      </div>
    );
  const lastDay = ({ before, after }: (typeof data.clocks)[number]): string => (after ?? before)?.end ?? '9999';
  const clocks = data.clocks.toSorted((a, b) => lastDay(a).localeCompare(lastDay(b)));
  const moved = clocks.filter((clock) => clock.moved);
  return (
    <div role="status">
      <p>{t('whatIf.moved', { n: moved.length, day: dates.full(data.on) })}</p>
      {local(data.stage.before) !== local(data.stage.after) && (
        <p>{t('whatIf.stage', { before: local(data.stage.before), after: local(data.stage.after) })}</p>
      )}
      {data.clocks.length > 0 && (
        <ScrollBox label={t('whatIf.title')}>
          <table className="list stacks">
            <caption className="vh">{t('whatIf.title')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('clocks.clock')}</th>
                <th scope="col">{t('whatIf.before')}</th>
                <th scope="col">{t('whatIf.after')}</th>
              </tr>
            </thead>
            <tbody>
              {clocks.map(({ before, after, moved: differs }) => {
                const clock = after ?? before;
                if (!clock) return null;
                const end = (of: ClockLine | null): string =>
                  of === null ? '–' : of.end === null ? t('clocks.noEnd') : dates.full(of.end);
                return (
                  <tr key={clock.id} className={differs ? 'is-picked' : undefined}>
                    <th scope="row">{titleOf(clock)}</th>
                    <td className="nowrap" data-head={t('whatIf.before')}>
                      {end(before)}
                    </td>
                    <td className="nowrap" data-head={t('whatIf.after')}>
                      {differs ? <b>{end(after)}</b> : end(after)}{' '}
                      {after && after.state !== before?.state && (
                        <span className="meta">{t(`whatIf.state.${after.state}`)}</span>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {moved.map(({ after }) =>
        after ? (
          <details className="whatif__why" key={after.id}>
            <summary>
              {after.end ? t('clocks.whyDay', { clock: titleOf(after), day: dates.full(after.end) }) : titleOf(after)}
            </summary>
            <Reckoning explanation={after.explanation} event={after.startedOn} end={after.end} />
          </details>
        ) : null,
      )}
    </div>
  );
};
