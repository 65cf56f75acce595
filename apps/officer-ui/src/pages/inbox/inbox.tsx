import { useInfiniteQuery } from '@tanstack/react-query';
import type { InboxItem, LocalizedText } from '#contracts';
import { Link, useSearchParams } from 'react-router';
import { usePeople } from '../../api/people';
import { inboxQuery } from '../../api/inbox';
import { streams } from '../../api/queries';
import { useLive } from '../../api/live';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { Empty } from '../../components/empty';
import { Identity } from '../../components/identity';
import { Inv } from '../../components/inv';
import { More } from '../../components/more';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { useEventWords } from '../inquiry/event-words';

const path = '/api/notifications/inbox';

/** What an officer has been told, newest first. */
export const Page = () => {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const show = search.get('show') === 'all' ? 'all' : 'unread';
  const items = useInfiniteQuery(inboxQuery(show === 'unread' ? { unread: 'true' } : {}));
  const readAll = useCommand();
  useTitle(t('inbox.title'));
  useLive(streams.inbox, [['notifications', 'inbox']]);
  const unread = items.data?.pages[0]?.unread ?? 0;
  return (
    <>
      <Identity
        title={t('inbox.title')}
        lede={t('inbox.lede')}
        actions={
          unread > 0 && (
            <div className="actions">
              <button
                type="button"
                className="btn"
                aria-disabled={readAll.isPending}
                onClick={() => readAll.mutate({ method: 'POST', path: `${path}/read-all`, body: {} })}
              >
                {t('inbox.readAll')}
              </button>
            </div>
          )
        }
      />
      <div className="page main">
        <CommandProblem command={readAll} title={t('inbox.failed')} />
        <Sheet
          title={t(`inbox.show.${show}`)}
          actions={
            <Seg
              label={t('inbox.show')}
              value={show}
              options={[
                { value: 'unread', label: t('inbox.show.unread') },
                { value: 'all', label: t('inbox.show.all') },
              ]}
              onChange={(value) => setSearch(value === 'all' ? { show: 'all' } : {}, { replace: true })}
            />
          }
        >
          <Asked query={items} what={t('inbox.title')}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              if (rows.length === 0)
                return (
                  <Empty title={t(show === 'unread' ? 'inbox.none.unread' : 'inbox.none')}>
                    <p>{t('inbox.none.say')}</p>
                  </Empty>
                );
              return (
                <>
                  <ol className="inbox">
                    {rows.map((item) => (
                      <Told key={item.id} item={item} />
                    ))}
                  </ol>
                  <More query={items} />
                </>
              );
            }}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};

/** Where the thing that was told of is shown. */
const placeOf = ({ kind, rfiId, caseId, inquiryId }: InboxItem): string =>
  kind === 'AccessChallenged'
    ? `/inquiries/${inquiryId}/people`
    : rfiId
      ? `/rfis/${rfiId}`
      : caseId
        ? `/cases/${caseId}`
        : `/inquiries/${inquiryId}`;

const Told = ({ item }: { item: InboxItem }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const words = useEventWords();
  const read = useCommand();
  const people = usePeople();
  const actor = item.actor ? people(item.actor) : undefined;
  const { number, title, lapsed } = item.params;
  const told =
    item.kind === 'StepTaken'
      ? {
          title: t('inbox.step', { number: String(number), title: local(title as LocalizedText) }),
          ...(lapsed === true && { say: t('inbox.lapsed') }),
        }
      : item.kind === 'TeamMemberJoined'
        ? { title: t('inbox.joined'), say: t(`role.${String(item.params['role'])}`) }
        : item.kind === 'AccessGranted'
          ? {
              title: t('inbox.granted'),
              say: t('inbox.granted.say', {
                role: t(`role.${String(item.params['role'])}`),
                until: dates.date(String(item.params['until'])),
              }),
            }
          : item.kind === 'ChallengedAccessReviewed'
            ? { title: t(item.params['outcome'] === 'ended' ? 'inbox.reviewed.ended' : 'inbox.reviewed') }
            : words({ kind: item.kind, params: item.params });
  const mark = (): void => {
    if (!item.readAt) read.mutate({ method: 'POST', path: `${path}/${item.id}/read`, body: {} });
  };
  return (
    <li className={item.readAt ? 'ev' : 'ev ev--new'}>
      <div className="ev__when">
        <time dateTime={item.at}>{dates.momentNear(item.at)}</time>
      </div>
      <div className="ev__what">
        <h3>
          <Link to={placeOf(item)} onClick={mark}>
            {told.title}
          </Link>
          {item.invented && <Inv />}
          {!item.readAt && (
            <>
              {' '}
              <span className="tag tag--here">{t('inbox.new')}</span>
            </>
          )}
        </h3>
        {told.say && <p>{told.say}</p>}
        <p className="meta">
          {[
            actor?.known && actor.name,
            typeof item.params['caseNumber'] === 'string' && item.params['caseNumber'],
            local(item.params['inquiryTitle'] as LocalizedText | undefined),
          ]
            .filter(Boolean)
            .join(' · ')}
          {actor?.invented && actor.known && <Inv />}
        </p>
        <CommandProblem command={read} title={t('inbox.failed')} />
      </div>
      {!item.readAt && (
        <button
          type="button"
          className="btn btn--quiet btn--small ev__why"
          aria-disabled={read.isPending}
          onClick={mark}
        >
          {t('inbox.read')}
          <span className="vh">: {told.title}</span>
        </button>
      )}
    </li>
  );
};
