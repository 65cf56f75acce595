import type { UseQueryResult } from '@tanstack/react-query';
import type { TimelineItem } from '#contracts';
import { useState, type ReactNode } from 'react';
import { Asked } from '../../components/asked';
import { Chain, Diff, type DiffRow } from '../../components/diff';
import { Drawer } from '../../components/drawer';
import { Empty } from '../../components/empty';
import { Icon, TwoTime } from '../../components/glyph';
import { Inv } from '../../components/inv';
import { Sheet } from '../../components/sheet';
import { StateTag } from '../../components/state-tag';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { useEventWords } from '../inquiry/event-words';
import { useWhoActed } from '../inquiry/who-acted';
import { compare, type Compared, type Question } from './compare';
import { lastFirst, type Change, type Row, type Rows, type Viewed } from '../../api/queries';
import { useRowLabel, useValueWords } from './value-words';

interface Side {
  day: string;
  query: UseQueryResult<Rows>;
  steps: Row[];
}

interface DifferencesProps {
  of: Viewed['of'];
  question: Question;
  a: Side;
  b: Side;
  /** What made the one into the other; undefined until it is known. */
  changes: Change[] | undefined;
  /** The records of steps, which the steps of both sides come from. */
  taken: UseQueryResult<TimelineItem[]>;
  /** So many events are in one of the two views alone. */
  between: number;
  why: string | undefined;
  drawer: string;
  onWhy: (key: string | undefined) => void;
  onOther: () => void;
}

/** What was different between the two days; beside it, why a value was so. */
export const Differences = (props: DifferencesProps) => {
  const t = useText();
  const label = useRowLabel();
  const { a, b, taken, why, onWhy } = props;
  const whole = ({ query, steps }: Side): Rows | undefined =>
    query.data && { known: query.data.known, rows: [...query.data.rows, ...steps] };
  const rows = compare(whole(a), whole(b));
  const picked = rows.find((row) => row.key === why)?.b;
  const dates = useDates();
  return (
    <div className={picked ? 'cols cols--tt' : 'stack'}>
      <Sheet
        title={t('diff.title')}
        note={t(props.question === 'both' ? 'diff.between.views' : 'diff.between', { n: props.between })}
      >
        <Asked query={a.query} what={t('diff.title')}>
          {(dataA) => (
            <Asked query={b.query} what={t('diff.title')}>
              {(dataB) =>
                dataA.known || dataB.known ? (
                  <Asked query={taken} what={t('diff.group.steps')}>
                    {() => <Table {...props} rows={rows} />}
                  </Asked>
                ) : (
                  <Empty title={t('diff.nothing', { of: props.of })} picture={false}>
                    <p>{t('diff.nothing.say')}</p>
                  </Empty>
                )
              }
            </Asked>
          )}
        </Asked>
      </Sheet>
      {picked && (
        <Drawer
          id={props.drawer}
          tab={t('diff.whyTab')}
          title={t('diff.whyTitle', { what: label(picked), day: dates.near(b.day) })}
          subject={picked.key}
          onClose={() => onWhy(undefined)}
        >
          <WhyValue key={picked.key} row={picked} day={b.day} question={props.question} onOther={props.onOther} />
        </Drawer>
      )}
    </div>
  );
};

