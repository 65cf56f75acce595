import { useQuery } from '@tanstack/react-query';
import type { RespondentView } from '#contracts';
import type { ReactNode } from 'react';
import { ProblemError } from '../../api/problem';
import { ownRequestQuery, teamQuery } from '../../api/respondent';
import { Problem } from '../../components/problem';
import { PageSkeleton } from '../../components/skeleton';
import { useText } from '../../text/use-text';
import { RespondentFrame } from './frame';
import { Terms } from './terms';

/** A page about the own request: on its way, without a session, or there. */
export const OwnRequest = ({ children }: { children: (view: RespondentView) => ReactNode }) => {
  const t = useText();
  const request = useQuery(ownRequestQuery);
  const { data, error } = request;
  const open = data !== undefined && data.submittedOn === undefined;
  const team = useQuery({ ...teamQuery, enabled: open });
  // Asked once, at the first opening; who has submitted before is asked nothing. Whether it was cannot be told without the team: then the request is shown all the same.
  const asked = open && team.data?.terms.accepted === false;
  const gone = error instanceof ProblemError && (error.status === 401 || error.status === 403 || error.status === 404);
  if (error instanceof ProblemError && error.reason === 'terms-not-accepted') return <Terms />;
  if (data && asked) return <Terms />;
  if (data && !gone && !(open && team.isPending))
    return (
      <RespondentFrame who={data.contact} role={data.role ?? 'principal-contact'}>
        {children(data)}
      </RespondentFrame>
    );
  return (
    <RespondentFrame>
      {gone ? (
        <div className="page main">
          <h1>{t('respond.ended')}</h1>
          {error.problem.guard === 'restricted-since' && <p>{t('respond.ended.restricted')}</p>}
          {error.problem.guard === 'shown-to-a-stranger' && <p>{t('respond.ended.shown')}</p>}
          <p>{t('respond.ended.say')}</p>
        </div>
      ) : error ? (
        <div className="page main">
          <h1 className="vh">{t('respond.title')}</h1>
          <Problem
            error={error}
            kind="query"
            title={t('problem.cannotShow', { what: t('respond.title') })}
            actions={
              <button type="button" className="btn" onClick={() => void request.refetch()}>
                {t('again')}
              </button>
            }
          />
        </div>
      ) : (
        <PageSkeleton what={t('respond.title')} />
      )}
    </RespondentFrame>
  );
};
