import { useMutation } from '@tanstack/react-query';
import type { RespondentView } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { sendCode, submission } from '../../api/respondent';
import { useCommand } from '../../api/use-command';
import { CommandProblem } from '../../components/command-problem';
import { TextField } from '../../components/fields';
import { Problem } from '../../components/problem';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { wrongWith, writtenOf } from './answer-text';
import { AnswerShown } from './answer-shown';
import { DemoMailHint } from './demo-mail-hint';
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
  const [code, setCode] = useState('');
  const confirm = useRef<HTMLHeadingElement>(null);
  const principal = (view.role ?? 'principal-contact') === 'principal-contact';
  const coded = useMutation({ mutationFn: sendCode });
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
          {sure && lacking.length === 0 && (
            <section aria-labelledby="h-code">
              <h3 id="h-code" tabIndex={-1} ref={confirm}>
                {t('respond.code')}
              </h3>
              {coded.data && (
                <p role="status">
                  {t('respond.code.sent', { to: coded.data.data.to })} <DemoMailHint />
                </p>
              )}
              {coded.error && <Problem error={coded.error} kind="command" title={t('respond.code.refused')} />}
              <TextField
                label={t('respond.code.label')}
                hint={t('respond.code.hint')}
                value={code}
                onChange={(text) => setCode(text.replaceAll(/\D/g, '').slice(0, 6))}
                autoComplete="one-time-code"
                error={code.length > 0 && code.length < 6 ? t('respond.code.wrong') : undefined}
              />
              <button type="button" className="btn btn--small" onClick={() => coded.mutate()}>
                {t('respond.code.again')}
              </button>
            </section>
          )}
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
            {!principal ? (
              <p>{t('respond.submit.principal')}</p>
            ) : sure && lacking.length === 0 ? (
              <span className="row row--wrap">
                <button
                  type="button"
                  className="btn btn--primary"
                  aria-disabled={submit.isPending || code.length < 6}
                  onClick={() => {
                    if (!submit.isPending && code.length === 6)
                      submit.mutate({ ...submission(code), ifMatch: view.version });
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
                onClick={() => {
                  if (lacking.length > 0) return;
                  setSure(true);
                  coded.mutate();
                }}
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
