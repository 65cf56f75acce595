import type { Moment, Uuid } from '#contracts';
import type { DataSource } from 'typeorm';
import type { AsReader, Views } from './as-reader.js';
import { ofItself, type Hearing } from './hearing.js';
import { groundOf, type Ground, type Known, type Reader, type Right } from './decision.js';
import { openByDatabase, seenByDatabase } from './row-sight.js';
import { inSight, numbered, sightOf, type Sight } from './sight.js';

/** What a service's doors ask: the one decision, over what this service has heard. @throws Problem access-unknown when that is old news */
export interface Access {
  /** Whether what was heard is of now, for what is sent without being asked for. */
  isKnown(): Promise<boolean>;
  /** What a reader sees now, for a query. */
  sightOf(reader: Reader): Promise<Sight>;
  /**
   * Under what a reader sees one inquiry now, or something in it that can be restricted; undefined = it is not there for this reader.
   * @param object of the inquiry that is given: whether it is asks who knows it
   */
  groundFor(reader: Reader, inquiryId: Uuid, object?: Uuid): Promise<Ground | undefined>;
  /** Role in which a person is on an inquiry's team now; undefined = not on it, or walled off. Who acts, acts in it. */
  roleOn(inquiryId: Uuid, person: Uuid): Promise<string | undefined>;
  /** Of some inquiries, those whose team a person is on now and is not walled off from. */
  teamsOf(person: Uuid, among: readonly Uuid[]): Promise<Set<Uuid>>;
  /** Of some inquiries, those that a wall keeps from a person: for what is not an inquiry's alone, and yet tells of it. */
  walledFrom(person: Uuid, among: readonly Uuid[]): Promise<Set<Uuid>>;
  /**
   * Looks at the views as the reader, in one snapshot: the database itself leaves out what the reader does not see, whatever a query forgot.
   * Every way out to a person goes through here; in `look` nothing is asked of another connection to the views.
   */
  reading<T>(reader: Reader, look: (views: Views, sight: Sight) => Promise<T>): Promise<T>;
  /** Of some inquiries, those in sight. */
  amongSeen(sight: Sight, inquiries: readonly Uuid[]): Promise<Set<Uuid>>;
}

interface RightRow extends Omit<Right, 'endsAt' | 'under'> {
  under: Right['under'] | null;
  ends_at: Date | null;
  walled: boolean;
  /** Both where something is asked for that can be restricted. */
  restriction?: Uuid | null;
  named?: boolean | null;
}

/**
 * @param now the service's clock: a demonstration's grants end by the demonstration's time
 * @param asReader the second lock, on the database's side
 * @param options.hearing whether what was heard from case-state is of now: nothing is answered on old news
 * @param options.decide the first lock; a test takes it away, and finds the second one shut
 */
export function accessOver(
  dataSource: DataSource,
  { now }: { now(): Promise<Moment> },
  asReader: AsReader,
  { hearing = ofItself, decide = groundOf }: { hearing?: Hearing; decide?: typeof groundOf } = {},
): Access {
  const known = async (inquiryId: Uuid, person: Uuid, object?: Uuid): Promise<Known> => {
    await hearing.sure();
    // Restrictions are kept only by a service of which something can be restricted.
    const ofObject =
      object === undefined
        ? { columns: '', join: '' }
        : {
            columns: ', x.restriction_id as restriction, o.person = any(x.people) as named',
            join: 'left join access_restriction x on x.object_id = $3::uuid',
          };
    // One row at least, so that the wall is told where there is no right: both of one moment.
    const rows: RightRow[] = await dataSource.query(
      `select r.under, r.id, r.role, r.ends_at, w.wall_id is not null as walled${ofObject.columns}
         from (values ($1::uuid, $2::uuid)) o(inquiry, person)
         left join access_right r on r.inquiry_id = o.inquiry and r.person = o.person
         left join access_wall w on w.inquiry_id = o.inquiry and w.person = o.person
         ${ofObject.join}`,
      [inquiryId, person, ...(object === undefined ? [] : [object])],
    );
    const [first] = rows;
    return {
      rights: rows.flatMap(({ under, id, role, ends_at: end }) =>
        under === null ? [] : [{ under, id, role, endsAt: end?.toISOString() ?? null }],
      ),
      walled: rows.some((row) => row.walled),
      ...(first?.restriction && { restriction: { id: first.restriction, named: first.named === true } }),
    };
  };
  const seenNow = async (reader: Reader): Promise<Sight> => {
    // The service itself goes by what it has heard.
    if (reader.kind !== 'system') await hearing.sure();
    return sightOf(reader, await now());
  };
  return {
    sightOf: seenNow,

    isKnown: () =>
      hearing.sure().then(
        () => true,
        () => false,
      ),

    async groundFor(reader, inquiryId, object) {
      const [facts, at] = await Promise.all([known(inquiryId, reader.person, object), now()]);
      const ground = decide(reader, facts, at);
      const sight = sightOf(reader, at);
      if (!ground || sight.scope === 'everything') return ground;
      if (sight.scope === 'nothing') return undefined;
      const seen = seenByDatabase[sight.scope]('$1::uuid');
      const open = openByDatabase[sight.scope]('$2::uuid');
      const [row]: { seen: boolean }[] = await asReader(sight, (views) =>
        object === undefined
          ? views.query(`select ${seen} as seen`, [inquiryId])
          : views.query(`select (${seen}) and ${open} as seen`, [inquiryId, object]),
      );
      return row?.seen ? ground : undefined;
    },

    async reading(reader, look) {
      const sight = await seenNow(reader);
      return asReader(sight, (views) => look(views, sight));
    },

    async roleOn(inquiryId, person) {
      const { rights, walled } = await known(inquiryId, person);
      return walled ? undefined : rights.find(({ under }) => under === 'team')?.role;
    },

    async teamsOf(person, among) {
      await hearing.sure();
      const rows: { inquiry: Uuid }[] = await dataSource.query(
        `select r.inquiry_id as inquiry from access_right r where r.person = $1 and r.under = 'team' and r.inquiry_id = any($2)
            and not exists (select 1 from access_wall w where w.inquiry_id = r.inquiry_id and w.person = r.person)`,
        [person, among],
      );
      return new Set(rows.map(({ inquiry }) => inquiry));
    },

    async walledFrom(person, among) {
      if (among.length === 0) return new Set();
      await hearing.sure();
      const rows: { inquiry: Uuid }[] = await dataSource.query(
        'select inquiry_id as inquiry from access_wall where person = $1 and inquiry_id = any($2)',
        [person, among],
      );
      return new Set(rows.map(({ inquiry }) => inquiry));
    },

    async amongSeen(sight, inquiries) {
      const { values, bind } = numbered(inquiries);
      const rows: { inquiry: Uuid }[] = await dataSource.query(
        `select i.inquiry from unnest($1::uuid[]) i(inquiry) where ${inSight(sight, 'i.inquiry', bind)}`,
        values,
      );
      return new Set(rows.map(({ inquiry }) => inquiry));
    },
  };
}
