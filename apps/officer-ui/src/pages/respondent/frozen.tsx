import type { RespondentView } from '#contracts';
import { StateTag } from '../../components/state-tag';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { AnswerShown } from './answer-shown';
import { LimitSide } from './limit-side';
import { RequestHead } from './request-head';

/** After the submission: what was sent, when, and that it cannot be changed. Can be printed. */
export const Frozen = ({ view }: { view: RespondentView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  useTitle(t('respond.frozen.title'));
  return (
    <>
      <RequestHead view={view} />
      <div className="page resp resp--frozen">
        <div className="form">
          <h2>{t('respond.frozen.title')}</h2>
          <p className="form__intro">
            {view.workingDaysLate > 0 ? (
              <StateTag shape="late" tone="warn">
                {t('respond.frozen.late', { days: view.workingDaysLate })}
              </StateTag>
            ) : (
              <StateTag shape="full" tone="ok">
                {t('respond.frozen.inTime')}
              </StateTag>
            )}{' '}
            {view.submittedAt && t('respond.frozen.when', { moment: dates.moment(view.submittedAt) })}
          </p>
          <p className="form__intro">{t('respond.frozen.say')}</p>
          <p className="form__intro">
            <button type="button" className="btn" onClick={() => print()}>
              {t('respond.print')}
            </button>
          </p>
          {view.questionnaire.sections.map((section) => (
            <section key={section.id} aria-label={local(section.title)}>
              <h3 className="respond__section">
                {section.id} {local(section.title)}
              </h3>
              {section.questions.map((question) => (
                <div className="ask-q" key={question.id}>
                  <div className="ask-q__head">
                    <h4>
                      {question.id} {local(question.text)}
                    </h4>
                  </div>
                  <AnswerShown question={question} answer={view.answers[question.id]} />
                </div>
              ))}
            </section>
          ))}
        </div>
        <LimitSide view={view} />
      </div>
    </>
  );
};