const Table = ({
  question,
  a,
  b,
  changes,
  between,
  rows,
  why,
  drawer,
  onWhy,
}: DifferencesProps & { rows: Compared[] }) => {
  const t = useText();
  const label = useRowLabel();
  const dates = useDates();
  const words = useValueWords();
  const whoActed = useWhoActed();
  const [all, setAll] = useState(false);
  const event = useEventWords();
  const value = (row: Row | undefined, other: Row | undefined, same: boolean): ReactNode => {
    if (!row) return <span className="none">{t('diff.notYet')}</span>;
    const fully =
      !same && (row.group === 'steps' || (other !== undefined && words(row.value).words === words(other.value).words));
    const { words: text, shape } = words(row.value, fully);
    return shape ? (
      <StateTag shape={shape[0]} tone={shape[1] === 'here' ? 'ink' : shape[1]}>
        {text}
      </StateTag>
    ) : (
      text
    );
  };
  const change = (row: Compared): ReactNode => {
    if (row.same) return <span className="none">–</span>;
    if (!changes) return undefined;
    const causes = changes.find(({ key }) => key === row.key)?.because ?? [];
    // What came tells more than that something went.
    const [last, ...more] = (causes.some(({ went }) => !went) ? causes.filter(({ went }) => !went) : causes).toSorted(
      lastFirst,
    );
    const either = row.b ?? row.a;
    if (!last) return <span className="meta">{t('diff.byDays')}</span>;
    return (
      either && (
        <div className="chg">
          <b>{event(last.title ? { kind: last.kind, title: last.title } : { kind: last.kind }).title}</b>
          <span className="meta">
            {t('timeline.event', { position: last.position })} · {dates.near(last.effectiveOn)} ·{' '}
            {whoActed(actedIn(last, either)).name}
            {last.instead !== undefined && ` · ${t('timeline.corrects', { position: last.instead })}`}
            {last.went && ` · ${t('changed.went')}`}
            {more.length > 0 && ` · ${t('diff.andMore', { n: more.length })}`}
          </span>
        </div>
      )
    );
  };
  const shown = all ? rows : rows.filter((row) => !row.same);
  const same = rows.filter((row) => row.same).length;
  const groups = [...new Set(shown.map((row) => row.group))].map((group) => ({
    title: t(`diff.group.${group}`),
    rows: shown
      .filter((row) => row.group === group)
      .map((row): DiffRow => {
        const either = row.b ?? row.a;
        return {
          key: row.key,
          label: (
            <>
              {either && label(either)}
              {either?.invented && <Inv />}
            </>
          ),
          a: value(row.a, row.b, row.same),
          b: value(row.b, row.a, row.same),
          change: change(row),
          correctedSince:
            question !== 'true' && (row.b?.because.some((each) => each.correctedBy !== undefined) ?? false),
          hasWhy: (row.b?.because.length ?? 0) > 0,
        };
      }),
  }));
  return (
    <>
      {shown.length === 0 ? (
        <Empty title={t('diff.none')} picture={false}>
          <p>{t(between === 0 ? 'diff.none.say' : 'diff.none.events')}</p>
        </Empty>
      ) : (
        <Diff
          caption={t('diff.title')}
          heads={[dates.weekdayShort(a.day), dates.weekdayShort(b.day)]}
          groups={groups}
          whyOf={why}
          drawer={drawer}
          onWhy={onWhy}
        />
      )}
      {same > 0 && (
        <p className="diff__same">
          <button className="btn btn--small" type="button" aria-expanded={all} onClick={() => setAll(!all)}>
            {t(all ? 'diff.hideSame' : 'diff.showSame', { n: same })} <Icon name="down" />
          </button>
        </p>
      )}
    </>
  );
};

/** Who brought a link of the chain about; on the row of a reply, for which undertaking. */
const actedIn = (link: Row['because'][number], row: Pick<Row, 'group' | 'label'>) => ({
  person: link.actor,
  role: link.role,
  of: row.group === 'replies' && link.kind === 'ReplySubmitted' ? row.label.en : undefined,
});

/** The chain shows so many links at first: the newest. */
const LINKS = 6;

/** A value, and the events that made it; what was corrected since. */
const WhyValue = ({
  row,
  day,
  question,
  onOther,
}: {
  row: Row;
  day: string;
  question: Question;
  onOther: () => void;
}) => {
  const t = useText();
  const dates = useDates();
  const whoActed = useWhoActed();
  const words = useValueWords();
  const event = useEventWords();
  const [all, setAll] = useState(false);
  const earlier = all ? 0 : Math.max(0, row.because.length - LINKS);
  const corrected = question !== 'true' && row.because.some((each) => each.correctedBy !== undefined);
  return (
    <>
      <p className="why__says">
        <b>{words(row.value, row.group === 'steps').words}</b>
        <br />
        <span className="meta">
          {t(question === 'known' ? 'diff.asRecorded' : 'diff.asCorrected', { day: dates.full(day) })}
        </span>
      </p>
      {earlier > 0 && (
        <button type="button" className="btn btn--quiet btn--small" onClick={() => setAll(true)}>
          {t('diff.earlier', { n: earlier })}
        </button>
      )}
      <Chain
        links={row.because
          .slice(0, all ? undefined : LINKS)
          .toReversed()
          .map((each) => ({
            key: String(each.position),
            title: dates.full(each.effectiveOn),
            say: event(each.title ? { kind: each.kind, title: each.title } : { kind: each.kind }).title,
            basis: (
              <>
                <code>{each.kind}</code> · {t('timeline.event', { position: each.position })} ·{' '}
                {t('diff.recorded', {
                  when: dates.momentNear(each.recordedAt),
                  who: whoActed(actedIn(each, row)).name,
                })}
                {each.instead !== undefined && ` · ${t('timeline.corrects', { position: each.instead })}`}
                {each.reason !== undefined && ` · ${t('whyEvent.reason', { reason: each.reason })}`}
              </>
            ),
          }))}
      />
      {corrected && (
        <div className="since-box">
          <h3>
            <TwoTime slanted />
            {t('diff.correctedSince')}
          </h3>
          <p>{t('diff.correctedSince.say')}</p>
          <button className="btn btn--small" type="button" onClick={onOther}>
            {t('diff.other')}
          </button>
        </div>
      )}
    </>
  );
};
