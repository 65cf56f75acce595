import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import type { RespondentRole } from '#contracts';
import { send } from '../../api/http';
import { session } from '../../api/respondent';
import { Wordmark } from '../../shell/bar';
import { Foot } from '../../shell/foot';
import { Sprite } from '../../shell/sprite';
import { useText } from '../../text/use-text';

/** The respondent's own frame: no officers' places, only who one is and the way out. */
export const RespondentFrame = ({
  who,
  role = 'principal-contact',
  children,
}: {
  who?: string;
  role?: RespondentRole;
  children: ReactNode;
}) => {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [failed, setFailed] = useState(false);
  const leave = async (): Promise<void> => {
    try {
      await send({ method: 'DELETE', path: session, key: crypto.randomUUID() });
    } catch {
      setFailed(true);
      return;
    }
    queries.removeQueries({ queryKey: ['intake', 'respondent'] });
    await navigate('/respond/left', { replace: true });
  };
  return (
    <>
      <Sprite />
      <a className="skip" href="#main">
        {t('respond.skip')}
      </a>
      <header className="bar bar--resp">
        <div className="page">
          <span className="wordmark">
            <Wordmark />
          </span>
          <p className="bar__of">{t('respond.for')}</p>
          {who !== undefined && (
            <div className="bar__end">
              <span className="bar__who">{t('respond.who', { who, role: t(`role.${role}`) })}</span>
              {role === 'principal-contact' && (
                <Link className="bar__link" to="/respond/team">
                  {t('respond.team')}
                </Link>
              )}
              {failed && <span role="alert">{t('respond.leave.failed')}</span>}
              <button className="bar__link" type="button" onClick={() => void leave()}>
                {t('bar.signOut')}
              </button>
            </div>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Foot />
    </>
  );
};
