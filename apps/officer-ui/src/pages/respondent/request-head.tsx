import type { RespondentView } from '#contracts';
import { Icon } from '../../components/glyph';
import { Standing } from '../../components/inv';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import type { Reply } from './use-reply';

/** Only what is saved is shown as good. */
export const howSaved = ({ saving: { state } }: Reply): string => {
  if (state === 'saved') return '';
  return state === 'dirty' || state === 'saving' ? 'saved--under-way' : 'saved--not';
};

/** The head of every page about the request. */
export const RequestHead = ({ view, reply }: { view: RespondentView; reply?: Reply }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  return (
    <header className="identity identity--resp">
      <div className="page">
        <div className="identity__row">
          <div>
            <p className="meta">
              {t('respond.to')} <b>{view.addressee}</b>
              <Standing of={view.provenance} /> {t('respond.inCase', { number: view.caseNumber })}
            </p>
            <h1>{local(view.subject)}</h1>
          </div>
        </div>
        {reply && (
          <p className={`saved ${howSaved(reply)}`} role="status">
            {reply.saving.state === 'saved' && <Icon name="check" />}
            <span>
              {t(`respond.saving.${reply.saving.state}`)}{' '}
              {reply.saving.state === 'saved' && view.savedAt && (
                <span className="saved__when">{t('respond.lastAt', { time: dates.time(view.savedAt) })}</span>
              )}
            </span>
          </p>
        )}
      </div>
    </header>
  );
};
