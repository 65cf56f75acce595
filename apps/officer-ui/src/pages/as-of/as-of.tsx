import { useQuery } from '@tanstack/react-query';
import type { TimelineItem } from '#contracts';
import { useEffect, useId, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { differenceQuery, stepsTakenQuery, viewQuery, type Viewed } from '../../api/queries';
import { DayField } from '../../components/fields';
import { Identity, type Crumb } from '../../components/identity';
import { Notice } from '../../components/notice';
import type { ThreadPoint } from '../../components/thread';
import { useTitle } from '../../shell/use-title';
import { Text } from '../../text/text';
import { useText } from '../../text/use-text';
import { addDays, isDay } from '../../time/days';
import type { Times } from '../../time/then';
import { useDates } from '../../time/use-dates';
import { useEventWords } from '../inquiry/event-words';
import type { Question } from './compare';
import { Changed } from './changed';
import { Differences } from './differences';
import { stepChanges, stepRows } from './steps-taken';
import { TwoRails } from './two-rails';

/** What is looked at on two days. */
export interface Subject extends Viewed {
  title: string;
  /** Its own page: the way back to now. */
  page: string;
  /** The way to its own page, that included. */
  crumbs: Crumb[];
  /** Both times of each of its events. */
  points: ThreadPoint[];
  /** The first day that can be asked about, where an event does not lie before it. */
  began?: string;
  /** Where the steps are that were taken in it; of a request there are none. */
  inquiryId?: string;
}

/** An inquiry, a case or a request as it was on any day, and what was different between two. The question and the days live in the address. */
export const AsOf = ({ subject }: { subject: Subject }) => {
  const t = useText();
  const dates = useDates();
  const drawer = useId();
  const [search, setSearch] = useSearchParams();
  const [why, setWhy] = useState<string>();
  const { points } = subject;
  const first = points.reduce(
    (least, point) => (dates.dayOf(point.recordedAt) < least ? dates.dayOf(point.recordedAt) : least),
    subject.began ?? dates.today,
  );
  const asks = search.get('question');
  const question: Question = asks === 'true' || asks === 'both' ? asks : 'known';
  const given = (name: string, otherwise: string): string => {
    const value = search.get(name) ?? '';
    if (!isDay(value)) return otherwise;
    return value > dates.today ? dates.today : value;
  };
  const fourWeeksAgo = addDays(dates.today, -28);
  const a = given('a', fourWeeksAgo > first ? fourWeeksAgo : first);
  const b = given('b', dates.today);
  // Each side is one view: the day of effect, and the day on which it was known. `now` = everything that is known.
  const knownOn = (name: 'knownA' | 'knownB', day: string): string | undefined =>
    question === 'known'
      ? day
      : question === 'true'
        ? undefined
        : given(name, 'now') === 'now'
          ? undefined
          : given(name, 'now');
  const viewA: Times = { recordedAt: knownOn('knownA', a), asOf: a };
  const viewB: Times = { recordedAt: knownOn('knownB', b), asOf: b };
  const dayA = useQuery({ ...viewQuery(subject, defined(viewA)), placeholderData: (was) => was });
  const dayB = useQuery({ ...viewQuery(subject, defined(viewB)), placeholderData: (was) => was });
  const difference = useQuery({ ...differenceQuery(subject, viewA, viewB), placeholderData: (was) => was });
  const taken = useQuery({
    ...stepsTakenQuery(subject, subject.inquiryId ?? ''),
    ...(subject.inquiryId === undefined && { enabled: false, initialData: [] }),
  });
  const event = useEventWords();
  const words = { say: (item: TimelineItem) => event(item).say ?? '', dayOf: dates.dayOf };
  const steps = (times: Times) => stepRows(taken.data ?? [], times, words);
  const stands = (point: ThreadPoint, { recordedAt, asOf }: Times): boolean =>
    (recordedAt === undefined || dates.dayOf(point.recordedAt) <= recordedAt) &&
    (asOf === undefined || point.effectiveOn <= asOf);
  const moved = stepChanges(taken.data ?? [], viewA, viewB, words);
  const between = points.filter((point) => stands(point, viewA) !== stands(point, viewB)).length;
  const title = t('asOf.title', { title: subject.title });
  useTitle(t('asOf.windowTitle', { title: subject.title, a: dates.date(a), b: dates.date(b) }));
  // Two changes may come before the page is drawn anew: the second builds on the first, not on what is drawn.
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  }, [search]);
  const change = (values: Record<string, string>): void => {
    const next = new URLSearchParams(latest.current);
    for (const [name, value] of Object.entries(values)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    latest.current = next;
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  const set = (name: string, value: string): void => {
    setMended(undefined);
    change({ [name]: value });
  };
  // An address that names no day, or one to come, is answered with another day: that is said, and the address mended.
  const wrong = ['a', 'b', 'knownA', 'knownB']
    .map((name) => search.get(name))
    .filter((day) => day !== null && (!isDay(day) || day > dates.today));
  const [mended, setMended] = useState<string>();
  const wrongDays = wrong.join(', ');
  useEffect(() => {
    if (!wrongDays) return;
    setMended(wrongDays);
    change({ a, b, knownA: viewA.recordedAt ?? '', knownB: viewB.recordedAt ?? '' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each wrong address
  }, [wrongDays]);
  return (
    <>
      <Identity
        past
        crumbs={[...subject.crumbs, { label: t('asOf.crumb') }]}
        title={title}
        actions={
          <p className="past">
            <span>{t('asOf.past')}</span>{' '}
            <Link className="btn" to={subject.page}>
              {t('asOf.back')}
            </Link>
          </p>
        }
      >
        <div className="ask">
          <fieldset className="ask__q">
            <legend className="vh">{t('asOf.which')}</legend>
            {(['known', 'true', 'both'] satisfies Question[]).map((each) => (
              <label className="q" key={each}>
                <input
                  type="radio"
                  name="question"
                  checked={question === each}
                  onChange={() => set('question', each)}
                />
                <span>
                  <b>{t(`asOf.question.${each}`)}</b>
                  <small>{t(`asOf.question.${each}.say`)}</small>
                </span>
              </label>
            ))}
          </fieldset>
          <div className="field--day">
            <DayField
              label={t('asOf.dayA')}
              value={a}
              max={dates.today}
              onChange={(day) => isDay(day) && set('a', day)}
            />
          </div>
          <div className="field--day">
            <DayField
              label={t('asOf.dayB')}
              value={b}
              max={dates.today}
              onChange={(day) => isDay(day) && set('b', day)}
            />
          </div>
          {question === 'both' && (
            <>
              <div className="field--day">
                <DayField
                  label={t('asOf.knownA')}
                  value={viewA.recordedAt ?? ''}
                  max={dates.today}
                  onChange={(day) => (isDay(day) || day === '') && set('knownA', day)}
                />
              </div>
              <div className="field--day">
                <DayField
                  label={t('asOf.knownB')}
                  value={viewB.recordedAt ?? ''}
                  max={dates.today}
                  onChange={(day) => (isDay(day) || day === '') && set('knownB', day)}
                />
              </div>
            </>
          )}
        </div>
      </Identity>
      <div className="page main">
        {mended !== undefined && (
          <Notice kind="warn">{t('asOf.mended', { given: mended, a: dates.full(a), b: dates.full(b) })}</Notice>
        )}
        <TwoRails
          points={points}
          question={question}
          a={a}
          b={b}
          first={first}
          zoom={search.get('zoom') ?? undefined}
          onZoom={(zoom) => set('zoom', zoom)}
          onA={(day) => set('a', day)}
          onB={(day) => set('b', day)}
        />
        <Differences
          of={subject.of}
          question={question}
          a={{ day: a, query: dayA, steps: steps(viewA) }}
          b={{ day: b, query: dayB, steps: steps(viewB) }}
          taken={taken}
          changes={
            difference.data && !difference.isPlaceholderData ? [...difference.data.changes, ...moved] : undefined
          }
          between={between}
          why={why}
          drawer={drawer}
          onWhy={setWhy}
          onOther={() => set('question', question === 'true' ? 'known' : 'true')}
        />
        <Changed difference={difference} taken={taken} steps={moved} between={between} />
        <p className="meta">
          <Text id="asOf.sees" />
        </p>
      </div>
    </>
  );
};

/** Without what is not asked. */
const defined = ({ recordedAt, asOf }: Times): Times => ({ ...(recordedAt && { recordedAt }), ...(asOf && { asOf }) });
