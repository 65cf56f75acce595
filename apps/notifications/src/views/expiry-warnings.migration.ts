import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of each warning that nobody read it is asked whether a later one of the same end came, or all have replied: among the few facts of its case, or request. */
export class ExpiryWarnings1765238400000 implements MigrationInterface {
  readonly name = 'ExpiryWarnings1765238400000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `create index expiry_warnings_of_a_case on inbox_fact (inquiry, case_id) where kind = 'ExpiryWarningGiven'`,
    );
    await db.query('create index facts_of_a_request on inbox_fact (rfi) where rfi is not null');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index expiry_warnings_of_a_case, facts_of_a_request');
  }
}
