import { daysBetween } from '../../time/days';

/** Which heading a day stands under: today, the last seven days, else its month. */
export type HeadingKind = { kind: 'today' } | { kind: 'week' } | { kind: 'ahead' } | { kind: 'month'; month: string };

export const headingOf = (day: string, today: string): HeadingKind => {
  const ago = daysBetween(day, today);
  if (ago < 0) return { kind: 'ahead' };
  if (ago === 0) return { kind: 'today' };
  if (ago <= 7) return { kind: 'week' };
  return { kind: 'month', month: day.slice(0, 7) };
};

/** Items in their given order, cut where the heading changes. */
export const cutByHeading = <Item>(
  items: Item[],
  dayOf: (item: Item) => string,
  today: string,
): { heading: HeadingKind; items: Item[] }[] => {
  const groups: { heading: HeadingKind; items: Item[] }[] = [];
  for (const item of items) {
    const heading = headingOf(dayOf(item), today);
    const last = groups[groups.length - 1];
    if (last && JSON.stringify(last.heading) === JSON.stringify(heading)) last.items.push(item);
    else groups.push({ heading, items: [item] });
  }
  return groups;
};
