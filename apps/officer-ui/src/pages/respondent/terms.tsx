import { useQuery } from '@tanstack/react-query';
import { acceptance, teamQuery } from '../../api/respondent';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { RespondentFrame } from './frame';

/** What somebody who was invited accepts before anything is shown. */
export const Terms = () => {
  const t = useText();
  const local = useLocalized();
  const team = useQuery(teamQuery);
  const accept = useCommand();
  useTitle(t('respond.terms.title'));
  return (
    <RespondentFrame>
      <div className="page main">
        <h1>{t('respond.terms.title')}</h1>
        <Asked query={team} what={t('respond.terms.title')}>
          {({ addressee, terms, role }) => (
            <>
              <p>
                {t(role === 'principal-contact' ? 'respond.terms.for.principal' : 'respond.terms.for', { addressee })}
              </p>
              <p className="frame pad">{local(terms.text)}</p>
              <CommandProblem command={accept} title={t('respond.terms.refused')} />
              <p className="row">
                <button
                  type="button"
                  className="btn btn--primary"
                  aria-disabled={accept.isPending}
                  onClick={() => {
                    if (!accept.isPending) accept.mutate(acceptance(terms.version));
                  }}
                >
                  {t('respond.terms.accept')}
                </button>
              </p>
            </>
          )}
        </Asked>
      </div>
    </RespondentFrame>
  );
};
