import { createRestrictionTable, dropRestrictionTable } from '#service-kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What in an inquiry is for named people alone. */
export class Restrictions1765411200000 implements MigrationInterface {
  readonly name = 'Restrictions1765411200000';

  async up(db: QueryRunner): Promise<void> {
    await createRestrictionTable(db);
  }

  async down(db: QueryRunner): Promise<void> {
    await dropRestrictionTable(db);
  }
}
