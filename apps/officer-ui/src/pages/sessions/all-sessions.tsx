import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { usePeople, useMe } from '../../api/people';
import { endSessions, sessionsQuery, type SessionView } from '../../api/sessions';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { Chip } from '../../components/chip';
import { CommandProblem } from '../../components/command-problem';
import { Drawer } from '../../components/drawer';
import { Empty } from '../../components/empty';
import { SelectField } from '../../components/fields';
import { focusFirstWrong } from '../../components/focus-wrong';
import { Identity } from '../../components/identity';
import { Inv } from '../../components/inv';
import { Notice } from '../../components/notice';
import { OpenedForm } from '../../components/opened-form';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { NotFound } from '../faults';
import { OperationsPlaces } from '../operations/places';
import { SessionList } from './session-list';
import { SessionFacts, useBrowserWords } from './session-words';

/** Who is signed in, for who runs the installation; for everybody else there is nothing here. */
export const Page = () => {
  const me = useMe();
  if (!me?.roles.includes('administrator')) return <NotFound />;
  return <AllSessions />;
};

const AllSessions = () => {
  const t = useText();
  const { demonstration } = useClock();
  const people = usePeople();
  const words = useBrowserWords();
  const drawer = useId();
  const [search, setSearch] = useSearchParams();
  const person = search.get('person') ?? undefined;
  const sessions = useQuery(sessionsQuery);
  const [open, setOpen] = useState<string>();
  const [ended, setEnded] = useState<string>();
  useTitle(t('sessions.title'));
  const all = sessions.data?.items ?? [];
  const items = person === undefined ? all : all.filter((one) => one.person === person);
  const picked = items.find(({ id }) => id === open);
  const only = (who: string | undefined): void => {
    const next = new URLSearchParams(search);
    if (who === undefined) next.delete('person');
    else next.set('person', who);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <Identity title={t('sessions.title')} lede={t('sessions.lede')} actions={<OperationsPlaces />} />
      <div className="page main">
        {ended !== undefined && <Notice kind="here">{ended}</Notice>}
        {person !== undefined && (
          <p className="row row--wrap">
            <Chip onRemove={() => only(undefined)}>{people(person).name}</Chip>
          </p>
        )}
        <div className={picked ? 'letters letters--read' : 'letters'}>
          <Sheet title={t('sessions.running')} note={sessions.data && t('sessions.count', { n: items.length })}>
            <Asked query={sessions} what={t('sessions.title')}>
              {() =>
                items.length === 0 ? (
                  <Empty title={t('sessions.none')}>
                    <p>{t('sessions.none.say')}</p>
                  </Empty>
                ) : (
                  <SessionList
                    caption={t('sessions.title')}
                    head={t('member.person')}
                    nameOf={(session) => people(session.person).name}
                    markOf={(session) => people(session.person).invented && <Inv />}
                    more={{ head: t('sessions.where'), cell: words }}
                    sessions={items}
                    picked={picked}
                    drawer={drawer}
                    onPick={({ id }) => setOpen(id === open ? undefined : id)}
                  />
                )
              }
            </Asked>
            {sessions.data && sessions.data.total > all.length && (
              <p className="meta">{t('sessions.newest', { n: all.length, total: sessions.data.total })}</p>
            )}
            {demonstration && items.length > 0 && <p className="meta">{t('operations.realTime')}</p>}
          </Sheet>
          {picked && (
            <Drawer
              id={drawer}
              tab={t('sessions.session')}
              title={people(picked.person).name}
              subject={picked.id}
              onClose={() => setOpen(undefined)}
            >
              <div className="stack letter">
                <EndForm
                  key={picked.id}
                  session={picked}
                  name={people(picked.person).name}
                  onCancel={() => setOpen(undefined)}
                  several={all.filter((one) => one.person === picked.person).length > 1}
                  onDone={(said) => {
                    setOpen(undefined);
                    setEnded(said);
                  }}
                />
                <SessionFacts session={picked} />
                {person === undefined && (
                  <p>
                    <button type="button" className="linklike" onClick={() => only(picked.person)}>
                      {t('sessions.only', { name: people(picked.person).name })}
                    </button>
                  </p>
                )}
              </div>
            </Drawer>
          )}
        </div>
      </div>
    </>
  );
};

const reasons = ['device-lost', 'left-open', 'has-left', 'suspicion', 'maintenance'];

/** What ending brings about, why it is done, and the act: on this session, or on all of the person. */
const EndForm = ({
  session,
  name,
  several,
  onDone,
  onCancel,
}: {
  session: SessionView;
  name: string;
  /** The person has others. */
  several: boolean;
  onDone: (said: string) => void;
  onCancel: () => void;
}) => {
  const t = useText();
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const [all, setAll] = useState(false);
  const command = useCommand({ onDone: () => onDone(all ? t('sessions.ended.all', { name }) : t('sessions.ended')) });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (because === '') {
      focusFirstWrong(event.currentTarget);
      return;
    }
    if (command.isPending) return;
    const pressed = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value');
    setAll(pressed === 'all');
    // All is what the person has by then, not what this list held.
    command.mutate(endSessions(pressed === 'all' ? { person: session.person } : { sessions: [session.id] }, because));
  };
  return (
    <OpenedForm
      label={t('sessions.end.title')}
      onSubmit={onSubmit}
      onCancel={onCancel}
      acts={
        <>
          <button type="submit" value="one" className="btn btn--primary" aria-disabled={command.isPending}>
            {t('sessions.end')}
          </button>
          {several && (
            <button type="submit" value="all" className="btn" aria-disabled={command.isPending}>
              {t('sessions.end.all')}
            </button>
          )}
        </>
      }
    >
      <p>{session.current ? t('sessions.end.say.this') : t('sessions.end.say.other', { name })}</p>
      <SelectField
        label={t('sessions.because')}
        hint={t('sessions.because.hint')}
        required
        none={t('sessions.because.choose')}
        value={because}
        error={tried && because === '' ? t('field.required') : undefined}
        choices={reasons.map((id) => ({ id, label: t(`sessions.because.${id}`) }))}
        onChange={setBecause}
      />
      <CommandProblem command={command} title={t('sessions.end.refused')} />
    </OpenedForm>
  );
};
