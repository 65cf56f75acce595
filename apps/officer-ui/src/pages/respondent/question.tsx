import type { Question as Asked } from '#contracts';
import { useId } from 'react';
import { Glyph, Icon } from '../../components/glyph';
import { StateTag } from '../../components/state-tag';
import { useLocalized, useText } from '../../text/use-text';
import { chosenAfter, numberOf, wrongWith, type Written } from './answer-text';

/** How a question stands: nothing written, written and good, written but not acceptable. */
export const stateOf = (written: Written, question: Asked): 'none' | 'good' | 'wrong' => {
  if (written.length === 0 || (typeof written === 'string' && written.trim() === '')) return 'none';
  return wrongWith(written, question) ? 'wrong' : 'good';
};

export const QuestionState = ({ written, question }: { written: Written; question: Asked }) => {
  const t = useText();
  const state = stateOf(written, question);
  if (state === 'good')
    return (
      <StateTag shape="full" tone="ok">
        {t('respond.state.good')}
      </StateTag>
    );
  if (state === 'wrong')
    return (
      <StateTag shape="tri" tone="stop">
        {t('respond.state.wrong')}
      </StateTag>
    );
  return (
    <StateTag shape="ring" tone="wait">
      {t(question.required ? 'respond.state.none' : 'respond.state.optional')}
    </StateTag>
  );
};

/** One question, to be answered. What is written is saved by itself; beside the field stands whether it is. */
export const Question = ({
  question,
  written,
  saved,
  onWrite,
  onLeave,
}: {
  question: Asked;
  written: Written;
  saved: boolean;
  onWrite: (value: Written) => void;
  onLeave: () => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const id = useId();
  const wrong = stateOf(written, question) === 'wrong' ? wrongWith(written, question) : undefined;
  const described = [question.hint && `${id}-hint`, wrong && `${id}-wrong`, `${id}-under`].filter(Boolean).join(' ');
  const understood =
    question.kind === 'number' && typeof written === 'string' && written.trim() !== '' && numberOf(written);
  const field = {
    'aria-labelledby': `${id}-head`,
    'aria-describedby': described,
    'aria-invalid': wrong ? true : undefined,
  };
  return (
    <section className="ask-q" aria-labelledby={`${id}-head`} id={question.id}>
      <div className="ask-q__head">
        <h3 id={`${id}-head`}>
          <span>{question.id}</span>
          {local(question.text)}
        </h3>
        <QuestionState written={written} question={question} />
      </div>
      {question.hint && (
        <p className="hint" id={`${id}-hint`}>
          {local(question.hint)}
        </p>
      )}
      {wrong && (
        <p className="field__error" id={`${id}-wrong`}>
          <Glyph shape="tri" tone="stop" />
          {t(wrong.id, wrong.values)}
        </p>
      )}
      {question.kind === 'text' && typeof written === 'string' && (
        <textarea
          {...field}
          className="input"
          rows={Math.min(14, Math.max(3, Math.ceil(written.length / 80) + 1))}
          value={written}
          onChange={(event) => onWrite(event.target.value)}
          onBlur={onLeave}
        />
      )}
      {question.kind === 'number' && typeof written === 'string' && (
        <span className={question.unit ? 'input-unit' : undefined}>
          <input
            {...field}
            className="input"
            inputMode="decimal"
            autoComplete="off"
            value={written}
            onChange={(event) => onWrite(event.target.value)}
            onBlur={onLeave}
          />
          {question.unit && <span className="hint">{question.unit}</span>}
        </span>
      )}
      {question.kind === 'choice' && Array.isArray(written) && (
        <fieldset className="radios" aria-describedby={described}>
          <legend className="vh">{question.id}</legend>
          {question.choices.map((choice) => (
            <label className="check" key={choice.id}>
              <input
                type={question.multiple ? 'checkbox' : 'radio'}
                name={question.id}
                checked={written.includes(choice.id)}
                onChange={(event) => onWrite(chosenAfter(question, written, choice, event.target.checked))}
              />
              <span>{local(choice.text)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <p className="under" id={`${id}-under`}>
        {written.length === 0 ? (
          <span />
        ) : saved ? (
          <span className="under__saved">
            <Icon name="check" />
            {t('respond.saved')}
          </span>
        ) : (
          <span>{t(wrong?.id === 'respond.wrong.number' ? 'respond.unsent' : 'respond.notYetSaved')}</span>
        )}
        {question.kind === 'text' && <span>{t('respond.count', { n: written.length, most: question.maxLength })}</span>}
        {understood && understood !== written && <span>{t('respond.understood', { number: understood })}</span>}
      </p>
    </section>
  );
};
