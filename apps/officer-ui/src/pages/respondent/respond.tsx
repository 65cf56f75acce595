import type { RespondentView } from '#contracts';
import { useEffect } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { Glyph, Icon } from '../../components/glyph';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { daysBetween } from '../../time/days';
import { useDates } from '../../time/use-dates';
import { daysLeft, LimitSide } from './limit-side';
import { OwnRequest } from './own-request';
import { Question, stateOf } from './question';
import { ReplyNotices } from './reply-notices';
import { howSaved, RequestHead } from './request-head';
import { Frozen } from './frozen';
import { useReply } from './use-reply';

/** The respondent's page: the questions, section by section; what is written is saved by itself. */
export const Page = () => (
  <OwnRequest>
    {(view) => (view.submittedOn === undefined ? <Answering view={view} /> : <Frozen view={view} />)}
  </OwnRequest>
);

const Answering = ({ view }: { view: RespondentView }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const navigate = useNavigate();
  const reply = useReply(view);
  const [search] = useSearchParams();
  const { sections } = view.questionnaire;
  const here = sections.find((section) => section.id === search.get('section')) ?? sections[0]!;
  const at = sections.indexOf(here);
  const next = sections[at + 1];
  useTitle(`${local(here.title)} · ${local(view.subject)}`);
  const wanted = search.get('question');
  useEffect(() => {
    if (wanted === null) return;
    const place = document.getElementById(wanted);
    place?.scrollIntoView({ block: 'start' });
    place?.querySelector<HTMLElement>('textarea, input')?.focus({ preventScroll: true });
  }, [wanted]);
  const questions = sections.flatMap((section) => section.questions);
  const answered = questions.filter((question) => stateOf(reply.written(question), question) === 'good').length;
  const toReview = async (): Promise<void> => {
    if (await reply.flush()) await navigate('/respond/review');
  };
  return (
    <>
      <RequestHead view={view} reply={reply} />
      <a className="duebar" href="#limit">
        <Glyph shape="clock" tone="here" />
        <span>
          <b>{dates.weekdayShort(view.limit)}</b> · {daysLeft(t, daysBetween(dates.today, view.limit))}
        </span>
      </a>
      <div className="page resp">
        <nav className="secnav" aria-label={t('respond.sections')}>
          <ol>
            {sections.map((section) => {
              const done = section.questions.filter((each) => stateOf(reply.written(each), each) === 'good').length;
              return (
                <li key={section.id}>
                  <Link
                    to={`/respond?section=${section.id}`}
                    aria-current={section === here ? 'step' : undefined}
                    preventScrollReset={false}
                  >
                    <b>{section.id}</b>
                    <span>{local(section.title)}</span>
                    <span className="secnav__n">{t('respond.of', { n: done, of: section.questions.length })}</span>
                  </Link>
                </li>
              );
            })}
          </ol>
          <div className="secnav__total">
            <progress
              className="respond__progress"
              max={questions.length}
              value={answered}
              aria-label={t('respond.progress')}
            />
            <p className="meta">{t('respond.answered', { n: answered, of: questions.length })}</p>
          </div>
          <details className="secnav__help">
            <summary>{t('respond.whoSees')}</summary>
            <p>{t('respond.whoSees.say')}</p>
          </details>
        </nav>

        <form
          className="form"
          aria-labelledby="h-section"
          onSubmit={(event) => {
            event.preventDefault();
            void toReview();
          }}
        >
          <ReplyNotices reply={reply} />
          <h2 id="h-section">
            <span className="form__l">{here.id}</span>
            {local(here.title)}
          </h2>
          {here.intro && <p className="form__intro">{local(here.intro)}</p>}
          {here.questions.map((question) => (
            <Question
              key={question.id}
              question={question}
              written={reply.written(question)}
              saved={reply.isSaved(question.id)}
              onWrite={(value) => reply.write(question, value)}
              onLeave={() => void reply.flush()}
            />
          ))}
          <div className="submit">
            <div>
              <p>
                <b>{t('respond.toAnswer', { n: questions.length - answered, of: questions.length })}</b>
              </p>
              <p className="meta">{t('respond.toAnswer.say')}</p>
            </div>
            {next ? (
              <Link className="btn" to={`/respond?section=${next.id}`}>
                {t('respond.next', { section: `${next.id} ${local(next.title)}` })}
              </Link>
            ) : null}
            <button className={next ? 'btn' : 'btn btn--primary'} type="submit">
              {t('respond.review')}
            </button>
          </div>
        </form>
        <LimitSide view={view} />
      </div>
      <div className="dock">
        <span className={`dock__saved ${howSaved(reply)}`}>
          {reply.saving.state === 'saved' && <Icon name="check" />}
          {t(`respond.dock.${reply.saving.state}`)}
        </span>
        {next && (
          <Link className="btn" to={`/respond?section=${next.id}`}>
            {t('respond.dock.next', { section: next.id })}
          </Link>
        )}
        <button type="button" className="btn btn--primary" onClick={() => void toReview()}>
          {t('respond.dock.review')}
        </button>
      </div>
    </>
  );
};
