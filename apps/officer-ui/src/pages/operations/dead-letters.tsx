import { useId, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useDeadLetters, type Letter, type Letters } from '../../api/dead-letters';
import { useMe } from '../../api/people';
import { Empty } from '../../components/empty';
import { Identity } from '../../components/identity';
import { Notice } from '../../components/notice';
import { Problem } from '../../components/problem';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { Skeleton } from '../../components/skeleton';
import { useTitle } from '../../shell/use-title';
import { useText } from '../../text/use-text';
import { useClock } from '../../time/clock';
import { NotFound } from '../faults';
import { LetterDrawer } from './letter-drawer';
import { LetterList } from './letter-list';
import { OperationsPlaces } from './places';

/** What the services could not take in, for who runs the installation; for everybody else there is nothing here. */
export const Page = () => {
  const me = useMe();
  if (!me?.roles.includes('administrator')) return <NotFound />;
  return <DeadLetters />;
};

const DeadLetters = () => {
  const t = useText();
  const { demonstration } = useClock();
  const [search, setSearch] = useSearchParams();
  const drawer = useId();
  const show = search.get('show') === 'all' ? 'all' : 'parked';
  const found = useDeadLetters(show === 'all');
  /** As it came out of the reader's own act: in the list of what is parked it stands no more. */
  const [acted, setActed] = useState<Letter>();
  useTitle(t('operations.title'));
  const asked = search.get('letter') ?? undefined;
  const listed = found.letters.find(({ id }) => id === asked);
  const picked = listed ?? (acted?.id === asked ? acted : undefined);
  const put = (name: 'show' | 'letter', value: string | undefined): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === undefined) after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <>
      <Identity title={t('operations.title')} lede={t('operations.lede')} actions={<OperationsPlaces />} />
      <div className="page main">
        {asked !== undefined && picked === undefined && !found.pending && (
          <Notice
            kind="here"
            act={
              show === 'parked' && (
                <button type="button" className="btn btn--quiet btn--small" onClick={() => put('show', 'all')}>
                  {t('operations.gone.all')}
                </button>
              )
            }
          >
            {t('operations.gone')}
          </Notice>
        )}
        <div className={picked ? 'letters letters--read' : 'letters'}>
          <Sheet
            title={t(`operations.show.${show}`)}
            note={found.pending ? undefined : t('operations.count', { total: found.total })}
            actions={
              <Seg
                label={t('operations.show')}
                value={show}
                options={[
                  { value: 'parked', label: t('operations.show.parked') },
                  { value: 'all', label: t('operations.show.all') },
                ]}
                onChange={(value) => put('show', value === 'all' ? 'all' : undefined)}
              />
            }
          >
            <Found
              found={found}
              all={show === 'all'}
              picked={picked}
              drawer={drawer}
              onPick={(letter) => put('letter', letter.id === picked?.id ? undefined : letter.id)}
            />
            {demonstration && found.letters.length > 0 && <p className="meta">{t('operations.realTime')}</p>}
          </Sheet>
          {picked && (
            <LetterDrawer
              key={picked.id}
              id={drawer}
              letter={picked}
              onActed={setActed}
              onClose={() => put('letter', undefined)}
            />
          )}
        </div>
      </div>
    </>
  );
};

const Found = ({
  found,
  all,
  ...list
}: {
  found: Letters;
  all: boolean;
  picked: Letter | undefined;
  drawer: string;
  onPick: (letter: Letter) => void;
}) => {
  const t = useText();
  if (found.pending) return <Skeleton what={t('operations.title')} />;
  return (
    <>
      {found.away.map(({ service, error, again }) => (
        <Problem
          key={service}
          error={error}
          kind="query"
          title={t('problem.cannotShow', { what: t(`operations.service.${service}`) })}
          actions={
            <button type="button" className="btn" onClick={again}>
              {t('again')}
            </button>
          }
        />
      ))}
      {found.letters.length > 0 ? (
        <LetterList letters={found.letters} {...list} />
      ) : (
        found.away.length === 0 && (
          <Empty title={t(all ? 'operations.none.ever' : 'operations.none')}>
            <p>{t('operations.none.say')}</p>
          </Empty>
        )
      )}
      {found.more && (
        <p className="timeline__more">
          <button type="button" className="btn btn--small" aria-disabled={found.reading} onClick={found.more}>
            {t(found.reading ? 'more.loading' : 'more.show')}
          </button>
        </p>
      )}
    </>
  );
};
