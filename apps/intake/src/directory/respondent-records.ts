import type { RespondentRecords } from '#service-kit';
import type { Pool } from 'pg';

/** What has become of personal links and of the sessions that they were exchanged for: by their ids, beside the log. */
export const respondentRecordsIn = (pool: Pick<Pool, 'query'>): RespondentRecords => ({
  async useLink(link) {
    // A link ends after a week, a session after a day: what is older says nothing any more.
    await pool.query(`delete from directory.respondent_tokens where over_at < now() - interval '30 days'`);
    const { rowCount } = await pool.query(
      'insert into directory.respondent_tokens (id) values ($1) on conflict do nothing',
      [link],
    );
    return rowCount === 1;
  },
  async endSession(session) {
    await pool.query('insert into directory.respondent_tokens (id) values ($1) on conflict do nothing', [session]);
  },
  async hasEnded(session) {
    const { rowCount } = await pool.query('select 1 from directory.respondent_tokens where id = $1', [session]);
    return rowCount === 1;
  },
});
