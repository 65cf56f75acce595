import type { RespondentView } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { submission } from '../../api/respondent';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { wrongWith, writtenOf } from './answer-text';
import { AnswerShown } from './answer-shown';
import { Frozen } from './frozen';
import { LimitSide } from './limit-side';
import { OwnRequest } from './own-request';
import { QuestionState } from './question';
import { RequestHead } from './request-head';

/** All of the reply before it is submitted: what is there, what is missing, and what submitting means. */
export const Page = () => (
  <OwnRequest>
    {(view) => (view.submittedOn === undefined ? <Review view={view} /> : <Frozen view={view} />)}
  </OwnRequest>
);

const Review = ({ view }: { view: RespondentView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const navigate = useNavigate();
  const [sure, setSure] = useState(false);
  const confirm = useRef<HTMLButtonElement>(null);
  const submit = useCommand({ onDone: () => void navigate('/respond', { replace: true }) });
  useTitle(t('respond.review.title'));
  useEffect(() => {
    if (sure) confirm.current?.focus();
  }, [sure]);
  const lacking = view.questionnaire.sections
    .flatMap((section) => section.questions)
    .filter((question) => wrongWith(writtenOf(view.answers[question.id], question), question));
  return (
    <>
      <RequestHead view={view} />
      <div className="page resp resp--frozen">
        <div className="form">
          <h2>{t('respond.review.title')}</h2>
          <p className="form__intro">
            {lacking.length > 0 ? t('respond.review.lacking', { n: lacking.length }) : t('respond.review.complete')}
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
                    <QuestionState written={writtenOf(view.answers[question.id], question)} question={question} />
                  </div>
                  <AnswerShown question={question} answer={view.answers[question.id]} />
                  <p>
                    <Link to={`/respond?section=${section.id}&question=${question.id}`}>
                      {t('respond.change')}
                      <span className="vh"> {question.id}</span>
                    </Link>
                  </p>
                </div>
              ))}
            </section>
          ))}
          <CommandProblem command={submit} title={t('respond.submit.refused')} />
          <div className="submit">
            <div>
              <p>
                <b>{t(lacking.length > 0 ? 'respond.submit.shut' : 'respond.submit.say')}</b>
              </p>
              <p className="meta">
                {lacking.length > 0
                  ? lacking.map((question) => question.id).join(', ')
                  : dates.today > view.limit
                    ? t('respond.submit.late', { day: dates.full(view.limit) })
                    : t('respond.submit.inTime', { day: dates.full(view.limit) })}
              </p>
            </div>
            {sure && lacking.length === 0 ? (
              <span className="row row--wrap">
                <button
                  ref={confirm}
                  type="button"
                  className="btn btn--primary"
                  aria-disabled={submit.isPending}
                  onClick={() => {
                    if (!submit.isPending) submit.mutate({ ...submission, ifMatch: view.version });
                  }}
                >
                  {t('respond.submit.sure')}
                </button>
                <button type="button" className="btn" onClick={() => setSure(false)}>
                  {t('respond.submit.notYet')}
                </button>
              </span>
            ) : (
              <button
                type="button"
                className="btn btn--primary"
                aria-disabled={lacking.length > 0}
                onClick={() => setSure(lacking.length === 0)}
              >
                {t('respond.submit')}
              </button>
            )}
          </div>
          <p className="form__intro">
            <Link to="/respond">{t('respond.back')}</Link>
          </p>
        </div>
        <LimitSide view={view} />
      </div>
    </>
  );
};
