import { useInfiniteQuery } from '@tanstack/react-query';
import type { InquiryView, TimelineItem } from '#contracts';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { usePeople } from '../../api/people';
import { timelineQuery } from '../../api/queries';
import { Asked } from '../../components/asked';
import { Chip } from '../../components/chip';
import { Empty } from '../../components/empty';
import { DayField, SelectField } from '../../components/fields';
import { Inv, Standing } from '../../components/inv';
import { More } from '../../components/more';
import { Seg } from '../../components/seg';
import { Sheet } from '../../components/sheet';
import { ThenLink as Link } from '../../components/then-link';
import { Timeline, type TimelineEvent } from '../../components/timeline';
import { useText } from '../../text/use-text';
import { daysBetween, isDay } from '../../time/days';
import { useThen } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { useEventWords } from './event-words';
import { actedIn, useWhoActed } from './who-acted';
import { cutByHeading, type HeadingKind } from './timeline-groups';

type Order = 'effect' | 'recorded';
const filters = ['case', 'since', 'until'] as const;
type Filter = (typeof filters)[number];

/** The events of the inquiry, live, in either order; the filters live in the address. */
export const InquiryTimeline = ({
  inquiry,
  why,
  drawer,
  onWhy,
}: {
  inquiry: InquiryView;
  why: string | undefined;
  drawer: string;
  onWhy: (item: TimelineItem | undefined) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const words = useEventWords();
  const whoActed = useWhoActed();
  const people = usePeople();
  const [search, setSearch] = useSearchParams();
  const { times } = useThen();
  // What was there when the page was opened: events beyond it are new.
  const [opened] = useState(inquiry.position);
  const order: Order = search.get('order') === 'recorded' ? 'recorded' : 'effect';
  const query = Object.fromEntries(filters.map((name) => [name, search.get(name) ?? undefined])) as Record<
    Filter,
    string | undefined
  >;
  const timeline = useInfiniteQuery({
    ...timelineQuery(inquiry.id, { order, ...query, ...times }),
    placeholderData: (was) => was,
  });
  const set = (name: Filter | 'order', value: string | undefined): void =>
    setSearch(
      (was) => {
        const next = new URLSearchParams(was);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  const about = ({ params }: TimelineItem) =>
    typeof params['person'] === 'string' ? people(params['person']) : undefined;
  const toEvent = (item: TimelineItem, byId: Map<string, TimelineItem>, corrected: Set<string>): TimelineEvent => {
    const instead = item.corrects === undefined ? undefined : byId.get(item.corrects);
    const { title, say } = words(item);
    const actor = whoActed(actedIn(item));
    return {
      id: item.eventId,
      title,
      mark: item.provenance ? <Standing of={item.provenance} /> : about(item)?.invented && <Inv />,
      say,
      effectiveOn: item.effectiveOn,
      recordedAt: item.recordedAt,
      lateDays: daysBetween(item.effectiveOn, dates.dayOf(item.recordedAt)),
      isNew: item.position > opened,
      meta: [
        <span key="who">
          {actor.name}
          {actor.invented && <Inv />}
        </span>,
        item.caseId && item.caseNumber ? (
          <Link key="case" to={`/cases/${item.caseId}`}>
            {item.caseNumber}
          </Link>
        ) : undefined,
        t('timeline.event', { position: item.position }),
        instead && t('timeline.corrects', { position: instead.position }),
        corrected.has(item.eventId) ? <b key="corrected">{t('timeline.corrected')}</b> : undefined,
      ].filter((part) => part !== undefined),
    };
  };
  const headingWords = (heading: HeadingKind): string =>
    heading.kind === 'month'
      ? dates.month(`${heading.month}-01`)
      : heading.kind === 'today'
        ? t('timeline.today', { day: dates.heading(dates.today) })
        : t(`timeline.${heading.kind}`);
  return (
    <Sheet
      title={t('timeline.title')}
      actions={
        <Seg
          label={t('timeline.order')}
          value={order}
          options={[
            { value: 'effect', label: t('timeline.byEffect') },
            { value: 'recorded', label: t('timeline.asRecorded') },
          ]}
          onChange={(value) => set('order', value === 'recorded' ? value : undefined)}
        />
      }
    >
      <Filters inquiry={inquiry} query={query} total={timeline.data?.pages[0]?.total} onSet={set} />
      <Asked query={timeline} what={t('timeline.title')}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const byId = new Map(items.map((item) => [item.eventId, item]));
          const corrected = new Set(items.flatMap((item) => item.corrects ?? []));
          const fresh = items.filter((item) => item.position > opened);
          const dayOf = (item: TimelineItem): string =>
            order === 'effect' ? item.effectiveOn : dates.dayOf(item.recordedAt);
          return (
            <>
              <p className="vh" role="status">
                {fresh.length > 0 &&
                  t('timeline.announce', { n: fresh.length, title: words(fresh[0] as TimelineItem).title })}
              </p>
              {items.length === 0 ? (
                <Empty title={t('timeline.none')} picture={false}>
                  <p>{t('timeline.none.say')}</p>
                </Empty>
              ) : (
                <Timeline
                  groups={cutByHeading(items, dayOf, dates.today).map((group) => ({
                    heading: headingWords(group.heading),
                    events: group.items.map((item) => toEvent(item, byId, corrected)),
                  }))}
                  order={order}
                  whyOf={why}
                  drawer={drawer}
                  onWhy={(event) => onWhy(event && byId.get(event.id))}
                />
              )}
              <More query={timeline} label={t('timeline.earlier')} />
            </>
          );
        }}
      </Asked>
    </Sheet>
  );
};

const Filters = ({
  inquiry,
  query,
  total,
  onSet,
}: {
  inquiry: InquiryView;
  query: Record<Filter, string | undefined>;
  total: number | undefined;
  onSet: (name: Filter, value: string | undefined) => void;
}) => {
  const t = useText();
  const dates = useDates();
  const [adding, setAdding] = useState(false);
  const on = filters.filter((name) => query[name]);
  const words = (name: Filter): string => {
    const value = query[name] ?? '';
    if (name === 'case') return inquiry.cases.find((each) => each.id === value)?.number ?? value;
    return t(`timeline.filter.${name}.on`, { day: isDay(value) ? dates.date(value) : value });
  };
  return (
    <>
      <div className="filters">
        {total !== undefined && (
          <span className="meta">{t(on.length > 0 ? 'timeline.filtered' : 'timeline.count', { total })}</span>
        )}
        {on.map((name) => (
          <Chip key={name} onRemove={() => onSet(name, undefined)}>
            {words(name)}
          </Chip>
        ))}
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
        <div className="filterform">
          {inquiry.cases.length > 0 && (
            <SelectField
              label={t('timeline.filter.case')}
              none={t('inquiries.filter.any')}
              value={query.case ?? ''}
              choices={inquiry.cases.map((each) => ({ id: each.id, label: each.number }))}
              onChange={(value) => onSet('case', value)}
            />
          )}
          <DayField
            label={t('timeline.filter.since')}
            value={query.since ?? ''}
            onChange={(value) => onSet('since', value)}
          />
          <DayField
            label={t('timeline.filter.until')}
            value={query.until ?? ''}
            onChange={(value) => onSet('until', value)}
          />
        </div>
      )}
    </>
  );
};
