import type { ReactNode } from 'react';
import type { SessionView } from '../../api/sessions';
import { List } from '../../components/list';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';

/** A row per session; it opens beside the list. */
export const SessionList = ({
  caption,
  head,
  nameOf,
  markOf,
  more,
  sessions,
  picked,
  drawer,
  onPick,
}: {
  caption: string;
  head: string;
  /** What names the row. */
  nameOf: (session: SessionView) => ReactNode;
  /** What stands beside the name. */
  markOf?: (session: SessionView) => ReactNode;
  /** A second column, where the row is not named by the browser. */
  more?: { head: string; cell: (session: SessionView) => ReactNode };
  sessions: SessionView[];
  picked: SessionView | undefined;
  drawer: string;
  onPick: (session: SessionView) => void;
}) => {
  const t = useText();
  const dates = useDates();
  return (
    <List
      caption={caption}
      rows={sessions}
      keyOf={(session) => session.id}
      picked={(session) => session.id === picked?.id}
      columns={[
        {
          id: 'name',
          head,
          rowHead: true,
          cell: (session) => (
            <>
              <button
                type="button"
                className="linklike"
                aria-expanded={session.id === picked?.id}
                aria-controls={session.id === picked?.id ? drawer : undefined}
                onClick={() => onPick(session)}
              >
                {nameOf(session)}
                <span className="vh">, {dates.moment(session.startedAt)}</span>
              </button>
              {markOf?.(session)}
            </>
          ),
        },
        ...(more ? [{ id: 'more', ...more }] : []),
        {
          id: 'started',
          head: t('sessions.started'),
          nowrap: true,
          cell: (session: SessionView) => dates.moment(session.startedAt),
        },
        {
          id: 'seen',
          head: t('sessions.seen'),
          nowrap: true,
          cell: (session: SessionView) => dates.moment(session.seenAt),
        },
        {
          id: 'state',
          head: t('sessions.state'),
          nowrap: true,
          cell: (session: SessionView) => (
            <StateTag shape={session.current ? 'here' : 'full'} tone={session.current ? 'here' : 'ok'}>
              {t(session.current ? 'sessions.state.this' : 'sessions.state.runs')}
            </StateTag>
          ),
        },
      ]}
    />
  );
};
