import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { send } from '../../api/http';
import { ProblemError } from '../../api/problem';
import { sendLinkAgain, session } from '../../api/respondent';
import { Notice } from '../../components/notice';
import { Problem } from '../../components/problem';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { DemoMailHint } from './demo-mail-hint';
import { RespondentFrame } from './frame';

/** A link that was cut short or mistyped is told in words of ours, not by the fields of the exchange. */
const wordedFor = (problem: unknown, malformed: string): Error =>
  problem instanceof ProblemError && problem.status === 400
    ? new ProblemError({ ...problem.problem, detail: malformed, errors: [] })
    : (problem as Error);

/** The personal link: exchanged for a session, then out of the address. */
export const Page = () => {
  const t = useText();
  const { token } = useParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [error, setError] = useState<Error>();
  const [tries, setTries] = useState(0);
  const another = useMutation({ mutationFn: () => sendLinkAgain(token ?? '') });
  const asked = useRef<string>(undefined);
  useTitle(t('respond.enter.title'));
  useEffect(() => {
    const attempt = `${token ?? ''} ${tries}`;
    if (asked.current === attempt) return; // strict mode runs an effect twice; a link is exchanged once
    asked.current = attempt;
    send({ method: 'POST', path: session, body: { token }, key: crypto.randomUUID() }).then(
      () => {
        queries.removeQueries({ queryKey: ['intake', 'respondent'] });
        void navigate('/respond', { replace: true });
      },
      (problem: unknown) => setError(wordedFor(problem, t('respond.enter.malformed'))),
    );
  }, [token, tries, navigate, queries, t]);
  return (
    <RespondentFrame>
      <div className="page main">
        <h1 className={error ? 'vh' : undefined}>{t('respond.enter.title')}</h1>
        {another.isSuccess ? (
          <Notice kind="here">
            {t('respond.enter.sent')} <DemoMailHint />
          </Notice>
        ) : error ? (
          <Problem
            error={another.error ?? error}
            kind="query"
            title={t('respond.enter.refused')}
            actions={
              // Used, or over: whose it was it still says, and a new one goes to their address.
              error instanceof ProblemError && error.status === 401 ? (
                <button
                  type="button"
                  className="btn btn--primary"
                  aria-disabled={another.isPending}
                  onClick={() => {
                    if (!another.isPending) another.mutate();
                  }}
                >
                  {t('respond.enter.another')}
                </button>
              ) : (
                <button
                  type="button"
                  className="btn"
                  onClick={() => {
                    setError(undefined);
                    setTries(tries + 1);
                  }}
                >
                  {t('again')}
                </button>
              )
            }
          />
        ) : (
          <p aria-live="polite">{t('respond.enter.opening')}</p>
        )}
      </div>
    </RespondentFrame>
  );
};
