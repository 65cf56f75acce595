import { useState, type FormEvent } from 'react';
import { questionnairesPath } from '../../api/rfis';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { CheckField, LongTextField, SelectField, TextField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Icon } from '../../components/glyph';
import { useUnsaved } from '../../components/leaving';
import { useText } from '../../text/use-text';
import { Preview } from './preview';
import {
  choicesOf,
  contentOf,
  isComplete,
  letterOf,
  noQuestion,
  noSection,
  type QuestionForm,
  type QuestionnaireForm,
  type SectionForm,
} from './questionnaire-form';

const kinds = ['text', 'choice', 'number'] as const;
const MOST_SECTIONS = 26;

/** Writes a new questionnaire. Published, it is a template that other requests can use, too; it is never changed, only followed by a version. */
export const WriteQuestionnaire = ({
  onPublished,
  onCancel,
}: {
  onPublished: (id: string) => void;
  onCancel: () => void;
}) => {
  const t = useText();
  const [empty] = useState<QuestionnaireForm>(() => ({ title: '', sections: [noSection()] }));
  const [form, setForm] = useState<QuestionnaireForm>(empty);
  const [tried, setTried] = useState(false);
  const release = useUnsaved(JSON.stringify(contentOf(form)) !== JSON.stringify(contentOf(empty)), 'step');
  const command = useCommand({
    onDone: ({ data }) => {
      release();
      if (data.id) onPublished(data.id);
    },
  });
  const missing = (value: string): string | undefined =>
    tried && value.trim() === '' ? t('field.required') : undefined;
  const put = (key: string, part: Partial<SectionForm>): void =>
    setForm({ ...form, sections: form.sections.map((each) => (each.key === key ? { ...each, ...part } : each)) });

  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (!isComplete(form)) {
      focusFirstWrong(event.currentTarget);
      return;
    }
    command.mutate({ method: 'POST', path: questionnairesPath, body: { content: contentOf(form) } });
  };
  return (
    <form noValidate onSubmit={onSubmit} className="stack">
      <TextField
        label={t('rfis.write.title')}
        required
        maxLength={200}
        value={form.title}
        error={missing(form.title)}
        onChange={(title) => setForm({ ...form, title })}
      />
      {form.sections.map((section, at) => (
        <fieldset className="addressee stack" key={section.key}>
          <legend className="label">{t('rfis.write.section', { letter: letterOf(at) })}</legend>
          <TextField
            label={t('rfis.write.section.title')}
            required
            maxLength={200}
            value={section.title}
            error={missing(section.title)}
            onChange={(title) => put(section.key, { title })}
          />
          {section.questions.map((question, index) => (
            <QuestionFields
              key={question.key}
              id={`${letterOf(at)}${index + 1}`}
              question={question}
              tried={tried}
              onChange={(part) =>
                put(section.key, {
                  questions: section.questions.map((each) => (each.key === question.key ? { ...each, ...part } : each)),
                })
              }
              {...(section.questions.length > 1
                ? {
                    onRemove: () =>
                      put(section.key, { questions: section.questions.filter((each) => each.key !== question.key) }),
                  }
                : {})}
            />
          ))}
          <p className="row row--wrap">
            <button
              type="button"
              className="btn btn--small"
              onClick={() => put(section.key, { questions: [...section.questions, noQuestion()] })}
            >
              <Icon name="plus" />
              {t('rfis.write.question.add')}
            </button>
            {form.sections.length > 1 && (
              <button
                type="button"
                className="btn btn--quiet btn--small"
                onClick={() => setForm({ ...form, sections: form.sections.filter((each) => each.key !== section.key) })}
              >
                {t('rfis.write.section.remove', { letter: letterOf(at) })}
              </button>
            )}
          </p>
        </fieldset>
      ))}
      {form.sections.length < MOST_SECTIONS && (
        <p>
          <button
            type="button"
            className="btn btn--small"
            onClick={() => setForm({ ...form, sections: [...form.sections, noSection()] })}
          >
            <Icon name="plus" />
            {t('rfis.write.section.add')}
          </button>
        </p>
      )}
      <details>
        <summary>{t('rfis.preview')}</summary>
        {isComplete(form) ? <Preview content={contentOf(form)} /> : <p className="meta">{t('rfis.preview.later')}</p>}
      </details>
      <CommandProblem command={command} title={t('rfis.write.refused')} />
      <p className="row row--wrap">
        <button type="submit" className="btn btn--primary" aria-disabled={command.isPending}>
          {t(command.isPending ? 'form.sending' : 'rfis.write.publish')}
        </button>
        <button type="button" className="btn" onClick={onCancel}>
          {t('form.cancel')}
        </button>
      </p>
    </form>
  );
};

const QuestionFields = ({
  id,
  question,
  tried,
  onChange,
  onRemove,
}: {
  id: string;
  question: QuestionForm;
  tried: boolean;
  onChange: (part: Partial<QuestionForm>) => void;
  onRemove?: () => void;
}) => {
  const t = useText();
  return (
    <fieldset className="stack write__question">
      <legend className="label">{t('rfis.write.question', { id })}</legend>
      <LongTextField
        label={t('rfis.write.text')}
        required
        rows={2}
        maxLength={4000}
        value={question.text}
        error={tried && question.text.trim() === '' ? t('field.required') : undefined}
        onChange={(text) => onChange({ text })}
      />
      <SelectField
        label={t('rfis.write.kind')}
        value={question.kind}
        choices={kinds.map((kind) => ({ id: kind, label: t(`rfis.question.${kind}`) }))}
        onChange={(kind) => onChange({ kind: kinds.find((each) => each === kind) ?? 'text' })}
      />
      {question.kind === 'choice' && (
        <>
          <LongTextField
            label={t('rfis.write.choices')}
            hint={t('rfis.write.choices.hint')}
            required
            value={question.choices}
            error={tried && choicesOf(question).length < 2 ? t('rfis.write.choices.few') : undefined}
            onChange={(choices) => onChange({ choices })}
          />
          <CheckField
            label={t('rfis.write.multiple')}
            checked={question.multiple}
            onChange={(multiple) => onChange({ multiple })}
          />
          {question.multiple && (
            <CheckField
              label={t('rfis.write.lastAlone')}
              checked={question.lastAlone}
              onChange={(lastAlone) => onChange({ lastAlone })}
            />
          )}
        </>
      )}
      {question.kind === 'number' && (
        <TextField
          label={t('rfis.write.unit')}
          required={false}
          maxLength={40}
          value={question.unit}
          onChange={(unit) => onChange({ unit })}
        />
      )}
      <CheckField
        label={t('rfis.write.required')}
        checked={question.required}
        onChange={(required) => onChange({ required })}
      />
      {onRemove && (
        <p>
          <button type="button" className="btn btn--quiet btn--small" onClick={onRemove}>
            {t('rfis.write.question.remove', { id })}
          </button>
        </p>
      )}
    </fieldset>
  );
};
