import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { HolidayCalendarFile } from '#contracts';
import {
  calendarPath,
  calendarQuery,
  movedQuery,
  recomputationQuery,
  type MovedCase,
  type Recomputation,
} from '../../api/calendars';
import { useMe, usePeople } from '../../api/people';
import { ProblemError } from '../../api/problem';
import { useCommand } from '../../api/use-command';
import { Asked } from '../../components/asked';
import { CommandProblem } from '../../components/command-problem';
import { Empty } from '../../components/empty';
import { Identity } from '../../components/identity';
import { List } from '../../components/list';
import { More } from '../../components/more';
import { PageAsked } from '../../components/page-asked';
import { Progress } from '../../components/progress';
import { Sheet } from '../../components/sheet';
import { useTitle } from '../../shell/use-title';
import { useLocalized, useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { ActWithReason } from '../inquiry/act-with-reason';
import { RecomputationState } from './recomputation-state';

/** One version of a calendar: which dates it moved, and the days that it holds. */
export const Page = () => {
  const { calendarId = '', version = '' } = useParams();
  const t = useText();
  const calendar = useQuery(calendarQuery(calendarId, version));
  return (
    <PageAsked query={calendar} what={t('calendars.what')}>
      {(data) => <Version calendar={data} key={`${data.id} ${data.version}`} />}
    </PageAsked>
  );
};

const Version = ({ calendar }: { calendar: HolidayCalendarFile }) => {
  const t = useText();
  const version = String(calendar.version);
  const work = useQuery(recomputationQuery(calendar.id, version));
  // The first version of a calendar moved nothing: there is no such work, and nothing to show of it.
  const none = work.error instanceof ProblemError && work.error.status === 404;
  useTitle(`${calendar.title}, ${t('calendars.version.n', { version })}`);
  return (
    <>
      <Identity
        crumbs={[{ label: t('calendars.title'), to: '/calendars' }, { label: calendar.title }]}
        title={t('calendars.version.n', { version })}
        lede={
          <>
            {calendar.title} <code>{calendar.id}</code> ·{' '}
            <a href={calendarPath(calendar.id, calendar.version)}>{t('calendars.file')}</a>
          </>
        }
      />
      <div className="page main">
        {!none && (
          <>
            <Asked query={work} what={t('calendars.work')}>
              {(data) => <Work work={data} />}
            </Asked>
            <Moved id={calendar.id} version={version} running={work.data?.state === 'running'} />
          </>
        )}
        <Years calendar={calendar} />
      </div>
    </>
  );
};

const Work = ({ work }: { work: Recomputation }) => {
  const t = useText();
  const dates = useDates();
  const people = usePeople();
  const me = useMe();
  const [stopping, setStopping] = useState(false);
  const resume = useCommand();
  const path = `${calendarPath(work.calendar, work.version)}/recomputation`;
  const keeps = me?.roles.includes('administrator') === true;
  const { progress } = work;
  const total = progress ? progress.done + progress.left : 0;
  return (
    <Sheet title={t('calendars.work')} note={<RecomputationState state={work.state} />}>
      <div className="stack">
        <p>
          {t('calendars.work.say', {
            before: work.before,
            version: work.version,
            day: dates.moment(work.startedAt),
            who: work.startedBy ? people(work.startedBy).name : t('calendars.product'),
          })}{' '}
          {work.state === 'finished' && t('calendars.work.finished', { day: dates.moment(work.changedAt) })}
          {work.inFavourOf !== undefined && ` ${t('calendars.work.inFavourOf', { version: work.inFavourOf })}`}
        </p>
        {progress && (
          <p role="status">
            <Progress
              done={progress.done}
              total={total}
              wide
              label={t('calendars.work.progress', { done: progress.done, total })}
            />{' '}
            {t('calendars.work.progress', { done: progress.done, total })}{' '}
            {t('calendars.work.changed', { changed: progress.changed })}
          </p>
        )}
        {work.state === 'stopped' && (
          <p>{t('calendars.work.stopped', { day: dates.moment(work.changedAt), reason: work.reason ?? '' })}</p>
        )}
        {keeps && work.state === 'stopped' && (
          <>
            <CommandProblem command={resume} title={t('calendars.work.refused')} />
            <p>
              <button
                className="btn btn--main"
                type="button"
                aria-disabled={resume.isPending}
                onClick={() => resume.mutate({ method: 'POST', path: `${path}/resume`, body: {} })}
              >
                {t('calendars.work.resume')}
              </button>
            </p>
          </>
        )}
        {keeps && work.state === 'running' && (
          <p hidden={stopping}>
            <button className="btn" type="button" onClick={() => setStopping(true)}>
              {t('calendars.work.stop')}
            </button>
          </p>
        )}
        {keeps && work.state === 'running' && stopping && (
          <ActWithReason
            say={t('calendars.work.stop.say')}
            label={t('calendars.work.stop.reason')}
            acts={[{ id: 'stop', label: t('calendars.work.stop') }]}
            path={`${path}/stop`}
            refused={t('calendars.work.refused')}
            takesFocus
            onDone={() => setStopping(false)}
            onCancel={() => setStopping(false)}
          />
        )}
      </div>
    </Sheet>
  );
};

interface MovedRow {
  of: MovedCase;
  clock: string;
  title: MovedCase['moved'][number]['title'];
  from: string | null;
  to: string | null;
  kept?: MovedCase['kept'][number];
}

const rowsOf = (of: MovedCase): MovedRow[] => [
  ...of.moved.map(({ clock, title, from, to }) => ({ of, clock, title, from: from.end, to: to.end })),
  ...of.kept.map((kept) => ({ of, clock: kept.clock, title: kept.title, from: kept.end, to: kept.end, kept })),
];

/** Which dates moved, before and after: of the cases that the reader may see. */
const Moved = ({ id, version, running }: { id: string; version: string; running: boolean }) => {
  const t = useText();
  const local = useLocalized();
  const dates = useDates();
  const moved = useInfiniteQuery({ ...movedQuery(id, version), refetchInterval: running ? 2_000 : false });
  const day = (on: string | null): string => (on === null ? t('calendars.moved.still') : dates.full(on));
  return (
    <Sheet
      title={t('calendars.moved')}
      note={moved.data && t('calendars.moved.count', { n: moved.data.pages[0]?.total ?? 0 })}
    >
      <Asked query={moved} what={t('calendars.moved')}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items).flatMap(rowsOf);
          if (rows.length === 0)
            return (
              <Empty title={t('calendars.moved.none')}>
                <p>{t('calendars.moved.none.say')}</p>
              </Empty>
            );
          return (
            <>
              <List
                caption={t('calendars.moved')}
                rows={rows}
                keyOf={(row) => `${row.of.caseId} ${row.clock}`}
                columns={[
                  {
                    id: 'case',
                    head: t('calendars.moved.case'),
                    rowHead: true,
                    nowrap: true,
                    cell: (row) => <Link to={`/cases/${row.of.caseId}`}>{row.of.number}</Link>,
                  },
                  { id: 'clock', head: t('calendars.moved.clock'), cell: (row) => local(row.title) },
                  { id: 'before', head: t('calendars.moved.before'), nowrap: true, cell: (row) => day(row.from) },
                  {
                    id: 'after',
                    head: t('calendars.moved.after'),
                    cell: (row) =>
                      row.kept ? (
                        <>
                          {day(row.to)}
                          <p className="meta">
                            {row.kept.why === 'no-list'
                              ? t('calendars.kept.no-list', { year: String(row.kept.year ?? '') })
                              : t('calendars.kept.in-the-past', { day: day(row.kept.would ?? null) })}
                          </p>
                        </>
                      ) : (
                        <strong>{day(row.to)}</strong>
                      ),
                  },
                ]}
              />
              <More query={moved} />
            </>
          );
        }}
      </Asked>
    </Sheet>
  );
};

const Years = ({ calendar }: { calendar: HolidayCalendarFile }) => {
  const t = useText();
  const dates = useDates();
  const years = [...calendar.years].sort((a, b) => b.year - a.year);
  return (
    <>
      {years.map(({ year, quality, source, days }) => (
        <Sheet key={year} title={String(year)} note={t(`calendars.quality.${quality}`)} folds>
          <p className="meta">{source}</p>
          <List
            caption={t('calendars.days', { year: String(year) })}
            rows={days}
            keyOf={({ day, place }) => `${day} ${place ?? ''}`}
            columns={[
              { id: 'day', head: t('calendars.day'), rowHead: true, nowrap: true, cell: ({ day }) => dates.full(day) },
              { id: 'name', head: t('calendars.name'), cell: ({ name }) => name ?? '' },
              {
                id: 'place',
                head: t('calendars.place'),
                cell: ({ place }) =>
                  place === undefined
                    ? t('calendars.everywhere')
                    : (calendar.places.find(({ code }) => code === place)?.name ?? place),
              },
            ]}
          />
        </Sheet>
      ))}
    </>
  );
};
