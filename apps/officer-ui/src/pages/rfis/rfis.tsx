import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { useLive } from '../../api/live';
import { caseworkRoles } from '#contracts/roles';
import { useHolds } from '../../api/people';
import { inquiriesQuery } from '../../api/queries';
import { askableQuery, rfisQuery, rfisStream, type RfiList } from '../../api/rfis';
import { Asked } from '../../components/asked';
import { Basis } from '../../components/basis';
import { Chip } from '../../components/chip';
import { Empty } from '../../components/empty';
import { SelectField } from '../../components/fields';
import { Identity } from '../../components/identity';
import { Standing } from '../../components/inv';
import { List } from '../../components/list';
import { More } from '../../components/more';
import { Progress } from '../../components/progress';
import { RfiState } from '../../components/rfi-state';
import { Sheet } from '../../components/sheet';
import { ThenLink } from '../../components/then-link';
import { TimesBar } from '../../components/times-bar';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { ThenClock, useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';

type Item = RfiList['items'][number];

const states = ['draft', 'issued', 'withdrawn'];
const filters = ['inquiry', 'case', 'state'] as const;

/** All requests for information that the reader may see, filtered by what stands in the address. */
export const Page = () => {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const query = Object.fromEntries(filters.map((name) => [name, search.get(name) ?? undefined]));
  const { times, past } = useThen();
  const rfis = useInfiniteQuery(rfisQuery({ ...query, ...times }));
  useLive(rfisStream, [['intake', 'rfis']]);
  const mayPrepare = useHolds(caseworkRoles);
  useTitle(t('rfis.list'));
  const put = (name: string, value: string): void =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value) after.set(name, value);
        else after.delete(name);
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  const filtered = filters.some((name) => search.has(name));
  const chosenCase = search.get('case');
  return (
    <>
      <Identity
        title={t('rfis.list')}
        lede={t('rfis.list.lede')}
        actions={
          !past &&
          mayPrepare && (
            <div className="actions">
              <Link className="btn btn--primary" to={chosenCase ? `/rfis/new?case=${chosenCase}` : '/rfis/new'}>
                {t('rfis.new')}
              </Link>
            </div>
          )
        }
      />
      <div className="page main">
        <TimesBar />
        <Sheet title={t('rfis.list.sheet')}>
          <Filters search={search} onPut={put} />
          <Asked query={rfis} what={t('rfis.list')}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              return rows.length > 0 ? (
                <>
                  <ThenClock>
                    <Requests rows={rows} />
                  </ThenClock>
                  <More query={rfis} />
                </>
              ) : (
                <Empty
                  title={t(filtered ? 'rfis.list.noneFiltered' : past ? 'times.none' : 'rfis.list.none')}
                  {...(filtered ? { actions: <Link to="/rfis">{t('rfis.list.all')}</Link> } : {})}
                >
                  <p>{t(filtered ? 'rfis.list.noneFiltered.say' : past ? 'times.none.say' : 'rfis.list.none.say')}</p>
                </Empty>
              );
            }}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};

/** What is chosen stands as a chip; what is not yet chosen, as a field. */
const Filters = ({ search, onPut }: { search: URLSearchParams; onPut: (name: string, value: string) => void }) => {
  const t = useText();
  const local = useLocalized();
  const inquiries = useInfiniteQuery(inquiriesQuery({}));
  const cases = useQuery(askableQuery);
  const choices = {
    inquiry: (inquiries.data?.pages ?? [])
      .flatMap((page) => page.items)
      .map((each) => ({ id: each.id, label: local(each.title) })),
    case: (cases.data?.items ?? []).map((each) => ({ id: each.id, label: `${each.number}, ${local(each.title)}` })),
    state: states.map((id) => ({ id, label: t(`rfis.list.state.${id}`) })),
  };
  const on = filters.flatMap((name) => {
    const value = search.get(name);
    return value ? [{ name, value }] : [];
  });
  const labelOf = (name: (typeof filters)[number], value: string): string =>
    choices[name].find((choice) => choice.id === value)?.label ?? t('rfis.list.chosen');
  return (
    <>
      {on.length > 0 && (
        <p className="row row--wrap">
          {on.map(({ name, value }) => (
            <Chip key={name} onRemove={() => onPut(name, '')}>
              {t('rfis.list.chip', { name: t(`rfis.list.filter.${name}`), value: labelOf(name, value) })}
            </Chip>
          ))}
        </p>
      )}
      <div className="filterform">
        {filters
          .filter((name) => !search.get(name))
          .map((name) => (
            <SelectField
              key={name}
              label={t(`rfis.list.filter.${name}`)}
              none={t('rfis.list.any')}
              value=""
              choices={choices[name]}
              onChange={(value) => onPut(name, value)}
            />
          ))}
      </div>
    </>
  );
};

const Requests = ({ rows }: { rows: Item[] }) => {
  const t = useText();
  const { past } = useThen();
  const local = useLocalized();
  const dates = useDates();
  return (
    <List
      caption={t('rfis.list')}
      rows={rows}
      keyOf={(rfi) => rfi.id}
      columns={[
        {
          id: 'number',
          head: t('inquiries.number'),
          nowrap: true,
          cell: (rfi) => (
            <>
              <ThenLink
                className="num"
                to={rfi.state === 'draft' && !past ? `/rfis/${rfi.id}/draft` : `/rfis/${rfi.id}`}
              >
                {rfi.number === undefined ? t(`rfis.list.one.${rfi.state}`) : t('inquiry.rfi', { number: rfi.number })}
                <span className="vh">
                  , {rfi.caseNumber}, {local(rfi.subject) || t('rfis.noSubject')}
                </span>
              </ThenLink>
              <Standing of={rfi.provenance} />
            </>
          ),
        },
        {
          id: 'case',
          head: t('rfis.list.filter.case'),
          nowrap: true,
          cell: (rfi) => <ThenLink to={`/cases/${rfi.caseId}`}>{rfi.caseNumber}</ThenLink>,
        },
        {
          id: 'subject',
          head: t('inquiry.rfis.subject'),
          rowHead: true,
          cell: (rfi) => local(rfi.subject) || <span className="meta">{t('rfis.noSubject')}</span>,
        },
        {
          id: 'basis',
          head: t('problem.basis'),
          cell: (rfi) => (
            <>
              <Basis of={rfi.basis} />
              {rfi.kind && `${rfi.basis.length > 0 ? ', ' : ''}${t(`inquiry.rfi.kind.${rfi.kind}`)}`}
            </>
          ),
        },
        {
          id: 'limit',
          head: t('rfis.limit'),
          nowrap: true,
          cell: (rfi) => (rfi.limit ? dates.date(rfi.limit) : '–'),
        },
        {
          id: 'replies',
          head: t('inquiry.rfis.replies'),
          nowrap: true,
          cell: (rfi) => {
            if (rfi.state !== 'issued') return '–';
            const words = t('inquiry.rfis.in', { n: rfi.repliesIn, of: rfi.asked });
            return (
              <>
                <Progress done={rfi.repliesIn} total={rfi.asked} label={words} />{' '}
                <span aria-hidden="true">{words}</span>
              </>
            );
          },
        },
        {
          id: 'state',
          head: t('inquiries.state'),
          nowrap: true,
          cell: (rfi) => (
            <RfiState
              state={rfi.state}
              asked={rfi.asked}
              repliesIn={rfi.repliesIn}
              overdue={rfi.overdue}
              limitPassed={rfi.limit !== undefined && rfi.limit < dates.today}
            />
          ),
        },
      ]}
    />
  );
};
