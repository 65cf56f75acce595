import type { Moment, Uuid } from '#contracts';
import type { SelectQueryBuilder, ObjectLiteral } from 'typeorm';
import { isAuditor, type Reader } from './decision.js';

/**
 * What a reader sees at a moment, as a condition that stands inside the query: a person with many rights costs a join, not a list of ids,
 * and a page and its count are of one moment. Made by `sightOf` alone.
 */
export interface Sight {
  readonly scope: 'everything' | 'all-but-walled' | 'given' | 'nothing';
  readonly person: Uuid;
  readonly at: Moment;
}

/** What a reader sees: the decision of `groundOf`, for all inquiries at once. */
export function sightOf(reader: Reader, at: Moment): Sight {
  const { kind, person } = reader;
  const scope =
    kind === 'system'
      ? 'everything'
      : kind !== 'officer' && kind !== 'machine'
        ? 'nothing'
        : isAuditor(reader)
          ? 'all-but-walled'
          : 'given';
  return { scope, person, at };
}

/** How a value gets into a statement: adds it to the statement's values and gives its place (`$3`, `:person`). */
export type Bind = (value: string) => string;

const NO_WALL = (inquiry: string, person: string) =>
  `not exists (select 1 from access_wall w where w.inquiry_id = ${inquiry} and w.person = ${person})`;

/** @param which a further condition on the right, `r` */
const A_RIGHT = (inquiry: string, person: string, at: string, which = '') =>
  `exists (select 1 from access_right r where r.inquiry_id = ${inquiry} and r.person = ${person} and (r.ends_at is null or r.ends_at > ${at})${which})`;

/**
 * The condition that an inquiry is in sight.
 * @param inquiry the column, or another expression of type uuid, that names it
 */
export function inSight({ scope, person, at }: Sight, inquiry: string, bind: Bind): string {
  switch (scope) {
    case 'everything':
      return 'true';
    case 'nothing':
      return 'false';
    case 'all-but-walled':
      return NO_WALL(inquiry, `${bind(person)}::uuid`);
    case 'given': {
      const who = `${bind(person)}::uuid`;
      return `(${A_RIGHT(inquiry, who, `${bind(at)}::timestamptz`)} and ${NO_WALL(inquiry, who)})`;
    }
  }
}

/**
 * The condition that something is not restricted, or to people among whom the reader is, who did not only take the access. It stands beside `inSight`, never without.
 * @param object the column, or another expression of type uuid, that names it
 */
export function notWithheld({ scope, person, at }: Sight, object: string, bind: Bind): string {
  if (scope === 'everything') return 'true';
  const who = `${bind(person)}::uuid`;
  const notLetIn =
    scope === 'given'
      ? ` or not ${A_RIGHT('x.inquiry_id', who, `${bind(at)}::timestamptz`, ` and r.under <> 'challenged'`)}`
      : '';
  return `not exists (select 1 from access_restriction x where x.object_id = ${object} and (${who} <> all(x.people)${notLetIn}))`;
}

/** The condition that no wall stands, for what people see before it belongs to an inquiry, and may not see when they are walled off. */
export const notWalledOff = ({ scope, person }: Sight, inquiry: string, bind: Bind): string =>
  scope === 'everything' ? 'true' : NO_WALL(inquiry, `${bind(person)}::uuid`);

/** The same for one row of a statement of its own: for many readers at once. */
export const rowInSight = (row: { inquiry: string; person: string; auditor: string; at: string }): string =>
  `(${NO_WALL(row.inquiry, row.person)} and (${row.auditor} or ${A_RIGHT(row.inquiry, row.person, row.at)}))`;

/** Values of a statement with numbered places, those given first. */
export function numbered(...values: unknown[]): { values: unknown[]; bind: Bind } {
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** Keeps the rows of a query that are in sight. */
export function keepInSight<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  sight: Sight,
  inquiry: string,
  condition: typeof inSight = inSight,
): SelectQueryBuilder<Row> {
  const named: Record<string, string> = {};
  const where = condition(sight, inquiry, (value) => {
    const name = `sight${Object.keys(named).length}`;
    named[name] = value;
    return `:${name}`;
  });
  return query.andWhere(where, named);
}
