import type { Day, Uuid } from '#contracts';
import type { Pool } from 'pg';

/** An addressee who may have to be reminded of its limit. */
export interface ToRemind {
  addressee: Uuid;
  /** Number of the case, as its team knows it. */
  caseNumber: string;
  limit: Day;
  /** Which warning of the limit it follows: `3wd`. */
  ahead: string;
}

/** Who was reminded of which limit. Beside the log: that a mail went out is no fact of the procedure, and no rebuild sends it again. */
export interface Reminders {
  /** Of the requests on open cases that were warned of and whose limit is not over: who has not replied, as the views have it, and was not reminded. */
  due(today: Day): Promise<ToRemind[]>;
  /** Takes a reminder upon oneself, of however many processes one: the others leave it alone while it is tried. */
  take(one: ToRemind): Promise<boolean>;
  /** It went out, or there is nobody to send it to: it is not tried again. */
  settle(one: ToRemind): Promise<void>;
}

/** After an attempt that failed, or whose process was killed, it is tried again. */
const AGAIN_AFTER = '15 minutes';

export const remindersIn = (pool: Pick<Pool, 'query'>): Reminders => ({
  async due(today) {
    const { rows } = await pool.query<ToRemind>(
      `select a.id as addressee, k.number as "caseNumber", r.limit_day::text as "limit", r.warned_ahead as ahead
         from views.rfi r join views.addressee a on a.rfi_id = r.id
                           join views.known_case k on k.id = r.case_id and k.open
        where r.warned_ahead is not null and r.limit_day >= $1 and a.submitted_on is null
          and not exists (select 1 from directory.reminders s
                           where (s.addressee, s.limit_day, s.ahead) = (a.id, r.limit_day, r.warned_ahead)
                             and (s.settled_at is not null or s.tried_at > now() - interval '${AGAIN_AFTER}'))
        order by r.limit_day, a.position`,
      [today],
    );
    return rows;
  },
  async take({ addressee, limit, ahead }) {
    const { rowCount } = await pool.query(
      `insert into directory.reminders (addressee, limit_day, ahead) values ($1, $2, $3)
       on conflict (addressee, limit_day, ahead) do update set tried_at = now()
         where reminders.settled_at is null and reminders.tried_at <= now() - interval '${AGAIN_AFTER}'`,
      [addressee, limit, ahead],
    );
    return rowCount === 1;
  },
  async settle({ addressee, limit, ahead }) {
    await pool.query(
      'update directory.reminders set settled_at = now() where (addressee, limit_day, ahead) = ($1, $2, $3)',
      [addressee, limit, ahead],
    );
  },
});
