import { createHash } from 'node:crypto';
import pg from 'pg';
import type { EntityManager } from 'typeorm';
import type { Sight } from './sight.js';

/**
 * What the rows of a table tell, said once beside the view: the database then gives a reader the rows in sight and no others, whatever a
 * query forgot to ask.
 */
export type RowSight =
  /** Nothing of an inquiry. */
  | 'open'
  /** The column that names the inquiry; and the one that names what can be restricted in it, where the rows hold that. */
  | { inquiry: string; restricted?: string }
  /** Columns that each name an inquiry: seen by who sees all of them. */
  | { inquiries: readonly string[] }
  /** The column that names an inquiry or nothing: seen by everybody whom no wall keeps from that inquiry. */
  | { unlessWalled: string }
  /** The column that names the one person whose row it is; auditors see all where it says so. */
  | { own: string; auditors?: true }
  /** As the row of another table whose `id` stands in this column. */
  | { with: string; id: string };

/** By table: of the views, or `<schema>.<table>` of what stands beside them. */
export type RowSights = Readonly<Record<string, RowSight>>;

const placeOf = (table: string): string => (table.includes('.') ? table : `views.${table}`);

/** Two tables of the decision: a reader finds the own rows in them, and no more is needed to tell what is in sight. */
export const ACCESS_SIGHT: RowSights = { access_right: { own: 'person' }, access_wall: { own: 'person' } };

/** And the third: who sees an inquiry is told what in it is restricted, and to whom. */
export const RESTRICTION_SIGHT: RowSights = { access_restriction: { inquiry: 'inquiry_id' } };

/**
 * The roles as which a service reads for a person, by what that person sees. They own nothing and sign in nowhere. Two, because a condition that
 * must do for both could use no index: a page of 50 among 10,000 inquiries took twice as long.
 */
export type ReaderRoles = Readonly<Record<Scope, string>>;
type Scope = Exclude<Sight['scope'], 'everything' | 'nothing'>;

export const readerRolesOf = (serviceRole: string): ReaderRoles => ({
  given: `${serviceRole}_reader`,
  'all-but-walled': `${serviceRole}_auditor`,
});

/** Set for one transaction by `asReader`; unset, nothing is in sight. */
const setting = (name: 'reader' | 'sight' | 'at' | 'rights' | 'walls'): string =>
  `nullif(current_setting('dossier.${name}', true), '')`;
const PERSON = `${setting('reader')}::uuid`;
const SOMEBODY = `(select ${PERSON}) is not null`;
/** Sets of inquiries. A sub-select is read once by a statement; the outer cast only says that this is a value and no table. */
const RIGHTS = `(select ${setting('rights')}::uuid[])::uuid[]`;
const WALLS = `(select ${setting('walls')}::uuid[])::uuid[]`;

/**
 * The statements by which a transaction becomes that of a reader. The database reckons the inquiries once, in the snapshot that the reader then asks
 * (each question of a page that reckoned them again took a third of a millisecond for a hundred rights, and as long again to be planned).
 * @param role of readers; undefined: the service's own is held to the same rows
 */
export function becoming({ person, scope, at }: Sight, role: string | undefined): string {
  const who = `${pg.escapeLiteral(person)}::uuid`;
  const walls = `select w.inquiry_id from views.access_wall w where w.person = ${who}`;
  const rights = `select r.inquiry_id from views.access_right r
    where r.person = ${who} and (r.ends_at is null or r.ends_at > ${pg.escapeLiteral(at)}::timestamptz)`;
  const set = (name: Parameters<typeof setting>[0], value: string) => `set_config('dossier.${name}', ${value}, true)`;
  // The sets before the sight, which where there are no roles for readers holds at once what they are reckoned from.
  const sets = [
    ...(scope === 'everything' ? [] : [set('walls', `array(${walls})::text`)]),
    ...(scope === 'given' ? [set('rights', `array(${rights} except ${walls})::text`)] : []),
  ];
  return [
    ...(sets.length > 0 ? [`select ${sets.join(', ')}`] : []),
    `select ${set('reader', pg.escapeLiteral(person))}, ${set('sight', pg.escapeLiteral(scope))}, ${set('at', pg.escapeLiteral(at))}`,
    ...(role === undefined ? [] : [`set local role ${pg.escapeIdentifier(role)}`]),
  ].join('; ');
}

/** The decision of `groundOf` once more, by the database, for who is told by `becoming`. */
export const seenByDatabase: Record<Scope, (inquiry: string) => string> = {
  given: (inquiry) => `${inquiry} = any(${RIGHTS})`,
  'all-but-walled': (inquiry) => `${SOMEBODY} and ${inquiry} <> all(${WALLS})`,
};

