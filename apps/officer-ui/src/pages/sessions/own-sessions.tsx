import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { endOwnSessions, ownSessionsQuery, type SessionView } from '../../api/sessions';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { Drawer } from '../../components/drawer';
import { Empty } from '../../components/empty';
import { Identity } from '../../components/identity';
import { Notice } from '../../components/notice';
import { Sheet } from '../../components/sheet';
import { signOut } from '../../shell/session';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { SessionList } from './session-list';
import { SessionFacts, useBrowserWords } from './session-words';

/** Where one is signed in, and how to sign out there. */
export const Page = () => {
  const t = useText();
  const { demonstration } = useClock();
  const words = useBrowserWords();
  const drawer = useId();
  const sessions = useQuery(ownSessionsQuery);
  const [open, setOpen] = useState<string>();
  const [ended, setEnded] = useState<string>();
  useTitle(t('sessions.own'));
  const items = sessions.data?.items ?? [];
  const others = items.filter(({ current }) => !current);
  const picked = open === 'others' ? undefined : items.find(({ id }) => id === open);
  const done = (said: string): void => {
    setOpen(undefined);
    setEnded(said);
  };
  return (
    <>
      <Identity title={t('sessions.own')} lede={t('sessions.own.lede')} />
      <div className="page main">
        {ended !== undefined && <Notice kind="here">{ended}</Notice>}
        <div className={open ? 'letters letters--read' : 'letters'}>
          <Sheet
            title={t('sessions.running')}
            note={sessions.data && t('sessions.count', { n: sessions.data.total })}
            actions={
              others.length > 0 && (
                <button
                  type="button"
                  className="btn btn--small"
                  aria-expanded={open === 'others'}
                  onClick={() => setOpen(open === 'others' ? undefined : 'others')}
                >
                  {t('sessions.end.others')}
                </button>
              )
            }
          >
            <Asked query={sessions} what={t('sessions.own')}>
              {() =>
                items.length === 0 ? (
                  <Empty title={t('sessions.none')}>
                    <p>{t('sessions.none.say')}</p>
                  </Empty>
                ) : (
                  <SessionList
                    caption={t('sessions.own')}
                    head={t('sessions.where')}
                    nameOf={words}
                    sessions={items}
                    picked={picked}
                    drawer={drawer}
                    onPick={({ id }) => setOpen(id === open ? undefined : id)}
                  />
                )
              }
            </Asked>
            {demonstration && items.length > 0 && <p className="meta">{t('operations.realTime')}</p>}
          </Sheet>
          {picked && (
            <Drawer
              id={drawer}
              tab={t('sessions.session')}
              title={words(picked)}
              subject={picked.id}
              onClose={() => setOpen(undefined)}
            >
              <div className="stack letter">
                {picked.current ? (
                  <>
                    <p>{t('sessions.this.say')}</p>
                    <p>
                      <button type="button" className="btn" onClick={() => void signOut()}>
                        {t('bar.signOut')}
                      </button>
                    </p>
                  </>
                ) : (
                  <End session={picked} onDone={() => done(t('sessions.ended'))} onCancel={() => setOpen(undefined)} />
                )}
                <SessionFacts session={picked} />
              </div>
            </Drawer>
          )}
          {open === 'others' && others.length > 0 && (
            <Drawer
              id={drawer}
              tab={t('sessions.session')}
              title={t('sessions.end.others')}
              subject="others"
              onClose={() => setOpen(undefined)}
            >
              <div className="stack letter">
                <End onDone={() => done(t('sessions.ended.others'))} onCancel={() => setOpen(undefined)} />
              </div>
            </Drawer>
          )}
        </div>
      </div>
    </>
  );
};

/** What ending brings about, and the act: on one session, or on all but this one, whichever they are by then. */
const End = ({ session, onDone, onCancel }: { session?: SessionView; onDone: () => void; onCancel: () => void }) => {
  const t = useText();
  const command = useCommand({ onDone });
  return (
    <>
      <p>{t(session ? 'sessions.end.say' : 'sessions.end.others.say')}</p>
      <CommandProblem command={command} title={t('sessions.end.refused')} />
      <p className="row row--wrap">
        <button
          type="button"
          className="btn btn--primary"
          aria-disabled={command.isPending}
          onClick={() => {
            if (!command.isPending)
              command.mutate(endOwnSessions(session ? { sessions: [session.id] } : { others: true }));
          }}
        >
          {t(session ? 'sessions.end' : 'sessions.end.others')}
        </button>
        <button type="button" className="btn" onClick={onCancel}>
          {t('form.cancel')}
        </button>
      </p>
    </>
  );
};
