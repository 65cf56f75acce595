import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of each warning that nobody read it is asked whether a later one of the same end came: among the few of its case. */
export class ExpiryWarnings1765238400000 implements MigrationInterface {
  readonly name = 'ExpiryWarnings1765238400000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `create index expiry_warnings_of_a_case on inbox_fact (inquiry, case_id) where kind = 'ExpiryWarningGiven'`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('drop index expiry_warnings_of_a_case');
  }
}
