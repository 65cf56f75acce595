import type { TimelineItem } from '#contracts';
import type { Change, Row, Trace } from '../../api/queries';
import type { Times } from '../../time/then';

/** What a step's row needs words for: what was said in taking it, and on which day of the seat it was recorded. */
interface Words {
  say: (item: TimelineItem) => string;
  dayOf: (moment: string) => string;
}

/** Records that stand in one place: the first, and what corrects it or a correction of it, in the order of recording. */
type Place = TimelineItem[];

/** What had been recorded by the end of a day, place by place; no day: everything. */
const placesOf = (items: TimelineItem[], recordedAt: string | undefined, { dayOf }: Words): Map<string, Place> => {
  const first = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const item of items.toSorted((a, b) => a.position - b.position)) {
    if (recordedAt !== undefined && dayOf(item.recordedAt) > recordedAt) continue;
    const place = (item.corrects !== undefined && first.get(item.corrects)) || item.eventId;
    first.set(item.eventId, place);
    places.set(place, [...(places.get(place) ?? []), item]);
  }
  return places;
};

const traceOf = (item: TimelineItem, items: TimelineItem[]): Trace => {
  const instead = items.find(({ eventId }) => eventId === item.corrects)?.position;
  return {
    position: item.position,
    kind: item.kind,
    ...(item.title && { title: item.title }),
    effectiveOn: item.effectiveOn,
    recordedAt: item.recordedAt,
    actor: item.actor.person,
    role: item.actor.role,
    ...(item.reason !== undefined && { reason: item.reason }),
    ...(instead !== undefined && { instead }),
  };
};

const valueOf = (item: TimelineItem, { say }: Words): Row['value'] => ({
  code: 'step-taken',
  params: { on: item.effectiveOn, said: say(item), case: { en: item.caseNumber ?? '' } },
});

/** The record that stands in a place at the end of a day, if it has taken effect by then. */
const standingIn = (place: Place | undefined, day: string | undefined): TimelineItem | undefined => {
  const last = place?.at(-1);
  return last && (day === undefined || last.effectiveOn <= day) ? last : undefined;
};

/** The steps taken that stand in one view, each a row, with the records that it came from. */
export const stepRows = (items: TimelineItem[], { recordedAt, asOf }: Times, words: Words): Row[] =>
  [...placesOf(items, recordedAt, words)].flatMap(([key, place]): Row[] => {
    const last = standingIn(place, asOf);
    if (!last) return [];
    const since = items.find(({ corrects }) => corrects === last.eventId)?.eventId;
    return [
      {
        group: 'steps',
        key: `step-${key}`,
        label: last.title ?? { en: last.kind },
        invented: last.provenance?.standing === 'invented',
        value: valueOf(last, words),
        because: place
          .map((item) => ({
            ...traceOf(item, items),
            ...(item === last && since !== undefined && { correctedBy: since }),
          }))
          .toReversed(),
      },
    ];
  });

/** What of the steps taken is different between two views: what had been recorded in the one and not in the other, or stands in one alone. */
export const stepChanges = (items: TimelineItem[], from: Times, to: Times, words: Words): Change[] => {
  const [before, after] = [placesOf(items, from.recordedAt, words), placesOf(items, to.recordedAt, words)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Change[] => {
    const [was, is] = [before.get(key) ?? [], after.get(key) ?? []];
    const [one, two] = [standingIn(was, from.asOf), standingIn(is, to.asOf)];
    if (one === two) return [];
    const moved = [...new Set([...was, ...is])].filter(
      (item) => item === one || item === two || was.includes(item) !== is.includes(item),
    );
    const told = two ?? one;
    return [
      {
        group: 'steps',
        key: `step-${key}`,
        label: told?.title ?? { en: '' },
        invented: told?.provenance?.standing === 'invented',
        before: one ? valueOf(one, words) : null,
        after: two ? valueOf(two, words) : null,
        because: moved.map((item) => ({ ...traceOf(item, items), went: item !== two })),
      },
    ];
  });
};
