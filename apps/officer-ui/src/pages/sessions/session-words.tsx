import type { SessionView } from '../../api/sessions';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { browserName } from './browser-name';

/** A session by the browser that it runs in. */
export const useBrowserWords = (): ((session: SessionView) => string) => {
  const t = useText();
  return ({ agent }) => {
    const { browser, system } = browserName(agent);
    if (browser && system) return t('sessions.browser', { browser, system });
    return browser ?? system ?? t('sessions.browser.unknown');
  };
};

/** What is known of a session. */
export const SessionFacts = ({ session }: { session: SessionView }) => {
  const t = useText();
  const dates = useDates();
  return (
    <dl className="why">
      <dt>{t('sessions.started')}</dt>
      <dd>{dates.moment(session.startedAt)}</dd>
      <dt>{t('sessions.seen')}</dt>
      <dd>{dates.moment(session.seenAt)}</dd>
      <dt>{t('sessions.ends')}</dt>
      <dd>{dates.moment(session.endsAt)}</dd>
      <dt>{t('sessions.agent')}</dt>
      <dd>{session.agent ? <code>{session.agent}</code> : t('sessions.browser.unknown')}</dd>
    </dl>
  );
};