/** And that of something in an inquiry that is in sight. Asked of the table and not reckoned before: few ask for what can be restricted. */
export const openByDatabase: Record<Scope, (object: string) => string> = {
  given: (object) => notWithheldFrom(object, ` or not ${LET_IN}`),
  'all-but-walled': (object) => notWithheldFrom(object),
};

const notWithheldFrom = (object: string, orElse = ''): string =>
  `not exists (select from views.access_restriction x where x.object_id = ${object} and (${PERSON} <> all(x.people)${orElse}))`;

/** By others: who only took the access is not. */
const LET_IN = `exists (select from views.access_right r where r.inquiry_id = x.inquiry_id and r.person = ${PERSON}
  and r.under <> 'challenged' and (r.ends_at is null or r.ends_at > ${setting('at')}::timestamptz))`;

function conditionOf(table: string, sight: RowSight, scope: Scope): string {
  if (sight === 'open') return 'true';
  if ('inquiry' in sight) {
    const seen = seenByDatabase[scope](sight.inquiry);
    return sight.restricted === undefined ? seen : `(${seen}) and ${openByDatabase[scope](sight.restricted)}`;
  }
  if ('inquiries' in sight) return sight.inquiries.map((one) => `(${seenByDatabase[scope](one)})`).join(' and ');
  if ('unlessWalled' in sight)
    return `${SOMEBODY} and (${sight.unlessWalled} is null or ${sight.unlessWalled} <> all(${WALLS}))`;
  if ('own' in sight) return sight.auditors && scope === 'all-but-walled' ? SOMEBODY : `${sight.own} = ${PERSON}`;
  return `exists (select from views.${sight.with} other where other.id = ${table}.${sight.id})`;
}

/**
 * Sets the second lock on the views' tables, as the service's role, which owns them. Written anew only when it has changed, since that stops
 * whoever reads. Where there are no roles for readers the owner itself is held to it while it reads for somebody; otherwise, for the service's own
 * folds and questions, it sees all.
 * @param readers undefined = there are none in this database
 */
export async function lockRows(
  db: Pick<EntityManager, 'query'>,
  sights: RowSights,
  { service, readers }: { service: string; readers: ReaderRoles | undefined },
): Promise<void> {
  const standing: { table: string; policy: string }[] = await db.query(
    `select schemaname || '.' || tablename as table, policyname as policy from pg_policies where starts_with(policyname, 'in_sight_')`,
  );
  const scopes: Scope[] = ['given', 'all-but-walled'];
  const places = Object.keys(sights).map(placeOf);
  // A table that somebody took away tells nobody anything; what asks for it says so itself.
  const gone: { place: string }[] = await db.query(
    'select place from unnest($1::text[]) place where to_regclass(place) is null',
    [places],
  );
  for (const [table, sight] of Object.entries(sights)) {
    const place = placeOf(table);
    if (gone.some((one) => one.place === place)) continue;
    const statements = readers
      ? scopes.flatMap((scope, n) => {
          const role = pg.escapeIdentifier(readers[scope]);
          return [
            `grant select on ${place} to ${role}`,
            `create policy POLICY_${n} on ${place} for select to ${role} using (${conditionOf(table, sight, scope)})`,
          ];
        })
      : [
          `create policy POLICY_0 on ${place} to ${pg.escapeIdentifier(service)} using (case (select ${setting('sight')})
             when 'everything' then true when 'all-but-walled' then ${conditionOf(table, sight, 'all-but-walled')}
             when 'given' then ${conditionOf(table, sight, 'given')} when 'nothing' then ${conditionOf(table, sight, 'given')}
             else true end) with check (true)`,
        ];
    statements.unshift(`alter table ${place} ${readers ? 'no force' : 'force'} row level security`);
    const policy = `in_sight_${createHash('sha256').update(statements.join(';')).digest('hex').slice(0, 12)}`;
    const before = standing.filter((one) => one.table === place);
    if (before.length > 0 && before.every((one) => one.policy.startsWith(policy))) continue;
    for (const old of before) await db.query(`drop policy ${old.policy} on ${place}`);
    await db.query(`alter table ${place} enable row level security`);
    for (const statement of statements) await db.query(statement.replace('POLICY', policy));
  }
  if (readers)
    await db.query(
      `grant usage on schema ${[...new Set(['views', ...places.map((place) => place.split('.')[0])])].join(', ')} to ${scopes.map((scope) => pg.escapeIdentifier(readers[scope])).join(', ')}`,
    );
}
