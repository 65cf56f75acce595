import type { UseQueryResult } from '@tanstack/react-query';
import type { DifferenceView, TimelineItem } from '#contracts';
import type { Change } from '../../api/queries';
import { Asked } from '../../components/asked';
import { Empty } from '../../components/empty';
import { List } from '../../components/list';
import { Sheet } from '../../components/sheet';
import { useText } from '../../text/use-text';
import { useDates } from '../../time/use-dates';
import { useEventWords } from '../inquiry/event-words';
import { useWhoActed } from '../inquiry/who-acted';
import { useRowLabel } from './value-words';

type Trace = Change['because'][number];

/** Facts of another desk, as they are called here. */
const FACTS = new Set(['RfiIssued', 'ReplySubmitted']);

/** One event that came or went between the two views, and the things that it bears on. */
interface Moved {
  event: Trace;
  on: Change[];
}

/** Each event once, in the order of recording. */
const movedIn = (changes: Change[], taken: TimelineItem[]): Moved[] => {
  const moved = new Map<string, Moved>();
  for (const change of changes)
    for (const event of change.because) {
      const key = `${event.position} ${event.went}`;
      const known = moved.get(key);
      moved.set(key, { event: { ...known?.event, ...event }, on: [...(known?.on ?? []), change] });
    }
  const told = [...moved.values()].toSorted((a, b) => a.event.position - b.event.position);
  // The step that a fact of another desk took is recorded with it, just before: the fact tells it.
  const facts = new Set(told.filter(({ event }) => FACTS.has(event.kind)).map(({ event }) => event.position));
  const steps = new Set(taken.map(({ position }) => position));
  return told.filter(
    ({ event }) => event.kind !== 'StepTaken' || steps.has(event.position) || !facts.has(event.position + 1),
  );
};

/** What came and what went between the two views, event by event: when it took effect, when it was recorded, and by whom. */
export const Changed = ({
  difference,
  taken,
  steps,
  between,
}: {
  difference: UseQueryResult<DifferenceView>;
  taken: UseQueryResult<TimelineItem[]>;
  /** What of the steps taken is different. */
  steps: Change[];
  between: number;
}) => {
  const t = useText();
  const there = difference.data && taken.data && { changes: [...difference.data.changes, ...steps], taken: taken.data };
  const moved = there ? movedIn(there.changes, there.taken) : [];
  return (
    <Sheet title={t('changed.title')} note={there && t('changed.count', { n: moved.length })}>
      <Asked query={taken} what={t('changed.title')}>
        {() => (
          <Asked query={difference} what={t('changed.title')}>
            {({ changes, from: one, to: two }) => (
              <>
                {moved.length > 0 && <Events moved={moved} />}
                {changes.some(({ because }) => because.length === 0) && <p className="meta">{t('changed.byDays')}</p>}
                {changes.length + steps.length === 0 && (
                  <Empty title={t('changed.none')} picture={false}>
                    <p>
                      {t(
                        !one.known && !two.known
                          ? 'diff.nothing.say'
                          : between === 0
                            ? 'changed.none.say'
                            : 'diff.none.events',
                      )}
                    </p>
                  </Empty>
                )}
              </>
            )}
          </Asked>
        )}
      </Asked>
    </Sheet>
  );
};

/** So many things that an event bears on are named. */
const NAMED = 2;

const Events = ({ moved }: { moved: Moved[] }) => {
  const t = useText();
  const dates = useDates();
  const label = useRowLabel();
  const words = useEventWords();
  const whoActed = useWhoActed();
  const nameOf = (change: Change): string => {
    const value = change.after ?? change.before;
    return value ? label({ ...change, value }) : '';
  };
  return (
    <List
      caption={t('changed.title')}
      rows={moved}
      keyOf={({ event }) => `${event.position} ${event.went}`}
      columns={[
        {
          id: 'event',
          head: t('changed.event'),
          rowHead: true,
          cell: ({ event }) => {
            const { title } = words(event.title ? { kind: event.kind, title: event.title } : { kind: event.kind });
            return (
              <>
                {title}
                <p className="meta">
                  {t('timeline.event', { position: event.position })}
                  {event.instead !== undefined && ` · ${t('timeline.corrects', { position: event.instead })}`}
                  {event.went && ` · ${t('changed.went')}`}
                  {event.reason !== undefined && (
                    <>
                      <br />
                      {t('whyEvent.reason', { reason: event.reason })}
                    </>
                  )}
                </p>
              </>
            );
          },
        },
        { id: 'effect', head: t('changed.effect'), nowrap: true, cell: ({ event }) => dates.date(event.effectiveOn) },
        {
          id: 'recorded',
          head: t('changed.recorded'),
          nowrap: true,
          cell: ({ event }) => dates.moment(event.recordedAt),
        },
        {
          id: 'who',
          head: t('changed.who'),
          cell: ({ event, on }) =>
            whoActed({
              person: event.actor,
              role: event.role,
              of: event.kind === 'ReplySubmitted' ? on.find(({ group }) => group === 'replies')?.label.en : undefined,
            }).name,
        },
        {
          id: 'on',
          head: t('changed.on'),
          cell: ({ on }) => (
            <>
              {on.slice(0, NAMED).map(nameOf).join('; ')}
              {on.length > NAMED && ` ${t('diff.andMore', { n: on.length - NAMED })}`}
            </>
          ),
        },
      ]}
    />
  );
};
