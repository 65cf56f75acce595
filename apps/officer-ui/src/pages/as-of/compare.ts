import type { Row, Rows } from '../../api/queries';

/** Which question is asked: what was known on that day; what is now known to have been so on that day; or each day as known on a day of its own. */
export type Question = 'known' | 'true' | 'both';

/** One thing on two days. */
export interface Compared {
  key: string;
  group: Row['group'];
  a: Row | undefined;
  b: Row | undefined;
  same: boolean;
}

const order: Row['group'][] = ['inquiry', 'cases', 'steps', 'clocks', 'rfis', 'replies', 'team'];

/** Puts the rows of two days side by side, by their keys; the groups in their fixed order, the rows in that of day B, then A. */
export const compare = (a: Rows | undefined, b: Rows | undefined): Compared[] => {
  const before = new Map((a?.known ? a.rows : []).map((row) => [row.key, row]));
  const after = new Map((b?.known ? b.rows : []).map((row) => [row.key, row]));
  const keys = [...new Set([...after.keys(), ...before.keys()])];
  return keys
    .map((key): Compared | undefined => {
      const [one, two] = [before.get(key), after.get(key)];
      const group = (two ?? one)?.group;
      return (
        group && {
          key,
          group,
          a: one,
          b: two,
          same: one !== undefined && two !== undefined && JSON.stringify(one.value) === JSON.stringify(two.value),
        }
      );
    })
    .filter((each) => each !== undefined)
    .sort((x, y) => order.indexOf(x.group) - order.indexOf(y.group));
};
