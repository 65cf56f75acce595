import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { InquiryListItem } from '#contracts';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useLive } from '../../api/live';
import { useMe, usePeople } from '../../api/people';
import { inquiriesQuery, proceduresQuery, streams } from '../../api/queries';
import { Asked } from '../../components/asked';
import { Chip } from '../../components/chip';
import { Empty } from '../../components/empty';
import { SelectField, TextField } from '../../components/fields';
import { Identity } from '../../components/identity';
import { Inv, Standing } from '../../components/inv';
import { List } from '../../components/list';
import { More } from '../../components/more';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { ThenLink } from '../../components/then-link';
import { TimesBar } from '../../components/times-bar';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { ThenClock, useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';

const filters = ['q', 'procedure', 'closed'] as const;
type Filter = (typeof filters)[number];

/** The inquiries that the reader may see. Filters stand as chips and live in the address. */
export const Page = () => {
  const t = useText();
  const [search, setSearch] = useSearchParams();
  const query = Object.fromEntries(filters.map((name) => [name, search.get(name) ?? undefined])) as Record<
    Filter,
    string | undefined
  >;
  const { times, past } = useThen();
  const inquiries = useInfiniteQuery(inquiriesQuery({ ...query, ...times }));
  const me = useMe();
  useTitle(t('inquiries.title'));
  useLive(streams.inquiries, [['case-state', 'inquiries']]);
  const filtered = filters.some((name) => query[name] !== undefined);
  const total = inquiries.data?.pages[0]?.total;
  const mayOpen = me?.roles.some((role) => ['case-manager', 'head-of-unit', 'registry'].includes(role)) ?? false;
  const set = (name: Filter, value: string | undefined): void =>
    setSearch(
      (was) => {
        const next = new URLSearchParams(was);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <Identity
        title={t('inquiries.title')}
        lede={t('inquiries.lede')}
        actions={
          mayOpen &&
          !past && (
            <div className="actions">
              <Link className="btn btn--primary" to="/inquiries/new">
                {t('inquiries.open')}
              </Link>
            </div>
          )
        }
      />
      <div className="page main">
        <TimesBar />
        <Sheet
          title={t(filtered ? 'inquiries.found' : 'inquiries.all')}
          note={total === undefined ? undefined : t('inquiries.count', { total })}
        >
          <Filters query={query} onSet={set} />
          <Asked query={inquiries} what={t('inquiries.title')}>
            {({ pages }) => {
              const rows = pages.flatMap((page) => page.items);
              return rows.length > 0 ? (
                <>
                  <ThenClock>
                    <Inquiries rows={rows} />
                  </ThenClock>
                  <More query={inquiries} />
                </>
              ) : (
                <Nothing
                  filtered={filtered}
                  onClear={() => setSearch({ ...times }, { replace: true })}
                  mayOpen={mayOpen && !past}
                  past={past}
                />
              );
            }}
          </Asked>
        </Sheet>
      </div>
    </>
  );
};

const Nothing = ({
  filtered,
  past,
  mayOpen,
  onClear,
}: {
  filtered: boolean;
  past: boolean;
  mayOpen: boolean;
  onClear: () => void;
}) => {
  const t = useText();
  const roles = useMe()?.roles ?? [];
  const keepsOnly = roles.length > 0 && roles.every((role) => role === 'administrator');
  if (filtered)
    return (
      <Empty
        picture={false}
        title={t('inquiries.none.filtered')}
        actions={
          <button type="button" className="btn" onClick={onClear}>
            {t('inquiries.clear')}
          </button>
        }
      >
        <p>{t('inquiries.none.filtered.say')}</p>
      </Empty>
    );
  if (past)
    return (
      <Empty picture={false} title={t('times.none')}>
        <p>{t('times.none.say')}</p>
      </Empty>
    );
  return (
    <Empty
      title={t('inquiries.none')}
      actions={
        mayOpen && (
          <>
            <Link className="btn" to="/leads/new">
              {t('inquiries.none.lead')}
            </Link>
            <Link to="/leads">{t('inquiries.none.leads')}</Link>
          </>
        )
      }
    >
      <p>{t(keepsOnly ? 'inquiries.none.administrator' : 'inquiries.none.say')}</p>
    </Empty>
  );
};

/** What is on, as chips; and below, on demand, what can be put on. */
const Filters = ({
  query,
  onSet,
}: {
  query: Record<Filter, string | undefined>;
  onSet: (name: Filter, value: string | undefined) => void;
}) => {
  const t = useText();
  const local = useLocalized();
  const procedures = useQuery(proceduresQuery).data?.items ?? [];
  const [adding, setAdding] = useState(false);
  const [words, setWords] = useState(query.q ?? '');
  const titles = new Map(procedures.map((procedure) => [procedure.id, local(procedure.title)]));
  return (
    <>
      <div className="filters">
        {query.q && <Chip onRemove={() => onSet('q', undefined)}>{t('inquiries.filter.q', { words: query.q })}</Chip>}
        {query.procedure && (
          <Chip onRemove={() => onSet('procedure', undefined)}>{titles.get(query.procedure) ?? query.procedure}</Chip>
        )}
        {query.closed && (
          <Chip onRemove={() => onSet('closed', undefined)}>{t(`inquiries.filter.closed.${query.closed}`)}</Chip>
        )}
        <button
          className="btn btn--quiet btn--small"
          type="button"
          aria-expanded={adding}
          onClick={() => setAdding(!adding)}
        >
          {t('inquiries.filter.add')}
        </button>
      </div>
      {adding && (
        <form
          className="filterform"
          onSubmit={(event) => {
            event.preventDefault();
            onSet('q', words.trim() || undefined);
          }}
        >
          <TextField label={t('inquiries.filter.words')} type="search" value={words} onChange={setWords} />
          <SelectField
            label={t('inquiries.filter.procedure')}
            none={t('inquiries.filter.any')}
            value={query.procedure ?? ''}
            choices={[...titles].map(([id, label]) => ({ id, label }))}
            onChange={(value) => onSet('procedure', value || undefined)}
          />
          <SelectField
            label={t('inquiries.filter.state')}
            none={t('inquiries.filter.any')}
            value={query.closed ?? ''}
            choices={['false', 'true'].map((id) => ({ id, label: t(`inquiries.filter.closed.${id}`) }))}
            onChange={(value) => onSet('closed', value || undefined)}
          />
          <button className="btn" type="submit">
            {t('inquiries.filter.go')}
          </button>
        </form>
      )}
    </>
  );
};

const Inquiries = ({ rows }: { rows: InquiryListItem[] }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const people = usePeople();
  return (
    <List
      caption={t('inquiries.title')}
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          id: 'number',
          head: t('inquiries.number'),
          nowrap: true,
          cell: (row) => (
            <>
              <ThenLink className="num" to={`/inquiries/${row.id}`}>
                {row.number}
              </ThenLink>
              <Standing of={row.provenance} />
            </>
          ),
        },
        {
          id: 'title',
          head: t('inquiries.subject'),
          rowHead: true,
          cell: (row) => (
            <>
              <b>{local(row.title)}</b>
              <p className="meta">{t('inquiries.openedOn', { day: dates.date(row.openedOn) })}</p>
            </>
          ),
        },
        {
          id: 'cases',
          head: t('inquiries.cases'),
          cell: (row) =>
            row.cases.length === 0 ? (
              <span className="none">{t('inquiries.noCase')}</span>
            ) : (
              <ul>
                {row.cases.map((each) => (
                  <li key={each.id}>
                    <ThenLink to={`/cases/${each.id}`}>{each.number}</ThenLink>
                    <Standing of={each.provenance} /> <span className="meta">{local(each.procedure.title)}</span>
                  </li>
                ))}
              </ul>
            ),
        },
        {
          id: 'manager',
          head: t('inquiries.manager'),
          cell: (row) =>
            row.manager && (
              <>
                {people(row.manager).name}
                {people(row.manager).invented && <Inv />}
              </>
            ),
        },
        {
          id: 'limit',
          head: t('inquiries.limit'),
          cell: (row) =>
            row.nextLimit ? (
              <>
                <span className="nowrap">{dates.full(row.nextLimit.on)}</span>
                <p className="meta">{local(row.nextLimit.what)}</p>
              </>
            ) : (
              <span className="none">–</span>
            ),
        },
        {
          id: 'state',
          head: t('inquiries.state'),
          cell: (row) => (
            <ul>
              {row.cases.map((each) => (
                <li key={each.id}>
                  <StateTag shape={each.closed ? 'end' : 'here'} tone={each.closed ? 'ink' : 'here'}>
                    {local(each.stage.title)}
                  </StateTag>
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
};
